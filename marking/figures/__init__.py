"""What the figures page shows, read once, however many kits there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from areas.models import Area, Household, Municipality
from marking.models import Kit
from marking.stats import share

from .counting import STEPS, counts, remembered_counts, with_newest

S = Kit.State
NEW_DAYS = 365  # an area counts as new for a year


class Period(NamedTuple):
    """From and to, both counted; None is open. A promise's period, for example."""

    since: date | None = None
    until: date | None = None

    def of(self, days: Mapping[str, int]) -> int:
        """The sum of those days (as ISO text, which sorts) that lie within."""
        first = self.since.isoformat() if self.since else ""
        last = self.until.isoformat() if self.until else "~"
        return sum(n for day, n in days.items() if first <= day[:10] <= last)


class Row(NamedTuple):
    """One area's line of the table."""

    area: Area
    homes: int
    states: Mapping[str, int]
    in_period: int  # registered within the period
    median_days: int | None
    is_new: bool

    @property
    def handed_out(self) -> int:
        return sum(self.states.get(state, 0) for state in Kit.OUT)

    @property
    def registered(self) -> int:
        return self.states.get(S.REGISTERED, 0)

    @property
    def share(self) -> float | None:
        return share(self.registered, self.homes)


class Step(NamedTuple):
    """How long a step takes: the median of days and of how many kits."""

    name: str
    median: int | None
    kits: int


class Month(NamedTuple):
    """Registered and handed out in one month."""

    month: date
    registered: int
    handed_out: int


def median(days: Mapping[int, int]) -> int | None:
    """The middle of days → how many."""
    middle, seen = sum(days.values()) / 2, 0
    for day in sorted(days):
        seen += days[day]
        if seen >= middle:
            return day
    return None


class Figures:
    """Everything the page and the exports show, read once."""

    def __init__(
        self,
        municipality: Municipality,
        today: date,
        period: Period | None = None,
        *,
        areas: list[Area] | None = None,
    ) -> None:
        """`areas`: those of the municipality, when already read by `with_newest`."""
        self.municipality, self.today = municipality, today
        self.period = period or Period()
        own = Area.objects.filter(municipality=municipality)
        self.areas: list[Any] = list(with_newest(own)) if areas is None else areas
        self.found: dict[str, dict[int, dict[str, int]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        for what, area, key, n in self._counts():
            self.found[what][area or 0][key] = n

    def _counts(self) -> Iterable[Any]:
        kits = Kit.objects.kits().filter(municipality=self.municipality)
        homes = Household.objects.filter(municipality=self.municipality)
        if not self.areas:
            return list(counts(kits, homes))
        first = self.areas[0]
        now = f"{first.last_event}.{first.last_kit}.{first.last_home}"
        key = f"marking.figures.{self.municipality.pk}.{self.today}.{now}"
        return remembered_counts(kits, homes, key)

    @cached_property
    def homes(self) -> int:
        """The denominator: all households of the municipality."""
        return sum(n for found in self.found["homes"].values() for n in found.values())

    @cached_property
    def funnel(self) -> dict[str, int]:
        """State → number, held kits only; each state is there."""
        total = dict.fromkeys(S.values, 0)
        for states in self.found["state"].values():
            for state, n in states.items():
                total[state] += n
        total.pop(S.LENT)
        return total

    @property
    def registered(self) -> int:
        return self.funnel[S.REGISTERED]

    @property
    def share(self) -> float | None:
        return share(self.registered, self.homes)

    def handed_out(self, period: Period | None = None) -> int:
        """Kits that went out and did not come back, in all or in a period."""
        return (period or Period()).of(self.found["handed_out"].get(0, {}))

    @cached_property
    def in_period(self) -> int:
        return sum(self._in_period(area) for area in self.found["registered"])

    @cached_property
    def rows(self) -> list[Row]:
        """The areas by name: never ranked."""
        return [self._row(area) for area in self.areas]

    def _row(self, area: Area) -> Row:
        year_ago = self.today - timedelta(days=NEW_DAYS)
        return Row(
            area=area,
            homes=self.found["homes"].get(area.pk, {}).get("", 0),
            states=self.found["state"].get(area.pk, {}),
            in_period=self._in_period(area.pk),
            median_days=median(_days(self.found["register"].get(area.pk, {}))),
            is_new=bool(area.started_on and area.started_on >= year_ago),
        )

    def _in_period(self, area: int) -> int:
        return self.period.of(self.found["registered"].get(area, {}))

    @cached_property
    def steps(self) -> list[Step]:
        """The time between steps, all areas together."""
        found = []
        for name, _first, _last in STEPS:
            days: dict[int, int] = defaultdict(int)
            for by_area in self.found[name].values():
                for day, n in _days(by_area).items():
                    days[day] += n
            found.append(Step(name, median(days), sum(days.values())))
        return found

    @cached_property
    def months(self) -> list[Month]:
        """The last twelve months, oldest first."""
        registered = _by_month(self.found["registered"].values())
        handed_out = _by_month(self.found["handed_out"].values())
        first = self.today.replace(day=1)
        months = []
        for _number in range(12):
            key = f"{first:%Y-%m}"
            months.append(Month(first, registered.get(key, 0), handed_out.get(key, 0)))
            first = (first - timedelta(days=1)).replace(day=1)
        return months[::-1]

    def uptake(self, *, new: bool) -> tuple[int, int]:
        """Registered homes and households of new areas, or of the older ones."""
        rows = [row for row in self.rows if row.is_new is new and row.area.started_on]
        return sum(row.registered for row in rows), sum(row.homes for row in rows)


def _days(counts: Mapping[str, int]) -> dict[int, int]:
    return {int(key): n for key, n in counts.items()}


def _by_month(groups: Iterable[Mapping[str, int]]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for days in groups:
        for day, n in days.items():
            found[day[:7]] += n
    return found
