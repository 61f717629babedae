"""The cast of the demo: made-up people whom anyone may log in as, there only."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from areas.models import User

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Role(NamedTuple):
    """One of the cast: who it is and what to try."""

    key: str
    email: str
    title: str | _StrPromise
    text: str | _StrPromise
    icon: str


CAST = (
    Role(
        "kontaktombud",
        "alva@grannar.example",
        _("Area contact"),
        _("Writes alerts, lets neighbours in and hands out marking kits."),
        "megafon",
    ),
    Role(
        "granne",
        "bo@grannar.example",
        _("Neighbour in the same area"),
        _("Gets the alert, says that he has seen it and answers."),
        "person",
    ),
    Role(
        "annan-granne",
        "cilla@grannar.example",
        _("Neighbour in the next area"),
        _("Must hear nothing of what happens in the other area."),
        "hem",
    ),
    Role(
        "polis",
        "pia@grannar.example",
        _("Police officer"),
        _("Sees areas and figures, and looks up a found kit."),
        "skold",
    ),
    Role(
        "kommun",
        "mona@grannar.example",
        _("Officer at the municipality"),
        _("Follows the promise, starts areas and orders kits."),
        "kommun",
    ),
    Role(
        "drift",
        "olle@grannar.example",
        _("Operator"),
        _("Sees how the machinery feels, and no personal data."),
        "puls",
    ),
    Role(
        "granskare",
        "agda@grannar.example",
        _("Auditor"),
        _("Reads the access log and changes nothing."),
        "logg",
    ),
)


def present() -> list[tuple[Role, User]]:
    """Those of the cast whom this demo has."""
    people = User.objects.filter(email__in=[role.email for role in CAST])
    by_email = {person.email: person for person in people}
    return [(role, by_email[role.email]) for role in CAST if role.email in by_email]


def find(key: str) -> User | None:
    """The person of a role, if this demo has one."""
    email = next((role.email for role in CAST if role.key == key), None)
    return User.objects.filter(email=email).first() if email else None
