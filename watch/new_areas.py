"""The new areas of a promise, each with the evidence that stands beside the number.

Decision 16: an area is new when it became running inside the period and a start meeting
was held, at least one contact is trained, the households were told, and an officer has
approved the boundary. An area that starts again is not new: `started_on` stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import DateField, JSONField, Max, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext_lazy as _

from areas.models import Area, AreaEvent, Boundary, Contact
from watch.models import Evidence

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from areas.models import Municipality
    from watch.models import Promise


@dataclass(frozen=True)
class Condition:
    """One thing that must have happened before an area counts."""

    word: str | _StrPromise
    met_on: date | None


@dataclass(frozen=True)
class NewArea:
    """An area that became running in the period, with what shows it."""

    area: Area
    conditions: tuple[Condition, ...]

    @property
    def counts(self) -> bool:
        return all(condition.met_on for condition in self.conditions)

    @property
    def missing(self) -> list[Condition]:
        return [one for one in self.conditions if one.met_on is None]


def in_promise(promise: Promise) -> list[NewArea]:
    """Every area that became running in the period, those that count first."""
    return in_period(promise.municipality, promise.starts_on, promise.ends_on)


def in_period(municipality: Municipality, since: date, until: date) -> list[NewArea]:
    """As `in_promise`, for any period; both days are inside it. One query."""
    started = with_evidence(municipality.areas.filter(started_on__range=(since, until)))
    found = [as_new(area) for area in started.order_by("started_on", "name")]
    return sorted(found, key=lambda new: not new.counts)


def with_evidence(areas: QuerySet[Area]) -> QuerySet[Area]:
    """Adds what shows that each area counts; read it with `as_new`."""
    return areas.annotate(
        noted=_noted(Area.State.RUNNING, "at"),
        booking=_noted(Area.State.MEETING_BOOKED, "-at"),
        meeting_on=_evidence(Evidence.Kind.START_MEETING),
        told_on=_evidence(Evidence.Kind.INFORMATION),
        trained_on=_day(
            Contact.objects.filter(area=OuterRef("pk"), trained_on__isnull=False),
            Min("trained_on"),
        ),
        approved_on=_day(
            Boundary.objects.filter(area=OuterRef("pk"), state=Boundary.State.APPROVED),
            Min(Coalesce("valid_from", TruncDate("decided_at"))),
        ),
    )


def as_new(area: Any) -> NewArea:
    """An area of `with_evidence` with its conditions in words.

    The day stands in the area's own step to running; for areas that began before the
    steps were noted here, in the evidence that an officer wrote down.
    """
    noted = area.noted or {}
    return NewArea(
        area,
        (
            Condition(_("Running"), area.started_on),
            Condition(
                _("Start meeting held"),
                as_day(noted.get("start_meeting_on")) or area.meeting_on,
            ),
            Condition(_("Trained contact"), area.trained_on),
            Condition(
                _("Every household told"),
                as_day(noted.get("information_on")) or area.told_on,
            ),
            Condition(_("Boundary approved"), area.approved_on),
        ),
    )


def as_day(text: object) -> date | None:
    """A day that was noted as ISO text; None for anything else."""
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def _noted(state: str, order: str) -> Subquery:
    """The facts noted when the area reached a state."""
    steps = AreaEvent.objects.filter(area=OuterRef("pk"), to_state=state)
    steps = steps.exclude(from_state=state)
    return Subquery(
        steps.order_by(order).values("evidence")[:1], output_field=JSONField()
    )


def _evidence(kind: str) -> Subquery:
    rows = Evidence.objects.filter(
        area=OuterRef("pk"), kind=kind, replaced_by=None, amount__gt=0
    )
    return _day(rows, Max("done_on"))


def _day(rows: QuerySet[Any], day: Min | Max) -> Subquery:
    return Subquery(
        rows.order_by().values("area").annotate(day=day).values("day"),
        output_field=DateField(),
    )
