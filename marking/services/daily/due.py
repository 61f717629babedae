"""Which kits something is due for today."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone

from areas.models import Household, Membership, Municipality
from marking.holders import Holders
from marking.models import Kit, KitEvent, Product, Verb
from marking.services.handing import RESERVATION_DAYS

REMIND_DAYS = (14, 30)
UNUSED_DAYS = 365


class Day(NamedTuple):
    """One municipality's round on one day."""

    municipality: Municipality
    today: date
    holders: Holders


def _kits(day: Day, **wanted: object) -> Iterable[Kit]:
    return list(
        Kit.objects.filter(municipality=day.municipality, **wanted).select_related(
            "batch__product", "place", "area"
        )
    )


def unclaimed(day: Day) -> Iterable[Kit]:
    before = day.today - timedelta(days=RESERVATION_DAYS)
    return _kits(day, state=Kit.State.RESERVED, reserved_on__lt=before)


def moved_out(day: Day) -> Iterable[Kit]:
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


def too_old(day: Day) -> Iterable[Kit]:
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


def drying(day: Day) -> Iterable[Kit]:
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


def unregistered(days: int) -> Callable[[Day], Iterable[Kit]]:
    def rows(day: Day) -> Iterable[Kit]:
        found = _kits(
            day,
            state__in=[Kit.State.HANDED_OUT, Kit.State.STICKERS_UP],
            kind=Product.Kind.KIT,
            handed_out_on__lte=day.today - timedelta(days=days),
        )
        return _without(found, f"remind{days}")

    return rows


def never_used(day: Day) -> Iterable[Kit]:
    before = day.today - timedelta(days=UNUSED_DAYS)
    return _kits(
        day,
        state__in=[Kit.State.HANDED_OUT, Kit.State.STICKERS_UP],
        handed_out_on__lte=before,
    )


def pens_due(day: Day) -> Iterable[Kit]:
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
