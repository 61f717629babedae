"""Pages of the demo alone: log in as somebody, and read what each has got."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from alerts import catcher
from areas.permissions import hats
from watch import demo as cast
from watch.menus import BY_HAT, way_to

if TYPE_CHECKING:
    from collections.abc import Iterator

BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "HEAD", "POST"])
def demo(request: HttpRequest) -> HttpResponse:
    """The cast; by POST one becomes one of them."""
    if request.method == "POST":
        return _become(request, request.POST.get("roll", ""))
    return render(request, "watch/demo.html", {"cast": cast.present()})


def _become(request: HttpRequest, key: str) -> HttpResponse:
    person = cast.find(key)
    if person is None:
        raise Http404
    login(request, person, backend=BACKEND)
    # Stands in for a second factor, in a demo database only (decision 38).
    request.session["demo_login"] = timezone.now().timestamp()
    held = hats(person)
    first = way_to(BY_HAT[held[-1]][0]) if held else ""
    return redirect(first or "watch:home")


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The newest letters, to everyone or to one of the cast."""
    to = request.GET.get("till", "")
    context = {
        "letters": catcher.messages(to or None),
        "to": to,
        "cast": cast.present(),
    }
    return render(request, "watch/demo_inbox.html", context)


@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One letter as text; links to this site can be followed, others can't."""
    found = catcher.message(name)
    if found is None:
        raise Http404
    ours = {request.get_host().partition(":")[0], urlsplit(settings.SITE_URL).hostname}
    context = {"letter": found, "pieces": list(_pieces(found, ours))}
    return render(request, "watch/demo_letter.html", context)


def _pieces(found: catcher.Letter, ours: set[str | None]) -> Iterator[tuple[str, str]]:
    """The text cut at its links: each piece with the path it leads to, or ""."""
    rest = found.text
    while rest:
        places = [(rest.find(link), -len(link), link) for link in found.links]
        nearest = min((place for place in places if place[0] >= 0), default=None)
        if nearest is None:
            yield rest, ""
            return
        start, _length, link = nearest
        yield rest[:start], ""
        yield link, _path(link, ours)
        rest = rest[start + len(link) :]


def _path(link: str, ours: set[str | None]) -> str:
    """The link's path when it leads to this site; a letter may say anything."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    if parts.hostname not in ours or parts.path.startswith("//"):
        return ""
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
