"""The sweep: finds due chunks and wakes a few workers; any number may run it."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from . import outbox
from .failpoints import reached
from .models import Alert, Chunk, Heartbeat

WAKE_UPS = 8  # per sweep and kind, bounded: the workers go on by themselves
OUTCOME_DAYS = 14  # decision 10


def beat(part: str, note: str = "") -> None:
    """Says in the database that a part of the engine lives."""
    Heartbeat.objects.update_or_create(
        part=part, defaults={"at": timezone.now(), "note": note}
    )


def age_of(part: str) -> float | None:
    """Seconds since a part showed that it lives; None if it never did."""
    row = Heartbeat.objects.filter(part=part).first()
    return (timezone.now() - row.at).total_seconds() if row else None


def open_due_notices() -> int:
    """Turns due notices into deliveries."""
    with transaction.atomic():
        return outbox.open_notices()


def due_chunks() -> list[Chunk]:
    """What is due now and not just being worked on, the most urgent first."""
    now = timezone.now()
    rows = Chunk.objects.filter(open__gt=0, due_at__lte=now)
    return list(rows.order_by("-urgent", "position", "due_at")[:200])


def sweep() -> int:
    """Wakes workers for due chunks; gives the number of wake-ups."""
    from .tasks import wake  # noqa: PLC0415 - tasks call the sweep

    open_due_notices()
    woken: dict[str, int] = {}
    lately = timezone.now() - timedelta(seconds=settings.DELIVERY_LEASE / 3)
    reached("in sweep")
    for chunk in due_chunks():
        if chunk.woken_at and chunk.woken_at > lately:
            continue
        queue = "urgent" if chunk.urgent else chunk.kind
        if woken.get(queue, 0) < WAKE_UPS:
            woken[queue] = woken.get(queue, 0) + wake(chunk.pk, queue=queue)
    beat("sweep")
    return sum(woken.values())


def oldest_due_seconds() -> float:
    """Age of the oldest due chunk in seconds; 0 when nothing waits."""
    row = Chunk.objects.filter(open__gt=0).order_by("due_at").first()
    if row is None:
        return 0
    return max(0.0, (timezone.now() - row.due_at).total_seconds())


def hourly() -> None:
    """Expires alerts past their time; closes those that nobody closed."""
    now = timezone.now()
    Alert.objects.originals().filter(
        state=Alert.State.SENT, expires_at__lte=now
    ).update(state=Alert.State.EXPIRED)
    from .services.following import close_unclosed, remind_senders  # noqa: PLC0415

    remind_senders()
    close_unclosed(older_than=timedelta(days=OUTCOME_DAYS))
