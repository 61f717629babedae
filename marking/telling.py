"""What a household or a contact is told: a notice row, which alerts sends (44).

No text names a kit's number: notice and number in one row would tell whose kit it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from areas.models import Contact, Membership, Notice, User

from . import hashes

HOME, CONTACT_PAGE = "marking:home-kit", "marking:contact-kits"


class Words(NamedTuple):
    """The subject, the text and the page of one kind of notice."""

    subject: Any
    text: Any
    page: str = HOME


WORDS = {
    "kit.reserved": Words(
        _("A marking kit is reserved for you"),
        _("We tell you when it can be collected. You can cancel whenever you like."),
    ),
    "kit.ready": Words(
        _("Your marking kit is ready to collect"),
        _("Collect it at %(place)s. %(opening)s It is kept for you for 30 days."),
    ),
    "kit.lapsed": Words(
        _("Your reservation has ended"),
        _("The marking kit was not collected in 30 days. You can reserve a new one."),
    ),
    "kit.handed_out": Words(
        _("Receipt: your household has a marking kit"),
        _(
            "Date: %(day)s. Price: %(price)s. Next: put up the stickers, mark your "
            "things and register the code on the bottle."
        ),
    ),
    "kit.registered": Words(
        _("Your marking kit is registered"),
        _("Thank you. Your home is now counted as a marked home."),
    ),
    "kit.returned": Words(
        _("Your marking kit is handed back"),
        _("Nothing ties it to your household any more."),
    ),
    "kit.lost": Words(
        _("Your marking kit is noted as lost"),
        _(
            "Tell the supplier, so that nobody else uses the code. "
            "You can get a new one."
        ),
    ),
    "kit.remind14": Words(
        _("Have you registered your marking kit?"),
        _("It takes two minutes, and the marking counts only when it is registered."),
    ),
    "kit.remind30": Words(
        _("Your marking kit is not registered yet"),
        _("Do you want help? Your area contact gladly helps you at home."),
    ),
    "kit.todo": Words(
        _("A neighbour may want help with the marking"),
        _(
            "%(count)s kits in %(area)s were handed out a month ago and are not "
            "registered."
        ),
        CONTACT_PAGE,
    ),
    "kit.liquid": Words(
        _("Mark your things before the liquid dries"),
        _("You opened the bottle %(day)s. The liquid keeps for %(months)s months."),
    ),
    "kit.expired": Words(
        _("The liquid in your marking kit is too old"),
        _("What you have marked is still marked. Register the code if you have not."),
    ),
    "kit.unused": Words(
        _("Your marking kit has not been used"),
        _("Hand it back unopened to your area contact, or start today."),
    ),
    "kit.asked": Words(
        _("Polisen has asked about your marking kit"),
        _(
            "On %(day)s a police officer looked up your kit in a case. Call 114 14 if "
            "you wonder about it."
        ),
    ),
    "kit.help": Words(
        _("A neighbour wants help with the marking"),
        _("%(address)s asks you to get in touch."),
        CONTACT_PAGE,
    ),
    "pen.lent": Words(
        _("You have borrowed a marking pen"), _("Hand it back by %(day)s.")
    ),
    "pen.due": Words(
        _("The marking pen should go back"), _("You borrowed it until %(day)s.")
    ),
}


def members_of(household_id: int) -> list[User]:
    """The people whom the household's notices go to."""
    rows = Membership.objects.active().filter(household=household_id)
    return [row.user for row in rows.select_related("user")]


def contacts_of(area_id: int) -> list[User]:
    rows = Contact.objects.active().filter(area=area_id).select_related("user")
    return [row.user for row in rows]


def tell(
    people: Iterable[User], kind: str, *, once: tuple[object, ...] = (), **values: Any
) -> None:
    """Writes one notice per person, in the person's language.

    `once`: what the notice is about; the same is told a person a single time.
    """
    words = WORDS[kind]
    for person in people:
        key = hashes.once_key(kind, person.pk, *once) if once else None
        if key and Notice.objects.filter(once_key=key).exists():
            continue
        with translation.override(person.language):
            Notice.objects.create(
                user=person,
                kind=kind,
                subject=str(words.subject),
                text=str(words.text) % values,
                link=reverse(words.page),
                once_key=key,
            )


def tell_household(household_id: int | None, kind: str, **values: Any) -> None:
    """Tells everybody in a household; nobody, where there is none."""
    if household_id is not None:
        tell(members_of(household_id), kind, **values)
