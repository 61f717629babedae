"""The words of the notices about neighbours' help, meetings, duties and signs.

Those about help say nothing of who is away or when: they may be read on a locked
phone, in a mailbox or by whoever keeps the queue (threat T2).
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

HELP_PAGE, SIGNS_PAGE = "areas:neighbour-help", "areas:sign-list"
LOOK = _("Open your page to read it.")

# kind: subject, text, page
UPKEEP: dict[str, tuple[Any, Any, str]] = {
    "neighbour.asked": (_("A neighbour asks you something"), LOOK, HELP_PAGE),
    "neighbour.task": (_("You have a task at a neighbour's"), LOOK, HELP_PAGE),
    "neighbour.over": (
        _("Your task at a neighbour's is over"),
        _("Thank you for helping."),
        HELP_PAGE,
    ),
    "neighbour.answer": (_("A neighbour has answered you"), LOOK, HELP_PAGE),
    "neighbour.alone": (_("Something on your page needs you"), LOOK, HELP_PAGE),
    "meeting.invited": (
        _("%(what)s: %(whose)s"),
        _("Welcome on %(day)s at %(time)s. Place: %(place)s."),
        "",
    ),
    "meeting.cancelled": (
        _("Called off: %(what)s, %(whose)s"),
        _("The meeting on %(day)s at %(time)s will not be held."),
        "",
    ),
    "sign.ordered": (
        _("A sign is ordered for %(area)s"),
        _("Place: %(place)s. You hear from us when it can be put up."),
        SIGNS_PAGE,
    ),
    "sign.cleared": (
        _("A sign can be put up in %(area)s"),
        _("The permission is settled. Place: %(place)s."),
        SIGNS_PAGE,
    ),
    "sign.damaged": (
        _("A sign in %(area)s is damaged"),
        _("Place: %(place)s. Look at it and order a new one."),
        "areas:officer-signs",
    ),
    "sign.down": (
        _("A sign in %(area)s is taken down"),
        _("Place: %(place)s."),
        "areas:officer-signs",
    ),
}
