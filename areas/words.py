"""The words of each notice that areas writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from areas.upkeep_words import UPKEEP


def listed(names: Sequence[str]) -> str:
    """ "Ann-Marie och Bengt"."""
    if len(names) < 2:  # noqa: PLR2004 - one, or nobody
        return "".join(names)
    known = {"first": ", ".join(names[:-1]), "last": names[-1]}
    return gettext("%(first)s and %(last)s") % known


class Words(NamedTuple):
    """The subject, the text and the page of one kind of notice."""

    subject: Any
    text: Any
    page: str = ""


MEMBER, CONTACT = "areas:member-home", "areas:contact-home"

MEMBERSHIP = {
    "membership.asked": Words(
        _("You have asked to join %(area)s"),
        _(
            "Thank you. An area contact will answer you, usually within %(days)s days. "
            "Until then only the area contacts see what you wrote."
        ),
        MEMBER,
    ),
    "membership.todo": Words(
        _("A neighbour wants to join %(area)s"),
        _("A household on %(street)s has asked to join. Let them in or say no."),
        CONTACT,
    ),
    "membership.waiting": Words(
        _("A neighbour is still waiting for your answer"),
        _("A household on %(street)s asked to join %(area)s %(day)s."),
        CONTACT,
    ),
    "membership.welcome": Words(
        _("Welcome to %(area)s"),
        _(
            "You are a member now. Your area contacts are %(contacts)s. Four things "
            "help: call 112 if something is happening and 114 14 otherwise, tell "
            "neighbours you trust when you are away, mark and lock up what is "
            "valuable, and read the advice."
        ),
        MEMBER,
    ),
    "membership.declined": Words(
        _("Your request to join %(area)s"),
        _(
            "The area contacts do not recognise the household. We are erasing what you "
            "wrote. Call or write to the municipality if something is wrong."
        ),
    ),
    "membership.left": Words(
        _("You have left %(area)s"),
        _(
            "You get no more alerts. We erase your data on %(day)s. Until then you can "
            "change your mind."
        ),
        "areas:my-data",
    ),
    "membership.moved": Words(
        _("You have moved out of %(area)s"),
        _(
            "Thank you for being a good neighbour. If your household has a marking "
            "kit, tell its supplier that you have moved. We erase your data on "
            "%(day)s."
        ),
        "areas:my-data",
    ),
    "membership.removed": Words(
        _("You are no longer a member of %(area)s"),
        _("Reason: %(reason)s. We erase your data on %(day)s."),
    ),
    "membership.still": Words(
        _("Do you still live here?"),
        _("Once a year we ask. One press is enough. Address: %(address)s."),
    ),
    "channel.confirm": Words(
        _("Confirm your address"),
        _(
            "Press the link to confirm that we reach you here. If you did not ask for "
            "it, do nothing."
        ),
    ),
    "channel.test": Words(
        _("This is a test"),
        _("The test has arrived. This is how an alert reaches you."),
        "areas:settings",
    ),
}
OFFICE = {
    "contact.appointed": Words(
        _("You are an area contact in %(area)s"),
        _(
            "Thank you. It takes about a quarter of an hour a month. Your page says "
            "what to do next."
        ),
        CONTACT,
    ),
    "contact.deputy": Words(
        _("You are a deputy area contact in %(area)s"),
        _("You step in when the area contact is away. Your page says what to do next."),
        CONTACT,
    ),
    "contact.ended": Words(
        _("You are no longer an area contact in %(area)s"),
        _("Thank you for your time. The neighbours' list stays in the service."),
    ),
    "contact.suspended": Words(
        _("Your office as area contact in %(area)s is paused"),
        _("An officer has paused it. Reason: %(reason)s."),
    ),
    "contact.vacancy": Words(
        _("%(area)s has no area contact"),
        _("Ask the neighbours who could take over. Without one the area goes dormant."),
        "areas:officer-areas",
    ),
    "contact.few": Words(
        _("%(area)s needs one more area contact"),
        _("There are %(households)s households to each contact. Aim for 10 to 15."),
        CONTACT,
    ),
}
LIFE = {
    "interest.receipt": Words(
        _("Thank you for wanting to start an area"),
        _(
            "We have noted %(place)s. An officer at the municipality will answer you, "
            "usually within %(days)s days."
        ),
    ),
    "interest.new": Words(
        _("Somebody wants to start an area"),
        _("Place: %(place)s. The person is waiting for an answer."),
        "areas:interest-list",
    ),
    "interest.answer": Words(_("About the area at %(place)s"), _("%(answer)s")),
    "interest.area": Words(
        _("An area is on its way: %(area)s"),
        _("You said that you were interested. Here you can follow it and join."),
    ),
    "area.contacts_found": Words(
        _("What comes next in %(area)s"),
        _(
            "You have an area contact. Now we agree on the boundary and book the start "
            "meeting."
        ),
        CONTACT,
    ),
    "area.meeting_booked": Words(
        _("Start meeting in %(area)s"),
        _("Welcome on %(day)s at %(time)s. Place: %(place)s."),
    ),
    "area.trained": Words(
        _("The start pack for %(area)s"),
        _(
            "You are trained. Hand out the information to every household and collect "
            "those who want to join. Then the area can start."
        ),
        CONTACT,
    ),
    "area.running": Words(
        _("%(area)s is running"),
        _("The area has started. From now on alerts can be sent, and signs ordered."),
        MEMBER,
    ),
    "area.warning": Words(
        _("%(area)s needs a meeting"),
        _(
            "There has been no neighbour meeting or area contact for %(months)s "
            "months. After 12 months the area goes dormant and its signs come down."
        ),
    ),
    "area.dormant": Words(
        _("%(area)s is dormant"),
        _("Nothing has happened for 12 months. Hold a meeting to start it again."),
    ),
    "area.closed": Words(
        _("%(area)s has closed"),
        _("Reason: %(reason)s. We erase what we know about the members on %(day)s."),
    ),
    "area.stopped": Words(
        _("There will be no area at %(area)s for now"), _("Reason: %(reason)s.")
    ),
    "boundary.proposed": Words(
        _("A boundary to look at: %(area)s"),
        _("A boundary with %(count)s households is waiting for approval."),
        "areas:officer-areas",
    ),
    "boundary.approved": Words(
        _("The boundary of %(area)s is approved"),
        _("It now has %(count)s households."),
        CONTACT,
    ),
    "boundary.refused": Words(
        _("The boundary of %(area)s was not approved"),
        _("Reason: %(reason)s. Change it and propose it again."),
        CONTACT,
    ),
}
WORDS = MEMBERSHIP | OFFICE | LIFE | {k: Words(*v) for k, v in UPKEEP.items()}
