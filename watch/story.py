"""What the public pages tell of a promise: the street, the tiles, the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from areas.models import Area
from marking import stats as marking_stats
from watch import figures, new_areas, progress, stats
from watch.models import Commitment, Promise, Snapshot
from watch.permissions import current_promise

if TYPE_CHECKING:
    from watch.new_areas import NewArea
    from watch.progress import Progress


@dataclass(frozen=True)
class Story:
    """A promise with its counts; read once, shown on several pages."""

    promise: Promise
    progress: list[Progress]
    new: list[NewArea]
    booked: int

    @property
    def target(self) -> Progress | None:
        """The commitment that the street draws: new areas."""
        measure = Commitment.Measure.NEW_AREAS
        return next(
            (one for one in self.progress if one.commitment.measure == measure), None
        )

    @property
    def goal(self) -> int:
        return (self.target and self.target.commitment.target) or 0

    @property
    def has_figures(self) -> bool:
        """False for a promise that was over before anything was counted here."""
        return self.promise.is_running or any(one.count for one in self.progress)

    @property
    def lit(self) -> int:
        return sum(1 for area in self.new if area.counts)


def tell(promise: Promise) -> Story:
    """Counts a promise from its rows."""
    booked = promise.municipality.areas.filter(state=Area.State.MEETING_BOOKED)
    return Story(
        promise=promise,
        progress=progress.of(promise),
        new=new_areas.in_promise(promise),
        booked=booked.count() if promise.is_running else 0,
    )


def start_page() -> dict[str, Any]:
    """The promise's numbers for the start page; nothing of it without a promise."""
    promise = current_promise()
    if promise is None:
        return {"story": None}
    return {
        "story": tell(promise),
        "tiles": household_tiles(promise),
        "today": timezone.localdate(),
    }


def household_tiles(promise: Promise) -> dict[str, Any]:
    """Households that joined and homes that are marked, by the small-number rules."""
    where = promise.municipality
    today = timezone.localdate()
    joined = stats.joined(where)
    since = stats.joined_between(where, promise.starts_on, today)
    marked = marking_stats.registered_homes(where)
    return {
        "joined": figures.said(joined),
        "joined_since": figures.public(since),
        "marked": figures.said(marked),
        "handed_out": figures.public(marking_stats.handed_out(where)),
        "households": figures.public(stats.households(where)),
    }


def frozen_months(story: Story) -> list[dict[str, Any]]:
    """The counts at the end of each month, from the newest revision of each."""
    promise = story.promise
    rows = Snapshot.objects.filter(
        municipality=promise.municipality,
        month__range=(promise.starts_on.replace(day=1), promise.ends_on),
    ).order_by("month", "revision")
    orders = [str(one.commitment.order) for one in story.progress]
    newest = {row.month: row.figures.get("promises", {}) for row in rows}
    return [
        {
            "month": month,
            "cells": [promises.get(promise.slug, {}).get(order) for order in orders],
        }
        for month, promises in newest.items()
    ]
