"""The work of the day, and of the hour, on what keeps an area going."""

from __future__ import annotations

from datetime import datetime

from areas.services import absence_days, duties, signs


def hourly(now: datetime) -> int:
    """Absences are erased 24 hours after the return: a day's pace would be too slow."""
    return absence_days.daily(now)


def daily(now: datetime) -> int:
    """Does what is due; safe at any time and as often as one likes."""
    return hourly(now) + duties.daily(now) + signs.forget_stickers()
