"""The work of the day on absences: start, remind, end, erase."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from areas.models import Absence, HandshakeOffer
from areas.models.absences import ACTIVE
from areas.services.absences import (
    Answer,
    State,
    cancel_absence,
    come_home,
    step,
    tell_helpers,
    tell_one,
)

KEPT = timedelta(hours=24)  # decision 32
REMIND_EVERY = timedelta(days=3)


def daily(now: datetime) -> int:
    """Starts, reminds, ends and erases; safe at any time and as often as one likes."""
    today = timezone.localdate(now)
    count = _erase(now, today)
    rows = Absence.objects.select_related("membership__user")
    for absence in rows.filter(state__in=(State.SHARED, State.UNDER_WAY)):
        with transaction.atomic():
            count += _of_day(absence, today)
    return count


def _erase(now: datetime, today: date) -> int:
    """Hard deletes: a day after the return, old drafts, and those of former members."""
    over = Absence.objects.filter(ended_at__lte=now - KEPT)
    drafts = Absence.objects.filter(state=State.DRAFT, first_on__lt=today)
    left = Absence.objects.exclude(membership__state__in=ACTIVE)
    offers = HandshakeOffer.objects.filter(expires_at__lte=now)
    return sum(rows.delete()[0] for rows in (over, drafts, left, offers))


def _of_day(absence: Absence, today: date) -> int:
    if absence.last_on < today:
        away = absence.state == State.UNDER_WAY
        (come_home if away else cancel_absence)(absence)
        return 1
    if absence.first_on > today:
        return 0
    if not absence.helpers.filter(answer=Answer.YES).exists():
        return _warn(absence, today)
    if absence.state == State.SHARED:
        step(absence, State.UNDER_WAY)
    return _remind(absence, today)


def _warn(absence: Absence, today: date) -> int:
    """The owner hears once a day that nobody has said yes."""
    rows = Absence.objects.filter(pk=absence.pk).exclude(warned_on=today)
    if not rows.update(warned_on=today):
        return 0
    tell_one(absence.owner, "neighbour.alone")
    return 1


def _remind(absence: Absence, today: date) -> int:
    last = absence.reminded_on
    if not absence.tasks.exists() or (last and today < last + REMIND_EVERY):
        return 0
    Absence.objects.filter(pk=absence.pk).update(reminded_on=today)
    tell_helpers(absence, "neighbour.task", only=Answer.YES)
    return 1
