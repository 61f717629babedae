"""The words of the notices about neighbours' help, meetings, duties and signs.

Those about help say nothing of who is away or when: they may be read on a locked
phone, in a mailbox or by whoever keeps the queue (threat T2).
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

HELP_PAGE = "areas:neighbour-help"
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
}
