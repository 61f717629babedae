"""Read-only aggregates of watch's rows and of households: numbers in, numbers out."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone

from areas.models import Household, Membership
from watch.models import Concern, CrimeFigure, PartnerActivity, Presence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from areas.models import Area, Municipality

MONTHS_OF_A_QUARTER = 3
# Which figure wins where a month has several: the official one.
STANDINGS = (
    CrimeFigure.Standing.OFFICIAL,
    CrimeFigure.Standing.PRELIMINARY,
    CrimeFigure.Standing.ESTIMATE,
)


# --- households -------------------------------------------------------------


def households(municipality: Municipality) -> int:
    return municipality.households.count()


def joined(municipality: Municipality) -> int:
    """Households with at least one member today."""
    return _joined(Q(household__municipality=municipality))


def joined_between(municipality: Municipality, since: date, until: date) -> int:
    """Households of today's members whose first yes came inside the period."""
    theirs = Q(household__municipality=municipality)
    upto = _joined(theirs & Q(decided_at__date__lte=until))
    before = _joined(theirs & Q(decided_at__date__lt=since))
    return upto - before


def _joined(rows: Q) -> int:
    tied = Membership.objects.active().filter(rows)
    return int(tied.aggregate(n=Count("household", distinct=True))["n"])


def joined_by_area(areas: Iterable[Area]) -> dict[int, int]:
    """Households that have joined, by area id."""
    rows = (
        Membership.objects.active()
        .filter(area__in=areas)
        .values_list("area")
        .annotate(n=Count("household", distinct=True))
    )
    return dict(rows.order_by())


def households_by_area(areas: Iterable[Area]) -> dict[int, int]:
    rows = Household.objects.filter(area__in=areas).values_list("area")
    return {area: n for area, n in rows.annotate(n=Count("pk")).order_by() if area}


# --- acts -------------------------------------------------------------------


def partner_activities(municipality: Municipality, since: date, until: date) -> int:
    return PartnerActivity.objects.filter(
        partner__municipality=municipality, on__range=(since, until)
    ).count()


def presences(kind: str, municipality: Municipality, since: date, until: date) -> int:
    return Presence.objects.filter(
        municipality=municipality, kind=kind, started_at__date__range=(since, until)
    ).count()


def presence_by_place(
    municipality: Municipality, since: date, until: date
) -> list[tuple[str, int]]:
    """Visits and controls by place, most first; own acts, so always shown."""
    rows = Presence.objects.filter(
        municipality=municipality, started_at__date__range=(since, until)
    )
    return list(
        rows.values_list("place").annotate(n=Count("pk")).order_by("-n", "place")
    )


def concerns_answered(municipality: Municipality, since: date, until: date) -> int:
    return (
        Concern.objects.answered()
        .filter(municipality=municipality, answered_on__range=(since, until))
        .count()
    )


def concern_days(municipality: Municipality, since: date, until: date) -> int | None:
    """The median number of days from complaint to answer; None without answers."""
    rows = (
        Concern.objects.answered()
        .filter(municipality=municipality, answered_on__range=(since, until))
        .values_list("created_at", "answered_on")
    )
    days = sorted((on - timezone.localdate(at)).days for at, on in rows if on)
    return days[len(days) // 2] if days else None


# --- burglaries -------------------------------------------------------------


@dataclass(frozen=True)
class Months:
    """Burglaries by area (None: the whole municipality) and month."""

    counts: dict[int | None, dict[date, int]]
    preliminary: frozenset[date]  # months of the whole that aren't official yet
    sources: tuple[str, ...] = ()

    @property
    def last(self) -> date | None:
        return max(self.counts.get(None, {}), default=None)

    def sum(self, area: int | None, months: Iterable[date]) -> int | None:
        """Burglaries in those months; None where a month is missing."""
        known = self.counts.get(area, {})
        wanted = list(months)
        if not wanted or any(month not in known for month in wanted):
            return None
        return sum(known[month] for month in wanted)

    def quarters(self) -> list[Quarter]:
        """The whole municipality by quarter, the running one with what there is."""
        by_quarter: defaultdict[tuple[int, int], list[date]] = defaultdict(list)
        for month in sorted(self.counts.get(None, {})):
            by_quarter[month.year, (month.month - 1) // 3 + 1].append(month)
        known = self.counts.get(None, {})
        return [
            Quarter(*key, tuple(months), sum(known[month] for month in months))
            for key, months in by_quarter.items()
        ]


@dataclass(frozen=True)
class Quarter:
    """Three months of figures, or fewer while they aren't all in."""

    year: int
    number: int
    months: tuple[date, ...]
    count: int

    @property
    def is_whole(self) -> bool:
        return len(self.months) == MONTHS_OF_A_QUARTER


def burglaries(municipality: Municipality, *, since: date | None = None) -> Months:
    """Completed and attempted residential burglaries, by area and month. One query."""
    rows = CrimeFigure.objects.filter(municipality=municipality)
    if since:
        rows = rows.filter(month__gte=since)
    best: dict[tuple[int | None, date], tuple[int, int]] = {}
    sources: Counter[str] = Counter()
    for area, month, one, two, standing, source in rows.values_list(
        "area", "month", "burglaries", "attempts", "standing", "source"
    ):
        rank = STANDINGS.index(standing)
        if rank < best.get((area, month), (len(STANDINGS), 0))[0]:
            best[area, month] = (rank, one + two)
        sources[source] += 1
    counts: defaultdict[int | None, dict[date, int]] = defaultdict(dict)
    for (where, when), (_rank, count) in best.items():
        counts[where][when] = count
    soft = {month for (area, month), (rank, _n) in best.items() if not area and rank}
    return Months(dict(counts), frozenset(soft), tuple(sorted(sources)))
