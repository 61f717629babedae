"""The work of the day on what keeps an area going."""

from __future__ import annotations

from datetime import datetime

from areas.services import absence_days


def daily(now: datetime) -> int:
    """Does what is due; safe at any time and as often as one likes, hourly is best.

    Absences are erased 24 hours after the return: run it every hour, not every night.
    """
    return absence_days.daily(now)
