"""The menus: who finds which pages where, and what they are called there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

OFFICERS = ("municipal_officer", "police_officer")


class Entry(NamedTuple):
    """One way onward: URL name, its path where the name isn't known yet, word, icon."""

    name: str
    path: str
    label: str | _StrPromise
    icon: str = ""


class Link(NamedTuple):
    """An entry that leads somewhere on this installation."""

    name: str
    url: str
    label: str | _StrPromise
    icon: str
    is_current: bool


PUBLIC = (
    Entry("watch:home", "/", _("Start"), "hem"),
    Entry("areas:area-list", "/omraden/", _("Find your area"), "karta"),
    Entry("watch:marking-about", "/markning/", _("Mark your things"), "mark"),
    Entry("watch:advice", "/rad/", _("Advice"), "bok"),
)
RESIDENT = (
    Entry("areas:member-home", "/mitt/", _("Home"), "hem"),
    Entry("alerts:alert-list", "/mitt/larm/", _("Alerts"), "larm"),
    Entry("marking:home-kit", "/mitt/markning/", _("Marking"), "mark"),
    Entry("areas:absence-list", "/mitt/bortrest/", _("Away"), "resa"),
)
CONTACT = (
    Entry("areas:contact-home", "/ombud/", _("Home"), "hem"),
    Entry("alerts:contact-alerts", "/ombud/larm/", _("Alerts"), "larm"),
    Entry("areas:neighbour-list", "/ombud/grannar/", _("Neighbours"), "grannar"),
    Entry("marking:contact-kits", "/ombud/markning/", _("Marking"), "mark"),
)
OFFICER = (
    Entry("watch:desk", "/samordning/", _("Overview"), "stapel"),
    Entry("areas:officer-areas", "/samordning/omraden/", _("Areas"), "karta"),
    Entry("areas:interest-list", "/samordning/intresse/", _("Interest"), "hand"),
    Entry("marking:desk", "/samordning/markning/", _("Marking"), "mark"),
    Entry("watch:burglary-list", "/samordning/inbrott/", _("Burglaries"), "dorr"),
    Entry("alerts:officer-alerts", "/samordning/larm/", _("Alerts"), "larm"),
    Entry("watch:report-list", "/samordning/rapporter/", _("Reports"), "rapport"),
    Entry("watch:log", "/samordning/logg/", _("Activity log"), "logg"),
)
OPERATOR = (
    Entry("watch:operations", "/drift/", _("Operations"), "puls"),
    Entry("watch:user-list", "/samordning/anvandare/", _("Accounts"), "grannar"),
    Entry("admin:index", "/drift/admin/", _("Administration"), "kugge"),
)
AUDITOR = (
    Entry("watch:log", "/samordning/logg/", _("Activity log"), "logg"),
    Entry("watch:promise", "/loftet/", _("The promise"), "stapel"),
)
BY_HAT = {
    "resident": RESIDENT,
    "contact": CONTACT,
    "head_contact": CONTACT,
    "municipal_officer": OFFICER,
    "police_officer": OFFICER,
    "operator": OPERATOR,
    "auditor": AUDITOR,
}
# The pages of a hat: on them it is on, whatever was chosen before.
ROOMS = (
    ("/mitt/", ("resident",)),
    ("/ombud/", ("contact", "head_contact", *OFFICERS)),
    ("/samordning/", (*OFFICERS, "operator", "auditor")),
    ("/drift/", ("operator",)),
)
AT_DESKS = (*OFFICERS, "operator", "auditor")
HAT_WORDS = {
    "resident": _("neighbour"),
    "contact": _("area contact"),
    "head_contact": _("head contact"),
    "municipal_officer": _("officer at the municipality"),
    "police_officer": _("police officer"),
    "operator": _("operator"),
    "auditor": _("auditor"),
}
ACCOUNT = (
    Entry("areas:settings", "/mitt/installningar/", _("Settings"), "kugge"),
    Entry("account_logout", "/konto/logout/", _("Sign out"), "ut"),
)
LOGIN = Entry("account_login", "/konto/login/", _("Sign in"), "logga")
ABOUT = (
    Entry("watch:privacy", "/uppgifter/", _("How we handle your data")),
    Entry("watch:accessibility", "/tillganglighet/", _("Accessibility statement")),
    Entry("watch:contact", "/kontakt/", _("Contact")),
)
QUICK = (
    Entry("areas:area-list", "/omraden/", _("All areas")),
    Entry("areas:interest-start", "/starta/", _("Start an area")),
    Entry("watch:promise", "/loftet/", _("The promise")),
    Entry("watch:advice", "/rad/", _("Advice")),
)


def way_to(entry: Entry) -> str:
    """The entry's address on this installation, or "" while the page isn't there."""
    try:
        return reverse(entry.name)
    except NoReverseMatch:
        path = entry.path if get_language() == "sv" else f"/en{entry.path}"
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path
