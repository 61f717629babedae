"""Numbers about alerts: how far one has come, how many there were. No names."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
)

from areas.models import Channel, Municipality

from .models import Alert, Delivery

REACHED = Q(state__in=Delivery.REACHED)


@dataclass(frozen=True)
class ChannelProgress:
    """One channel of one alert: first channels only, so that people count once."""

    kind: str
    label: str
    total: int
    reached: int
    missed: int
    waiting: int


@dataclass(frozen=True)
class Progress:
    """How far an alert has come, by the rows themselves (G10)."""

    people: int
    reached: int  # people: "have received it"
    seen: int  # people who pressed "seen"; never mixed with the former
    waiting: int  # rows that are still on their way
    channels: list[ChannelProgress] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        return self.waiting == 0

    @property
    def percent(self) -> int:
        return 100 * self.reached // self.people if self.people else 0


def progress(alert: Alert) -> Progress:
    """Server truth for the live page; one query over the alert's own rows.

    After 30 days the rows are gone, and what was counted then stands in for them.
    """
    if alert.counts is not None:
        return _remembered(alert.counts)
    rows = Delivery.objects.filter(alert=alert, notice=None)
    # A later channel of somebody who has got it already waits for nothing.
    elsewhere = rows.filter(REACHED, user=OuterRef("user"))
    is_open = Q(state__in=Delivery.OPEN) & ~Q(kind="door")
    counts = rows.annotate(
        is_waiting=ExpressionWrapper(is_open & ~Exists(elsewhere), BooleanField())
    ).aggregate(
        people=Count("user", distinct=True),
        reached=Count("user", distinct=True, filter=REACHED),
        seen=Count("user", distinct=True, filter=Q(seen_at__isnull=False)),
        waiting=Count("pk", filter=Q(is_waiting=True)),
    )
    return Progress(**counts, channels=_channels(rows))


def remembered(progress: Progress) -> dict[str, Any]:
    """The numbers alone, to be kept without any row about a person."""
    return {
        "people": progress.people,
        "reached": progress.reached,
        "seen": progress.seen,
        "channels": [
            {
                "kind": line.kind,
                "total": line.total,
                "reached": line.reached,
                "missed": line.missed,
            }
            for line in progress.channels
        ],
    }


def _remembered(counts: dict[str, Any]) -> Progress:
    labels = dict(Channel.Kind.choices)
    lines = [
        ChannelProgress(label=str(labels[line["kind"]]), waiting=0, **line)
        for line in counts["channels"]
    ]
    return Progress(
        people=counts["people"],
        reached=counts["reached"],
        seen=counts["seen"],
        waiting=0,
        channels=lines,
    )


def _channels(rows: Any) -> list[ChannelProgress]:
    found = (
        rows.exclude(state=Delivery.State.SUPPRESSED)
        .values("kind")
        .annotate(
            total=Count("pk", filter=Q(rank=1) | ~Q(state=Delivery.State.QUEUED)),
            reached=Count("pk", filter=REACHED),
            missed=Count("pk", filter=Q(state__in=Delivery.MISSED)),
            waiting=Count("pk", filter=Q(state__in=Delivery.OPEN, rank=1)),
        )
        .order_by("kind")
    )
    labels = dict(Channel.Kind.choices)
    order = list(labels)
    lines = [
        ChannelProgress(label=str(labels[row["kind"]]), **row)
        for row in found
        if row["total"]
    ]
    return sorted(lines, key=lambda line: order.index(line.kind))


def sent(
    municipality: Municipality, *, since: date | None = None, until: date | None = None
) -> int:
    """Alerts sent in the period, without drills and what was stopped."""
    rows = (
        Alert.objects.originals()
        .accepted()
        .filter(municipality=municipality, is_drill=False)
    )
    rows = rows.exclude(state=Alert.State.STOPPED)
    if since:
        rows = rows.filter(accepted_at__date__gte=since)
    if until:
        rows = rows.filter(accepted_at__date__lte=until)
    return rows.count()
