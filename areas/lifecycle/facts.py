"""What an area has and lacks, read from its rows, and how long it has been quiet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from areas.models import Area, AreaEvent, Boundary, Contact, Sign

State = Area.State
Evidence = Mapping[str, Any]
Check = Callable[[Area, Evidence], bool]
DORMANT_AFTER, WARNINGS = 12, (11, 9)  # months


def has_contact(area: Area, _evidence: Evidence) -> bool:
    return Contact.objects.active().filter(area=area).exists()


def has_trained_contact(area: Area, _evidence: Evidence) -> bool:
    rows = Contact.objects.active().filter(area=area, trained_on__isnull=False)
    return rows.exists()


def has_boundary(area: Area, _evidence: Evidence) -> bool:
    return area.boundaries.exclude(state=Boundary.State.REFUSED).exists()


def has_approved_boundary(area: Area, _evidence: Evidence) -> bool:
    return area.boundaries.filter(state=Boundary.State.APPROVED).exists()


def start_meeting(area: Area) -> AreaEvent | None:
    """The event that says when the start meeting was held, and how many came."""
    return area.events.filter(to_state=State.TRAINED).first()


def had_start_meeting(area: Area, _evidence: Evidence) -> bool:
    event = start_meeting(area)
    return bool(event and event.evidence.get("start_meeting_on"))


def has_new_life(area: Area, evidence: Evidence) -> bool:
    """A meeting, or a contact appointed after the area went dormant."""
    new = Contact.objects.active().filter(area=area, appointed_at__gt=area.state_since)
    return past(evidence, "meeting_on") or new.exists()


def has_no_sign_up(area: Area, _evidence: Evidence) -> bool:
    return not Sign.objects.on_posts().filter(area=area).exists()


def is_quiet(area: Area, _evidence: Evidence) -> bool:
    return quiet_months(area, timezone.localdate()) >= DORMANT_AFTER


def past(evidence: Evidence, name: str) -> bool:
    """Whether that piece of evidence is a day that has been."""
    day = evidence.get(name)
    return isinstance(day, date) and day <= timezone.localdate()


def said(name: str) -> Check:
    """The evidence holds it at all."""
    return lambda _area, evidence: bool(evidence.get(name))


def held(name: str) -> Check:
    """The evidence holds a day that has been."""
    return lambda _area, evidence: past(evidence, name)


def ahead(name: str) -> Check:
    """The evidence holds a day from today on."""

    def check(_area: Area, evidence: Evidence) -> bool:
        day = evidence.get(name)
        return isinstance(day, date) and day >= timezone.localdate()

    return check


# --- how long it has been quiet ---------------------------------------------------


def quiet_months(area: Area, today: date) -> int:
    """Full months without a meeting, or without a contact: the longer of the two."""
    return max(_months(_last_meeting(area), today), _months(_vacant_on(area), today))


def _last_meeting(area: Area) -> date:
    since = timezone.localdate(area.state_since)
    days = [day for day in (area.met_on, area.started_on) if day]
    restarted = area.events.filter(from_state=State.DORMANT, to_state=State.RUNNING)
    days += [timezone.localdate(event.at) for event in restarted[:1]]
    return max(days, default=since)


def _vacant_on(area: Area) -> date | None:
    """Since when nobody has been contact; None while there is one."""
    if has_contact(area, {}):
        return None
    rows = Contact.objects.filter(area=area).values_list("ended_at", "suspended_at")
    ends = [at for row in rows for at in row if at]
    return timezone.localdate(max(ends, default=area.state_since))


def _months(since: date | None, today: date) -> int:
    if since is None:
        return 0
    months = (today.year - since.year) * 12 + today.month - since.month
    return months - (today.day < since.day)
