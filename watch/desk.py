"""The officer's overview of a municipality, read in a handful of queries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.models import Area, Household, Membership
from marking import stats as marking_stats
from watch import calendar, figures, new_areas, stats
from watch.models import Commitment, Promise
from watch.new_areas import NewArea

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from areas.models import Municipality

State = Area.State
# The officer's stairs: state, colour of its edge, word.
STAIRS: tuple[tuple[str, str, str | _StrPromise], ...] = (
    (State.INTEREST, "t-intresse", gettext_lazy("Interest")),
    (State.CONTACTS_FOUND, "t-pagang", gettext_lazy("Has contacts")),
    (State.MEETING_BOOKED, "t-pagang", gettext_lazy("Start meeting booked")),
    (State.TRAINED, "t-pagang", gettext_lazy("Trained")),
    (State.RUNNING, "t-igang", gettext_lazy("Running")),
    (State.DORMANT, "", gettext_lazy("Dormant")),
)
ON_THE_WAY = (State.TRAINED, State.MEETING_BOOKED, State.CONTACTS_FOUND)
HISTORY = 36  # months of figures that the desk reads


@dataclass(frozen=True)
class Banner:
    """The promise on top: how many new areas, how many to go, days left."""

    promise: Promise
    lit: int
    goal: int
    booked: int

    @property
    def missing(self) -> int:
        """Areas still to be found when those booked have started."""
        return max(0, self.goal - self.lit - self.booked)


@dataclass(frozen=True)
class Row:
    """A new area, or one on its way, as the table shows it."""

    area: Area
    households: int
    joined: int
    marked: int
    before: int | None
    after: int | None
    months: int
    next_step: str

    @property
    def marked_share(self) -> int | None:
        """Percent of the area's households; none below 20 of them."""
        if self.households < figures.ENOUGH:
            return None
        return round(100 * self.marked / self.households)


@dataclass(frozen=True)
class Desk:
    """Everything that the overview shows of one municipality."""

    municipality: Municipality
    areas: list[Area]
    promise: Promise | None
    burglaries: stats.Months
    marked: dict[int, int]
    kits: dict[str, int]

    @property
    def new(self) -> list[NewArea]:
        """Areas that became running inside the period, with their evidence."""
        if self.promise is None:
            return []
        first, last = self.promise.starts_on, self.promise.ends_on
        return [
            new_areas.as_new(area)
            for area in self.areas
            if area.started_on and first <= area.started_on <= last
        ]

    @property
    def banner(self) -> Banner | None:
        if self.promise is None:
            return None
        goal = self.promise.goal or 0  # type: ignore[attr-defined]
        lit = sum(1 for area in self.new if area.counts)
        return Banner(self.promise, lit, goal, len(self.in_state(State.MEETING_BOOKED)))

    @property
    def stairs(self) -> list[dict[str, Any]]:
        """How many areas stand on each step."""
        count = Counter(area.state for area in self.areas)
        new = len([area for area in self.new if area.area.state == State.RUNNING])
        return [
            {
                "state": state,
                "css": css,
                "word": word,
                "count": count[state],
                "new": new if state == State.RUNNING else 0,
            }
            for state, css, word in STAIRS
        ]

    def in_state(self, *states: str) -> list[Area]:
        """Areas in those states, the one longest there first."""
        rows = [area for area in self.areas if area.state in states]
        return sorted(rows, key=lambda area: area.state_since)

    @property
    def rows(self) -> list[Row]:
        """New areas, then those on their way, the nearest to starting first."""
        started = sorted(
            self.new, key=lambda new: new.area.started_on or timezone.localdate()
        )
        rows = [self._row(new.area, _next_of_running(new, self)) for new in started]
        for state in ON_THE_WAY:
            rows += [self._row(area, NEXT[state]()) for area in self.in_state(state)]
        return rows

    def _row(self, area: Area, step: str) -> Row:
        start = area.started_on or calendar.this_month()
        after = calendar.since(start, self.burglaries.last) if area.started_on else []
        return Row(
            area=area,
            households=area.households_n,  # type: ignore[attr-defined]
            joined=area.joined_n,  # type: ignore[attr-defined]
            marked=self.marked.get(area.pk, 0),
            before=self.burglaries.sum(area.pk, self._year_before(area, start)),
            after=self.burglaries.sum(area.pk, after),
            months=len(after),
            next_step=step,
        )

    def _year_before(self, area: Area, start: date) -> list[date]:
        last = self.burglaries.last
        if area.started_on or last is None:
            return calendar.year_before(start)
        return calendar.year_before(calendar.shifted(last, 1))

    @property
    def bars(self) -> list[dict[str, Any]]:
        """Quarters for the chart, pale before the promise began."""
        first = self.promise.starts_on if self.promise else date.min
        return [
            {
                "label": _quarter_word(quarter),
                "value": quarter.count,
                "before": quarter.months[-1] < first,
            }
            for quarter in self.burglaries.quarters()[-8:]
        ]

    @property
    def last_is_part(self) -> bool:
        quarters = self.burglaries.quarters()
        return bool(quarters) and not quarters[-1].is_whole


def of(municipality: Municipality) -> Desk:
    """Reads a municipality's overview: five queries."""
    today = timezone.localdate()
    return Desk(
        municipality=municipality,
        areas=list(_counted(municipality.areas.exclude(state=State.CLOSED))),
        promise=_promise(municipality, today),
        burglaries=stats.burglaries(
            municipality, since=calendar.shifted(calendar.this_month(), -HISTORY)
        ),
        marked=dict(marking_stats.registered_by_area(municipality)),
        kits=marking_stats.funnel(municipality),
    )


def _promise(municipality: Municipality, today: date) -> Promise | None:
    goal = Commitment.objects.filter(
        promise=OuterRef("pk"), measure=Commitment.Measure.NEW_AREAS
    )
    rows = Promise.objects.public().filter(municipality=municipality)
    running = rows.filter(ends_on__gte=today - timedelta(days=90))
    return running.annotate(goal=Subquery(goal.values("target")[:1])).first()


def _counted(areas: QuerySet[Area]) -> QuerySet[Area]:
    """Adds households_n, joined_n and the days of evidence."""
    tied = Membership.objects.active().filter(area=OuterRef("pk"))
    return new_areas.with_evidence(areas).annotate(
        households_n=_count(Household.objects.filter(area=OuterRef("pk")), "pk"),
        joined_n=_count(tied, "household"),
    )


def _count(rows: QuerySet[Any], what: str) -> Coalesce:
    grouped = rows.order_by().values("area")
    counted = grouped.annotate(n=Count(what, distinct=what != "pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _quarter_word(quarter: stats.Quarter) -> str:
    year = f"{quarter.year % 100:02d}"
    if len(quarter.months) == 1:
        return f"{MONTHS_3[quarter.months[0].month]} {year}"
    return _("Q%(number)s %(year)s") % {"number": quarter.number, "year": year}


def _next_of_running(new: NewArea, desk: Desk) -> str:
    if new.area.state == State.DORMANT:
        return _("Call the contacts")
    if new.missing:
        return _("Missing: %(what)s") % {"what": str(new.missing[0].word).lower()}
    if desk.marked.get(new.area.pk, 0) * 5 < new.area.joined_n:  # type: ignore[attr-defined]
        return _("Hand out more marking kits")
    met = new.area.met_on or new.area.started_on or timezone.localdate()
    return _("Yearly meeting in %(month)s") % {"month": MONTHS[met.month]}


NEXT = {
    State.CONTACTS_FOUND: lambda: _("Book the start meeting"),
    State.MEETING_BOOKED: lambda: _("Hold the start meeting"),
    State.TRAINED: lambda: _("Confirm that it is running"),
}
