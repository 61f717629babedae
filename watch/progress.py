"""How far each commitment has come, counted from real rows.

A new way to count: a choice in `Commitment.Measure`, a teller here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.utils import timezone

from marking import stats as marking_stats
from watch import figures, new_areas, stats
from watch.models import Commitment, Presence

if TYPE_CHECKING:
    from areas.models import Municipality
    from watch.models import Promise

Teller = Callable[[Commitment, "Municipality", date, date], int]
Measure = Commitment.Measure
# What people and households do is counted by the small-number rules; the rest are the
# parties' own acts and always shown (decision 23).
OF_HOUSEHOLDS = (Measure.KITS, Measure.ALERTS)


@dataclass(frozen=True)
class Progress:
    """A commitment and its count."""

    commitment: Commitment
    count: int

    @property
    def is_act(self) -> bool:
        return self.commitment.measure not in OF_HOUSEHOLDS

    @property
    def shown(self) -> str:
        """The count as the public reads it."""
        return str(self.count) if self.is_act else figures.said(self.count)

    @property
    def public_count(self) -> int | None:
        return self.count if self.is_act else figures.public(self.count)

    @property
    def is_reached(self) -> bool:
        target = self.commitment.target
        return target is not None and self.count >= target


def of(promise: Promise, *, until: date | None = None) -> list[Progress]:
    """Each commitment's count from the promise's first day to today or its last."""
    last = min(promise.ends_on, until or timezone.localdate())
    return [
        Progress(
            one,
            TELLERS[one.measure](one, promise.municipality, promise.starts_on, last),
        )
        for one in promise.commitments.all()
    ]


def _new_areas(
    _one: Commitment, municipality: Municipality, since: date, until: date
) -> int:
    found = new_areas.in_period(municipality, since, until)
    return sum(1 for area in found if area.counts)


def _kits(
    _one: Commitment, municipality: Municipality, since: date, until: date
) -> int:
    return int(marking_stats.registered_homes(municipality, since, until))


def _joined(
    _one: Commitment, municipality: Municipality, since: date, until: date
) -> int:
    return stats.joined_between(municipality, since, until)


def _partners(
    _one: Commitment, municipality: Municipality, since: date, until: date
) -> int:
    return stats.partner_activities(municipality, since, until)


def _presence(
    _one: Commitment, municipality: Municipality, since: date, until: date
) -> int:
    return stats.presences(Presence.Kind.VISIBLE, municipality, since, until)


def _controls(
    _one: Commitment, municipality: Municipality, since: date, until: date
) -> int:
    return stats.presences(Presence.Kind.CONTROL, municipality, since, until)


def _concerns(
    _one: Commitment, municipality: Municipality, since: date, until: date
) -> int:
    return stats.concerns_answered(municipality, since, until)


def _entries(
    one: Commitment, _municipality: Municipality, since: date, until: date
) -> int:
    rows = one.evidence.filter(done_on__range=(since, until), replaced_by=None)
    return rows.aggregate(sum=Sum("amount"))["sum"] or 0


TELLERS: dict[str, Teller] = {
    Measure.NEW_AREAS: _new_areas,
    Measure.KITS: _kits,
    Measure.ALERTS: _joined,
    Measure.PARTNERS: _partners,
    Measure.PRESENCE: _presence,
    Measure.CONTROLS: _controls,
    Measure.CONCERNS: _concerns,
    Measure.ENTRIES: _entries,
}
