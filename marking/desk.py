"""The officer's marking page: kits that lie too long, the plan, what to order."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Exists, OuterRef
from django.utils import timezone

from areas.models import Area

from .figures import Figures, Period, Row
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
    shelves = Place.objects.filter(municipality=municipality, closed_on=None)
    places = list(shelves.exclude(kind=Place.Kind.OFFICE))
    old = Batch.objects.filter(municipality=municipality, arrived_on__lt=today)
    rows = Kit.objects.kits().free().filter(place__in=places, batch__in=old)
    rows = rows.exclude(Exists(recent))
    found = dict(rows.order_by().values_list("place").annotate(n=Count("pk")))
    return [Lying(place, found[place.pk]) for place in places if place.pk in found]


class Expiring(NamedTuple):
    """Kits in stock whose unopened liquid soon is too old."""

    batch: Batch
    kits: int


def expiring(municipality: Municipality, today: date) -> list[Expiring]:
    """Batches to hand out first, or to throw away."""
    last = today + timedelta(days=EXPIRES_DAYS)
    batches = list(
        Batch.objects.filter(municipality=municipality, expires_on__lte=last).order_by(
            "expires_on"
        )
    )
    rows = Kit.objects.kits().filter(batch__in=batches, state__in=Kit.ON_THE_SHELF)
    found = dict(rows.order_by().values_list("batch").annotate(n=Count("pk")))
    batches = [batch for batch in batches if batch.pk in found]
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


NOT_HAVING = {Kit.State.LOST, Kit.State.RETURNED, Kit.State.LENT}


def plan(figures: Figures, burgled: Collection[int] = ()) -> Plan:
    """Newly started areas first, then those with recent burglaries, then the rest.

    `burgled` are area ids that the officer ticks. Areas that aren't running wait.
    Among equals the one with the smallest share comes first.
    """
    since = figures.today - timedelta(days=NEW_DAYS)
    running = [row for row in figures.rows if row.area.state == Area.State.RUNNING]
    rows = [_share(row, since, burgled) for row in running]
    rows.sort(
        key=lambda s: (
            not s.is_new,
            not s.burgled,
            s.have / max(s.homes, 1),
            s.area.name,
        )
    )
    free = Kit.objects.kits().free().fresh(figures.today)
    count = left = free.filter(municipality=figures.municipality, area=None).count()
    shares = []
    for row in rows:
        gets = min(row.missing, left)
        left -= gets
        shares.append(row._replace(gets=gets))
    return Plan(count, shares)


def _share(row: Row, since: date, burgled: Collection[int]) -> Share:
    started = row.area.started_on
    return Share(
        area=row.area,
        homes=row.homes,
        have=sum(n for state, n in row.states.items() if state not in NOT_HAVING),
        burgled=row.area.pk in burgled,
        is_new=bool(started and started >= since),
        gets=0,
    )


class Order(NamedTuple):
    """What to order, and by when."""

    kits: int
    by: date


def what_to_order(the_plan: Plan, figures: Figures) -> Order | None:
    """The kits that running areas lack, before the stock ends at the present pace."""
    if the_plan.missing <= 0:
        return None
    quarter = figures.handed_out(Period(since=figures.today - timedelta(days=90)))
    weeks = figures.funnel[Kit.State.IN_STOCK] / (quarter / 13) if quarter else 52
    wait = timedelta(weeks=max(min(weeks, 52) - ORDER_WEEKS, 0))
    return Order(the_plan.missing, figures.today + wait)
