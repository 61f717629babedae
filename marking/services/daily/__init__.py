"""What happens by itself each day: reminders, expiry, moves, what the police asked.

One call a day; called twice it does nothing twice. Each kit is its own transaction.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from areas.models import Municipality
from marking.exceptions import KitRefused
from marking.holders import Holders
from marking.models import Kit, Lookup
from marking.services.asking import tell_of

from . import doing, due
from .due import Day

log = logging.getLogger(__name__)
WITHOUT_HOLDER_YEARS = 5
QUERY_MONTHS = 36

ROUNDS: tuple[
    tuple[str, Callable[[Day], Iterable[Kit]], Callable[[Day, Kit], None]], ...
] = (
    ("released", due.moved_out, doing.release),
    ("lapsed", due.unclaimed, doing.lapse),
    ("expired", due.too_old, doing.expire),
    ("unused", due.never_used, doing.leave),
    ("liquid", due.drying, doing.warn),
    ("remind30", due.unregistered(30), doing.remind(30)),
    ("remind14", due.unregistered(14), doing.remind(14)),
    ("pens", due.pens_due, doing.pen_due),
)


def run(now: datetime | None = None) -> dict[str, int]:
    """Does everything that is due; says how many of each."""
    today = timezone.localdate(now or timezone.now())
    done: Counter[str] = Counter()
    for municipality in Municipality.objects.all():
        day = Day(municipality, today, Holders(municipality))
        for name, rows, write in ROUNDS:
            for kit in rows(day):
                done[name] += _one(day, kit, write)
    done["told"] = tell_households(today)
    done["purged"] = purge(today)
    return dict(done)


def _one(day: Day, kit: Kit, write: Callable[[Day, Kit], None]) -> int:
    try:
        with transaction.atomic():
            write(day, kit)
    except KitRefused as refusal:  # somebody was quicker: it is settled tomorrow
        log.info("kit %s: %s", kit.pk, refusal.code)
        return 0
    return 1


def tell_households(today: date) -> int:
    """Tells of the look-ups whose 30 days, or whose hold, have passed."""
    waiting = Lookup.objects.filter(hit=True, told_at=None, tell_on__lte=today).filter(
        Q(held_until=None) | Q(held_until__lte=today)
    )
    rows = list(waiting.select_related("kit"))
    for lookup in rows:
        tell_of(lookup)
    return len(rows)


def purge(today: date) -> int:
    """Deletes what is kept no longer: see Keep.KIT and Keep.KIT_QUERY."""
    ended = today.replace(
        year=today.year - WITHOUT_HOLDER_YEARS, day=min(today.day, 28)
    )
    kits, _rows = Kit.objects.filter(released_on__lt=ended).delete()
    asked = due.months_later(today, -QUERY_MONTHS)
    lookups, _rows = Lookup.objects.filter(at__date__lt=asked).delete()
    return kits + lookups
