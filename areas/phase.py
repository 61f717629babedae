"""An area's task list for an officer: done, missing, who has the ball, how long."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from areas import lifecycle
from areas.models import Area, AreaEvent

PAGES = {
    "contact": "areas:officer-contacts",
    "trained": "areas:officer-contacts",
    "boundary": "areas:officer-boundary",
    "approved": "areas:officer-boundary",
}


def days_in_state(area: Area) -> int:
    return (timezone.localdate() - timezone.localdate(area.state_since)).days


def waiting_in_words(area: Area) -> str:
    """ "For 12 days"."""
    days = days_in_state(area)
    words = ngettext("for %(days)s day", "for %(days)s days", days)
    return words % {"days": days}


def tasks(area: Area) -> list[dict[str, Any]]:
    """What the next step needs, in order; each says whose turn it is."""
    step = lifecycle.forward(area.state)
    if step is None:
        return []
    lacking = lifecycle.missing(area, step, {})
    first = lacking[0].code if lacking else ""
    return [
        {
            "title": need.title,
            "state": _state(need.code, lacking, first),
            "url": _page(area, step, need.code),
            "hint": gettext("Waiting for %(who)s, %(time)s")
            % {"who": need.ball, "time": waiting_in_words(area)}
            if need in lacking
            else "",
        }
        for need in step.needs
    ]


def _state(code: str, lacking: list[lifecycle.Need], first: str) -> str:
    if code == first:
        return "now"
    return "todo" if code in {need.code for need in lacking} else "done"


def _page(area: Area, step: lifecycle.Step, code: str) -> str:
    if code in PAGES:
        return reverse(PAGES[code], args=[area.slug])
    return reverse("areas:officer-step", args=[area.slug, step.to])


FACTS = {
    "start_meeting_on": _("Start meeting"),
    "attended": _("Came"),
    "information_on": _("Households told"),
    "informed": _("Number told"),
    "contacts_trained": _("Trained contacts"),
    "boundary_approved_on": _("Boundary approved"),
    "yearly_meeting_on": _("Yearly meeting"),
    "meeting_on": _("Meeting"),
    "time": _("Time"),
    "place": _("Place"),
    "interested": _("Interested"),
}


def story(events: Iterable[AreaEvent]) -> list[dict[str, Any]]:
    """What has happened, with its evidence in words."""
    return [
        {
            "event": event,
            "facts": [
                (FACTS[name], value)
                for name, value in event.evidence.items()
                if name in FACTS and value
            ],
        }
        for event in events
    ]


def ball(area: Area) -> str:
    """Who is waited for now, in a few words."""
    step = lifecycle.forward(area.state)
    lacking = lifecycle.missing(area, step, {}) if step else []
    return str(lacking[0].ball) if lacking else ""
