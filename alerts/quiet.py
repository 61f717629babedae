"""Quiet hours: each person's own, on the clock of Stockholm (decision 12)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
HELD_KINDS = ("push", "sms")  # e-mail goes at once


def is_quiet(now: datetime, start: time, end: time) -> bool:
    """Whether `now` lies in the quiet hours, which may cross midnight."""
    at = now.astimezone(STOCKHOLM).time()
    if start == end:
        return False
    if start < end:
        return start <= at < end
    return at >= start or at < end


def quiet_until(now: datetime, end: time) -> datetime:
    """The next end of the quiet hours after `now`, right also when clocks change."""
    local = now.astimezone(STOCKHOLM)
    day = local.date() if local.time() < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, tzinfo=STOCKHOLM)
