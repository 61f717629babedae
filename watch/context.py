"""What every page needs to know of its visitor: hat, way around, theme, language."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language, override

from areas import permissions
from watch.menus import (
    ABOUT,
    ACCOUNT,
    AT_DESKS,
    BY_HAT,
    HAT_WORDS,
    LOGIN,
    PUBLIC,
    QUICK,
    ROOMS,
    Entry,
    Link,
    way_to,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

THEMES = ("ljus", "mork")
THEME_COOKIE = "tema"
PLACES: dict[str, Callable[[Any], QuerySet[Any]]] = {
    "resident": permissions.member_areas_for,
    "contact": permissions.contact_areas_for,
    "head_contact": permissions.contact_areas_for,
    "municipal_officer": permissions.municipalities_for,
    "police_officer": permissions.municipalities_for,
}


class Look:
    """Worked out on first use, so a page pays only for what it shows."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def person(self) -> Any:
        """Whoever is logged in, or None."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def hats(self) -> list[str]:
        """Every role the person holds, in the order of the menu."""
        if self.person is None:
            return []
        held = permissions.hats(self.person)
        return [hat for hat in BY_HAT if hat in held]

    @cached_property
    def hat(self) -> str:
        """The role the person is in now; "" for the public.

        The page's own place decides, then the choice, then the weightiest role.
        """
        rooms = (hats for path, hats in ROOMS if self.path.startswith(path))
        room: tuple[str, ...] = next(rooms, ())
        chosen = str(self.request.session.get("hat", "")) if self.hats else ""
        wanted = [chosen] if chosen in room else [*room, chosen]
        weightiest = self.hats[-1] if self.hats else ""
        return next((hat for hat in wanted if hat in self.hats), weightiest)

    @property
    def hat_word(self) -> str | _StrPromise:
        """The role in words, in the middle of a sentence."""
        return HAT_WORDS.get(self.hat, "")

    @property
    def other_hats(self) -> list[tuple[str, str | _StrPromise]]:
        """The roles one may change to, with their words."""
        return [(hat, HAT_WORDS[hat]) for hat in self.hats if hat != self.hat]

    @cached_property
    def path(self) -> str:
        """The page's path without its language prefix."""
        path = self.request.path
        return path.removeprefix("/en") if path.startswith("/en/") else path

    @cached_property
    def frame(self) -> str:
        """Which frame the page stands in: the officers' column or the common header."""
        desks = ("/samordning/", "/drift/", "/ombud/")
        at_the_desk = self.hat in AT_DESKS and self.path.startswith(desks)
        return "officer" if at_the_desk else "common"

    @cached_property
    def place(self) -> str:
        """Where we are: the area or municipality of the hat, or the installation's."""
        find = PLACES.get(self.hat)
        names = find(self.person).values_list("name", flat=True)[:2] if find else []
        return ", ".join(names) or str(getattr(settings, "SITE_PLACE", ""))

    @cached_property
    def nav(self) -> list[Link]:
        """The main menu of the hat; off the desk, the public's and a way back."""
        entries = BY_HAT.get(self.hat, PUBLIC)
        if self.hat in AT_DESKS and self.frame == "common":
            entries = (*PUBLIC, entries[0])
        return self._links(entries)

    @cached_property
    def thumb(self) -> list[Link]:
        """The thumb bar of members and contacts; nothing for others."""
        has_bar = self.hat in {"resident", "contact", "head_contact"}
        return self.nav if has_bar else []

    @cached_property
    def account(self) -> list[Link]:
        """Settings and the way out, or the way in."""
        return self._links(ACCOUNT if self.person else (LOGIN,))

    @property
    def about(self) -> list[Link]:
        return self._links(ABOUT)

    @property
    def quick(self) -> list[Link]:
        return self._links(QUICK)

    @cached_property
    def home(self) -> str:
        """Where the wordmark leads."""
        entries = BY_HAT.get(self.hat, PUBLIC)
        return way_to(entries[0]) or way_to(PUBLIC[0]) or "/"

    @cached_property
    def theme(self) -> str:
        """The chosen theme: "ljus", "mork", or "" to follow the system."""
        chosen = self.request.COOKIES.get(THEME_COOKIE) or getattr(
            self.person, "theme", ""
        )
        return chosen if chosen in THEMES else ""

    @cached_property
    def other_language(self) -> tuple[str, str, str]:
        """Code, name and address of this page in the other language."""
        code, name = ("sv", "Svenska") if get_language() == "en" else ("en", "English")
        here = self.request.get_full_path()
        there = translate_url(here, code)
        if there == here:  # a page outside the languages: its start page instead
            with override(code):
                there = way_to(PUBLIC[0]) or "/"
        return code, name, there

    @property
    def is_demo(self) -> bool:
        return bool(getattr(settings, "DEMO", False))

    def _links(self, entries: tuple[Entry, ...]) -> list[Link]:
        found = [(entry, way_to(entry)) for entry in entries]
        here = max(
            (url for _, url in found if url and self._is_under(url)),
            key=len,
            default=None,
        )
        return [
            Link(entry.name, url, entry.label, entry.icon, url == here)
            for entry, url in found
            if url
        ]

    def _is_under(self, url: str) -> bool:
        """A start page is current on itself only, a section on all its pages."""
        if url in {"/", "/en/"}:
            return self.request.path == url
        return self.request.path.startswith(url)


def look(request: HttpRequest) -> dict[str, Look]:
    """Context processor: gives every template `look`."""
    return {"look": Look(request)}
