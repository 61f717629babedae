"""The erasure calendar: each kind of data, and when it goes (areas/retention.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from areas.retention import Keep

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Row = tuple["str | _StrPromise", "str | _StrPromise"]

# In the order in which people ask; every class of Keep has its line (a test holds it).
CALENDAR: dict[Keep, Row] = {
    Keep.ACCOUNT: (
        _("Your name, your address and that you are a member"),
        _("As long as you are a member. Erased within 7 days when you leave."),
    ),
    Keep.CHANNEL: (
        _("Telephone number, e-mail address and your telephone for notices"),
        _(
            "As long as you use them. A telephone that we have not reached for 180 "
            "days is erased."
        ),
    ),
    Keep.AWAY: (
        _("That you are away"),
        _("Until 24 hours after you are back."),
    ),
    Keep.HANDSHAKE: (
        _("Which neighbours you trust when you are away"),
        _("Until one of you says no."),
    ),
    Keep.OBSERVATION: (
        _("Your own notes for Polisen"),
        _("30 days. You see the date when you write."),
    ),
    Keep.REPLY: (_("Your replies to an alert"), _("90 days.")),
    Keep.ALERT_TEXT: (
        _("The text of an alert"),
        _("90 days. After that we keep only kind, area and month."),
    ),
    Keep.ALERT_RECORD: (
        _("How many an alert reached"),
        _("For ever. It says nothing about persons."),
    ),
    Keep.DELIVERY: (
        _("That an alert was sent to you"),
        _("30 days. After that only the numbers."),
    ),
    Keep.NOTICE: (_("Other messages to you"), _("30 days after they were sent.")),
    Keep.KIT: (
        _("Which marking kit you have"),
        _("As long as you have it. The kit's number without your name for 5 years."),
    ),
    Keep.KIT_QUERY: (
        _("That Polisen asked about a kit"),
        _("36 months."),
    ),
    Keep.CONCERN: (
        _("Your name and e-mail address on a complaint"),
        _("Until 30 days after you got an answer. The answer stays."),
    ),
    Keep.INTEREST: (
        _("That you are interested in a new area"),
        _("Until the area runs or the matter is closed, and 30 days after that."),
    ),
    Keep.DRAFT: (
        _("A boundary that somebody is drawing"),
        _("Until it is proposed, at most 30 days."),
    ),
    Keep.INVITE: (
        _("Invitation codes"),
        _("30 days after they were used or became too old."),
    ),
    Keep.OFFICE: (
        _("That somebody is an area contact or an officer"),
        _("As long as they are, and 24 months after that."),
    ),
    Keep.AUDIT: (
        _("Who has looked at your data"),
        _("24 months. What officers looked at: 36 months."),
    ),
    Keep.UPKEEP: (
        _("The area's own papers: meetings, signs, duties"),
        _("5 years. They say nothing about residents."),
    ),
    Keep.STRUCTURE: (
        _("Areas, boundaries and addresses without names"),
        _("As long as the municipality takes part."),
    ),
    Keep.PUBLIC: (
        _("Public figures and texts"),
        _("For ever. They say nothing about persons."),
    ),
}


def calendar_rows() -> list[Row]:
    """What is kept and until when, line by line."""
    return list(CALENDAR.values())
