"""The officer's marking page: kits that lie too long, the plan, what to order."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from areas.models import Area, Household

from . import stats
from .models import Batch, Kit, KitEvent, Place

if TYPE_CHECKING:
    from areas.models import Municipality

LIES_DAYS = 60  # nothing has happened with a kit on a contact's shelf
EXPIRES_DAYS = 90
NEW_DAYS = 180  # an area is newly started (domain, section 6)
ORDER_WEEKS = 4  # from order to delivery


class Lying(NamedTuple):
    """Kits on a shelf with which nothing has happened for two months."""

    place: Place
    kits: int


def lying_too_long(municipality: Municipality, today: date) -> list[Lying]:
    """Shelves outside the municipality's store where kits stay."""
    since = timezone.now() - timedelta(days=LIES_DAYS)
    recent = KitEvent.objects.filter(kit=OuterRef("pk"), at__gte=since)
    rows = (
        Kit.objects.kits()
        .free()
        .filter(municipality=municipality, batch__arrived_on__lt=today)
        .exclude(place__kind=Place.Kind.OFFICE)
        .exclude(Exists(recent))
    )
    found = dict(rows.order_by().values_list("place").annotate(n=Count("pk")))
    places = Place.objects.filter(pk__in=found)
    return [Lying(place, found[place.pk]) for place in places]


class Expiring(NamedTuple):
    """Kits in stock whose unopened liquid soon is too old."""

    batch: Batch
    kits: int


def expiring(municipality: Municipality, today: date) -> list[Expiring]:
    """Batches to hand out first, or to throw away."""
    last = today + timedelta(days=EXPIRES_DAYS)
    rows = Kit.objects.kits().filter(
        municipality=municipality,
        state__in=Kit.ON_THE_SHELF,
        batch__expires_on__lte=last,
    )
    found = dict(rows.order_by().values_list("batch").annotate(n=Count("pk")))
    batches = Batch.objects.filter(pk__in=found).order_by("expires_on")
    return [Expiring(batch, found[batch.pk]) for batch in batches]


class Share(NamedTuple):
    """What one area has, lacks, and would get of what is free."""

    area: Area
    homes: int
    have: int  # with a household, reserved or set aside for the area
    burgled: bool
    is_new: bool
    gets: int

    @property
    def missing(self) -> int:
        return max(self.homes - self.have, 0)

    @property
    def still_missing(self) -> int:
        return self.missing - self.gets


class Plan(NamedTuple):
    """Free kits divided among the areas: "enough for N of M households"."""

    free: int
    shares: list[Share]

    @property
    def homes(self) -> int:
        return sum(share.homes for share in self.shares)

    @property
    def enough_for(self) -> int:
        return sum(min(s.have + s.gets, s.homes) for s in self.shares)

    @property
    def missing(self) -> int:
        return sum(share.still_missing for share in self.shares)


def plan(
    municipality: Municipality, today: date, burgled: Collection[int] = ()
) -> Plan:
    """Newly started areas first, then those with recent burglaries, then the rest.

    `burgled` are area ids that the officer ticks. Areas that aren't running wait.
    Among equals the one with the smallest share comes first.
    """
    rows = _shares(municipality, today, set(burgled))
    rows.sort(
        key=lambda s: (
            not s.is_new,
            not s.burgled,
            s.have / max(s.homes, 1),
            s.area.name,
        )
    )
    free = Kit.objects.kits().free().fresh(today)
    count = left = free.filter(municipality=municipality, area=None).count()
    shares = []
    for row in rows:
        gets = min(row.missing, left)
        left -= gets
        shares.append(row._replace(gets=gets))
    return Plan(count, shares)


def _shares(municipality: Municipality, today: date, burgled: set[int]) -> list[Share]:
    areas = Area.objects.running().filter(municipality=municipality)
    homes = _by_area(Household.objects.filter(municipality=municipality))
    gone = [Kit.State.LOST, Kit.State.RETURNED]
    kits = Kit.objects.kits().filter(municipality=municipality, released_on=None)
    have = _by_area(kits.exclude(state__in=gone))
    since = today - timedelta(days=NEW_DAYS)
    return [
        Share(
            area=area,
            homes=homes.get(area.pk, 0),
            have=have.get(area.pk, 0),
            burgled=area.pk in burgled,
            is_new=bool(area.started_on and area.started_on >= since),
            gets=0,
        )
        for area in areas
    ]


def _by_area(rows: object) -> dict[int, int]:
    counted = rows.exclude(area=None).order_by().values_list("area")  # type: ignore[attr-defined]
    return dict(counted.annotate(n=Count("pk")))


class Order(NamedTuple):
    """What to order, and by when."""

    kits: int
    by: date


def what_to_order(
    the_plan: Plan, municipality: Municipality, today: date
) -> Order | None:
    """The kits that running areas lack, before the stock ends at the present pace."""
    if the_plan.missing <= 0:
        return None
    quarter = stats.handed_out(municipality, since=today - timedelta(days=90))
    on_shelf = stats.funnel(municipality)[Kit.State.IN_STOCK]
    weeks = on_shelf / (quarter / 13) if quarter else 52
    wait = timedelta(weeks=max(min(weeks, 52) - ORDER_WEEKS, 0))
    return Order(the_plan.missing, today + wait)
