"""What happens by itself each day: reminders, expiry, moves, what the police asked.

One call a day; called twice it does nothing twice. Each kit is its own transaction.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format

from areas.models import Area, Household, Membership, Municipality
from marking import telling
from marking.exceptions import KitRefused
from marking.holders import Holders
from marking.models import Kit, KitEvent, Lookup, Product, Verb
from marking.steps import SYSTEM, Doer

from .acts import act
from .asking import tell_of
from .handing import RESERVATION_DAYS, cancel_reservation
from .home import leave_unused, release_holder

log = logging.getLogger(__name__)
BY_ITSELF = Doer(SYSTEM)
REMIND_DAYS = (14, 30)
UNUSED_DAYS = 365
WITHOUT_HOLDER_YEARS = 5
QUERY_MONTHS = 36


class Day(NamedTuple):
    """One municipality's round on one day."""

    municipality: Municipality
    today: date
    holders: Holders

    def kits(self) -> Iterable[Kit]:
        return Kit.objects.filter(municipality=self.municipality).select_related(
            "batch__product", "place", "area"
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


def _kits(day: Day, **wanted: object) -> Iterable[Kit]:
    return list(
        Kit.objects.filter(municipality=day.municipality, **wanted).select_related(
            "batch__product", "place", "area"
        )
    )


# --- what is due ------------------------------------------------------------


def _unclaimed(day: Day) -> Iterable[Kit]:
    before = day.today - timedelta(days=RESERVATION_DAYS)
    return _kits(day, state=Kit.State.RESERVED, reserved_on__lt=before)


def _moved_out(day: Day) -> Iterable[Kit]:
    """Kits of homes whose members have all left or moved."""
    ended = Membership.objects.filter(
        household=OuterRef("pk"),
        state__in=[Membership.State.LEFT, Membership.State.MOVED],
    )
    active = Membership.objects.active().filter(household=OuterRef("pk"))
    gone = Household.objects.filter(municipality=day.municipality).filter(
        Exists(ended), ~Exists(active)
    )
    empty = set(gone.values_list("pk", flat=True))
    hashes = [h for h, pk in day.holders.by_hash.items() if pk in empty]
    return _kits(day, holder_hash__in=hashes) if hashes else []


def _too_old(day: Day) -> Iterable[Kit]:
    """Opened for longer than its product keeps, or unopened past its day."""
    rows = _kits(day, state__in=[Kit.State.HANDED_OUT, Kit.State.STICKERS_UP])
    return [kit for kit in rows if keeps_until(kit) < day.today]


def keeps_until(kit: Kit) -> date:
    """The last day of a kit's liquid: six months opened, else the batch's day."""
    if kit.opened_on:
        return months_later(kit.opened_on, kit.batch.product.opened_months)
    return kit.batch.expires_on or date.max


def months_later(day: date, months: int) -> date:
    """The same day some months on; the last of the month where there is none."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)


def _drying(day: Day) -> Iterable[Kit]:
    """Opened three months ago, nothing marked, still good."""
    rows = _kits(
        day,
        state__in=[Kit.State.HANDED_OUT, Kit.State.STICKERS_UP],
        opened_on__isnull=False,
        marked_on=None,
    )
    return [
        kit
        for kit in _without(rows, "liquid")
        if months_later(kit.opened_on or day.today, _warning_months(kit)) <= day.today
        and keeps_until(kit) >= day.today
    ]


def _warning_months(kit: Kit) -> int:
    return kit.batch.product.opened_warning_months


def _unregistered(days: int) -> Callable[[Day], Iterable[Kit]]:
    def rows(day: Day) -> Iterable[Kit]:
        found = _kits(
            day,
            state__in=[Kit.State.HANDED_OUT, Kit.State.STICKERS_UP],
            kind=Product.Kind.KIT,
            handed_out_on__lte=day.today - timedelta(days=days),
        )
        return _without(found, f"remind{days}")

    return rows


def _never_used(day: Day) -> Iterable[Kit]:
    before = day.today - timedelta(days=UNUSED_DAYS)
    return _kits(
        day,
        state__in=[Kit.State.HANDED_OUT, Kit.State.STICKERS_UP],
        handed_out_on__lte=before,
    )


def _pens_due(day: Day) -> Iterable[Kit]:
    return _without(
        _kits(day, state=Kit.State.LENT, due_on__lte=day.today), "due", since_out=True
    )


def _without(kits: Iterable[Kit], note: str, *, since_out: bool = False) -> list[Kit]:
    """Those that have not had this reminder; for pens, not for this loan."""
    kits = list(kits)
    told = KitEvent.objects.filter(kit__in=kits, kind=Verb.REMIND, note=note)
    last = {event.kit_id: timezone.localdate(event.at) for event in told}
    return [
        kit
        for kit in kits
        if kit.pk not in last
        or (since_out and kit.handed_out_on and last[kit.pk] < kit.handed_out_on)
    ]


# --- what is done about it --------------------------------------------------


def _lapse(day: Day, kit: Kit) -> None:
    home = day.holders.household_of(kit)
    cancel_reservation(kit, by=BY_ITSELF, note="30 days")
    telling.tell_household(home, "kit.lapsed")


def _release(day: Day, kit: Kit) -> None:
    home = day.holders.household_of(kit)
    if home is not None:
        release_holder(Household.objects.get(pk=home), by=BY_ITSELF)


def _expire(day: Day, kit: Kit) -> None:
    act(kit, Verb.EXPIRE, BY_ITSELF)
    telling.tell_household(day.holders.household_of(kit), "kit.expired")


def _warn(day: Day, kit: Kit) -> None:
    act(kit, Verb.REMIND, BY_ITSELF, note="liquid")
    telling.tell_household(
        day.holders.household_of(kit),
        "kit.liquid",
        day=date_format(kit.opened_on or day.today, "j F"),
        months=kit.batch.product.opened_months,
    )


def _remind(days: int) -> Callable[[Day, Kit], None]:
    def write(day: Day, kit: Kit) -> None:
        act(kit, Verb.REMIND, BY_ITSELF, note=f"remind{days}")
        late = REMIND_DAYS[1] > days and _is_late(day, kit)
        if not late:  # a kit found a month late gets one message, not two
            telling.tell_household(day.holders.household_of(kit), f"kit.remind{days}")
        if days == REMIND_DAYS[1] and kit.area:
            _give_to_contact(day, kit.area)

    return write


def _is_late(day: Day, kit: Kit) -> bool:
    out = kit.handed_out_on or day.today
    return day.today - out >= timedelta(days=REMIND_DAYS[1])


def _give_to_contact(day: Day, area: Area) -> None:
    """After a month it is the contact's to-do: a number, once a day, no address."""
    before = day.today - timedelta(days=REMIND_DAYS[1])
    count = Kit.objects.filter(
        area=area,
        state__in=[Kit.State.HANDED_OUT, Kit.State.STICKERS_UP],
        kind=Product.Kind.KIT,
        handed_out_on__lte=before,
    ).count()
    telling.tell(
        telling.contacts_of(area.pk),
        "kit.todo",
        once=("todo", area.pk, day.today),
        count=count,
        area=area.name,
    )


def _leave(day: Day, kit: Kit) -> None:
    leave_unused(kit, by=BY_ITSELF, note="12 months")
    telling.tell_household(day.holders.household_of(kit), "kit.unused")


def _pen_due(day: Day, kit: Kit) -> None:
    act(kit, Verb.REMIND, BY_ITSELF, note="due")
    telling.tell_household(
        day.holders.household_of(kit),
        "pen.due",
        day=date_format(kit.due_on or day.today, "j F"),
    )


ROUNDS: tuple[
    tuple[str, Callable[[Day], Iterable[Kit]], Callable[[Day, Kit], None]], ...
] = (
    ("released", _moved_out, _release),
    ("lapsed", _unclaimed, _lapse),
    ("expired", _too_old, _expire),
    ("unused", _never_used, _leave),
    ("liquid", _drying, _warn),
    ("remind30", _unregistered(30), _remind(30)),
    ("remind14", _unregistered(14), _remind(14)),
    ("pens", _pens_due, _pen_due),
)


def tell_households(today: date) -> int:
    """Tells of the look-ups whose 30 days, or whose hold, have passed."""
    due = Lookup.objects.filter(hit=True, told_at=None, tell_on__lte=today).filter(
        Q(held_until=None) | Q(held_until__lte=today)
    )
    rows = list(due.select_related("kit"))
    for lookup in rows:
        tell_of(lookup)
    return len(rows)


def purge(today: date) -> int:
    """Deletes what is kept no longer: see Keep.KIT and Keep.KIT_QUERY."""
    ended = today.replace(
        year=today.year - WITHOUT_HOLDER_YEARS, day=min(today.day, 28)
    )
    kits, _rows = Kit.objects.filter(released_on__lt=ended).delete()
    asked = months_later(today, -QUERY_MONTHS)
    lookups, _rows = Lookup.objects.filter(at__date__lt=asked).delete()
    return kits + lookups
