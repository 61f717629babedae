"""The duties of a year: planned for each running area, ticked, overdue (domain 3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from areas.exceptions import Refused
from areas.models import Area, Duty, User
from areas.models.upkeep import TIPS, YEAR
from areas.permissions import contact_areas_for, officer_areas_for

Kind = Duty.Kind
SUNDAY, FRIDAY = 7, 4
PLANNED_AHEAD = timedelta(days=31)  # next year's stand there from December


def due_days(year: int) -> dict[str, date]:
    """When each duty of a year is due, but for the meeting, which each area has."""
    return {
        Kind.TIPS_WINTER: date.fromisocalendar(year, 7, SUNDAY),
        Kind.LIST: date(year, 3, 31),
        Kind.SIGNS: date(year, 5, 31),
        Kind.NEWCOMERS: date(year, 6, 15),
        Kind.TIPS_SUMMER: midsummer_eve(year),
        Kind.TIPS_WEEK_44: date.fromisocalendar(year, 44, SUNDAY),
        Kind.TIPS_AUTUMN: date(year, 11, 30),
    }


def midsummer_eve(year: int) -> date:
    """The Friday between 19 and 25 June."""
    first = date(year, 6, 19)
    return first + timedelta(days=(FRIDAY - first.weekday()) % 7)


def meeting_due(area: Area, year: int) -> date | None:
    """A year after the last meeting, or the start; None when that is another year."""
    last = area.met_on or area.started_on
    due = last + YEAR if last else date(year, 12, 31)
    if due.year > year:
        return None
    return max(due, date(year, 1, 31))


def plan_year(year: int, areas: QuerySet[Area] | None = None) -> int:
    """Writes the year's duties of running areas; what stands there is left alone.

    An area that began during the year owes only what comes after, and what is planned
    late owes nothing for the past; the meeting does, its day follows from the last.
    """
    running = (Area.objects.all() if areas is None else areas).filter(
        state=Area.State.RUNNING
    )
    known = set(
        Duty.objects.filter(year=year, area__in=running).values_list("area", "kind")
    )
    days, today = due_days(year), timezone.localdate()
    rows = [
        Duty(area=area, kind=kind, year=year, due_on=due)
        for area in running
        for kind, due in {**days, Kind.MEETING: meeting_due(area, year)}.items()
        if due and (area.pk, kind) not in known
        if area.started_on is None or due > area.started_on
        if kind == Kind.MEETING or due >= today
    ]
    Duty.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def daily(now: datetime) -> int:
    """This year's duties for areas that have none, and the next year's in December."""
    today = timezone.localdate(now)
    ahead = (today + PLANNED_AHEAD).year
    return sum(plan_year(year) for year in {today.year, ahead})


@transaction.atomic
def tick_duty(duty: Duty, *, by: User, on: date | None = None) -> None:
    """Done: a contact ticks the area's own, an officer any of the municipality's."""
    own = (
        contact_areas_for(by).filter(pk=duty.area_id).exists() and not duty.is_officers
    )
    if not own and not officer_areas_for(by).filter(pk=duty.area_id).exists():
        raise Refused(_("This duty isn't yours."), code="stranger")
    on = on or timezone.localdate()
    rows = Duty.objects.filter(pk=duty.pk, done_on=None)
    if not rows.update(done_on=on, done_by=by):
        raise Refused(_("It has been ticked already."), code="twice")
    duty.refresh_from_db()


def settle(area: Area, kind: str, *, on: date, by: User) -> int:
    """Ticks the oldest open duty of a kind that a deed elsewhere has done."""
    rows = Duty.objects.filter(area=area, kind=kind).open().order_by("due_on")
    oldest = rows.filter(due_on__year__lte=on.year).values_list("pk", flat=True)[:1]
    return Duty.objects.filter(pk__in=list(oldest)).update(done_on=on, done_by=by)


@transaction.atomic
def tick_tips(areas: QuerySet[Area], *, kind: str, by: User) -> int:
    """Tips have been sent to all these areas: ticks what is open and soon due."""
    if kind not in TIPS:
        raise Refused(_("This duty isn't yours."), code="stranger")
    today = timezone.localdate()
    mine = officer_areas_for(by).filter(pk__in=areas.values("pk"))
    rows = Duty.objects.open().filter(area__in=mine, kind=kind)
    return rows.filter(due_on__lte=today + timedelta(days=120)).update(
        done_on=today, done_by=by
    )


def overdue(areas: Iterable[Area] | QuerySet[Area]) -> QuerySet[Duty]:
    """Open duties of these areas whose day has passed, the oldest first."""
    rows = Duty.objects.overdue(timezone.localdate()).filter(area__in=areas)
    rows = rows.filter(area__state=Area.State.RUNNING)
    return rows.select_related("area").order_by("due_on", "pk")
