"""The figures page: two questions to the database, however many kits there are.

One question reads the areas with their households; the other counts all kits at once,
by a union of groupings that one covering index answers (issue 5, speed).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import (
    CharField,
    Count,
    F,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from areas.models import Area, Household, Municipality

from .models import Kit
from .stats import share

if TYPE_CHECKING:
    from .models.kits import KitQuerySet

S = Kit.State
NEW_DAYS = 365  # an area counts as new for a year
STEPS = (
    ("collect", "reserved_on", "handed_out_on"),
    ("stickers", "handed_out_on", "stickers_up_on"),
    ("register", "handed_out_on", "registered_on"),
)


class DaysBetween(Func):
    """Whole days from one date to another, in the database's own arithmetic."""

    output_field = IntegerField()
    arity = 2

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        form = "CAST(julianday(%(expressions)s) AS INTEGER)"
        return self.as_sql(
            compiler, connection, template=form, arg_joiner=") - julianday(", **extra
        )

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="(%(expressions)s)",
            arg_joiner=" - ",
            **extra,
        )


class Period(NamedTuple):
    """From and to, both counted; None is open. A promise's period, for example."""

    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        return (not self.since or day >= self.since) and (
            not self.until or day <= self.until
        )


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


def _counts(kits: KitQuerySet) -> Any:
    """All groupings in one question: what, area, key, number."""
    text = CharField()

    def part(what: str, rows: Any, key: Any, *, by_area: bool = False) -> Any:
        area = Coalesce(F("area_id"), 0) if by_area else Value(0)
        return (
            rows.order_by()
            .annotate(what=Value(what, text), place=area, key=Cast(key, text))
            .values("what", "place", "key")
            .annotate(n=Count("pk"))
            .values_list("what", "place", "key", "n")
        )

    held = kits.filter(released_on=None)
    parts = [
        part("state", held, F("state"), by_area=True),
        part("handed_out", kits.exclude(handed_out_on=None), F("handed_out_on")),
        part(
            "registered",
            kits.exclude(registered_on=None),
            F("registered_on"),
            by_area=True,
        ),
    ]
    for name, first, last in STEPS:
        done = kits.exclude(**{first: None}).exclude(**{last: None})
        days = DaysBetween(F(last), F(first))
        parts.append(part(name, done, days, by_area=name == "register"))
    return parts[0].union(*parts[1:], all=True)


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
        self, municipality: Municipality, today: date, period: Period | None = None
    ) -> None:
        self.municipality, self.today = municipality, today
        self.period = period or Period()
        self.areas = list(_areas(municipality))
        self.found: dict[str, dict[int, dict[str, int]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        kits = Kit.objects.kits().filter(municipality=municipality)
        for what, area, key, n in _counts(kits):
            self.found[what][area][key] = n

    @cached_property
    def homes(self) -> int:
        """The denominator: all households of the municipality."""
        return self.areas[0].all_homes if self.areas else 0

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
            homes=area.homes,  # type: ignore[attr-defined]
            states=self.found["state"].get(area.pk, {}),
            in_period=self._in_period(area.pk),
            median_days=median(_days(self.found["register"].get(area.pk, {}))),
            is_new=bool(area.started_on and area.started_on >= year_ago),
        )

    def _in_period(self, area: int) -> int:
        days = self.found["registered"].get(area, {})
        return sum(n for day, n in days.items() if self.period.holds(_date(day)))

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
            months.append(
                Month(first, registered.get(first, 0), handed_out.get(first, 0))
            )
            first = (first - timedelta(days=1)).replace(day=1)
        return months[::-1]

    def uptake(self, *, new: bool) -> tuple[int, int]:
        """Registered homes and households of new areas, or of the older ones."""
        rows = [row for row in self.rows if row.is_new is new and row.area.started_on]
        return sum(row.registered for row in rows), sum(row.homes for row in rows)


def _areas(municipality: Municipality) -> QuerySet[Any]:
    """The open areas with their households and, beside each, all of them."""
    homes = Household.objects.filter(municipality=municipality).order_by()
    own = homes.filter(area=OuterRef("pk")).values("area").annotate(n=Count("pk"))
    every = homes.values("municipality").annotate(n=Count("pk"))
    areas = Area.objects.open().filter(municipality=municipality)
    return areas.annotate(
        homes=Coalesce(Subquery(own.values("n")), 0),
        all_homes=Coalesce(Subquery(every.values("n")), 0),
    )


def _date(text: str) -> date:
    return date.fromisoformat(text[:10])


def _days(counts: Mapping[str, int]) -> dict[int, int]:
    return {int(key): n for key, n in counts.items()}


def _by_month(groups: Iterable[Mapping[str, int]]) -> dict[date, int]:
    found: dict[date, int] = defaultdict(int)
    for days in groups:
        for day, n in days.items():
            found[_date(day).replace(day=1)] += n
    return found
