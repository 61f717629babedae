"""What goes when its time is out (guarantees 13.3); safe to run at any time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from alerts import stats
from alerts.models import (
    Alert,
    Chunk,
    Delivery,
    Flag,
    Observation,
    PoliceAnswer,
    PoliceEvent,
    Reply,
)
from areas.models import Channel, Notice

TEXTS = timedelta(days=90)
ROWS = timedelta(days=30)  # per person: deliveries, notices, flags
BOUNCES = timedelta(days=90)
UNUSED_DEVICE = timedelta(days=180)
BATCH = 2000


def erase_due(now: datetime) -> dict[str, int]:
    """Erases all that is due at `now`; gives how many rows of each kind."""
    jobs: dict[str, Callable[[datetime], int]] = {
        "alert texts": _texts,
        "drafts": _drafts,
        "replies": _replies,
        "devices": _devices,
        "deliveries": _deliveries,
        "flags": _flags,
        "notices": _notices,
        "observations": _observations,
        "police events": _police_events,
        "police answers": _police_answers,
        "bounces": _bounces,
    }
    return {name: job(now) for name, job in jobs.items()}


def _gone(rows: QuerySet[Any]) -> int:
    """Deletes in batches, each its own transaction, so that nobody waits long."""
    erased = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            rows.model._base_manager.filter(pk__in=keys).delete()
        erased += len(keys)
    return erased


def _texts(now: datetime) -> int:
    """Kind, area, month and outcome stay; the words and the outline go."""
    old = Alert.objects.filter(accepted_at__lte=now - TEXTS)
    worded = ~Q(text="") | ~Q(place="") | ~Q(override_reason="")
    rows = old.filter(worded | ~Q(retract_reason="") | Q(shape__isnull=False))
    return rows.update(
        text="", place="", override_reason="", retract_reason="", shape=None
    )


def _drafts(now: datetime) -> int:
    states = [Alert.State.DRAFT, Alert.State.IN_REVIEW]
    return _gone(Alert.objects.filter(state__in=states, created_at__lte=now - TEXTS))


def _replies(now: datetime) -> int:
    return _gone(Reply.objects.filter(alert__accepted_at__lte=now - TEXTS))


def _deliveries(now: datetime) -> int:
    """The counts are kept first, in the same transaction."""
    old = Alert.objects.filter(accepted_at__lte=now - ROWS, counts__isnull=True)
    erased = 0
    for alert in old.order_by("pk"):
        with transaction.atomic():
            counts = stats.remembered(stats.progress(alert))
            Alert.objects.filter(pk=alert.pk).update(counts=counts)
            erased += Delivery.objects.filter(alert=alert).delete()[0]
            alert.chunks.update(open=0)
    return erased


def _flags(now: datetime) -> int:
    return _gone(Flag.objects.filter(at__lte=now - ROWS))


def _notices(now: datetime) -> int:
    """Sent ones after 30 days, and those that ran out before they were sent."""
    sent = Q(opened_at__lte=now - ROWS)
    rows = Notice.objects.filter(sent | Q(opened_at=None, expires_at__lte=now - ROWS))
    erased = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            Delivery.objects.filter(alert=None, notice__in=keys).delete()
            Notice.objects.filter(pk__in=keys).delete()
        erased += len(keys)
    oldest = Notice.objects.order_by("pk").values_list("pk", flat=True).first()
    done = Chunk.objects.filter(alert=None, due_at__lte=now - ROWS)
    done.filter(
        high__lt=oldest if oldest is not None else models.F("high") + 1
    ).delete()
    return erased


def _observations(now: datetime) -> int:
    today = timezone.localdate(now)
    return _gone(Observation.objects.filter(erase_on__lte=today))


def _police_events(now: datetime) -> int:
    old = PoliceEvent.objects.filter(first_seen_at__lte=now - TEXTS)
    return old.exclude(title="").update(title="", summary="", url="", earlier=[])


def _police_answers(now: datetime) -> int:
    """All but the newest: it tells a stale answer from a fresh one."""
    newest = PoliceAnswer.objects.filter(newest_at__isnull=False).order_by("-newest_at")
    kept = newest.values_list("pk", flat=True)[:1]
    old = PoliceAnswer.objects.filter(asked_at__lte=now - TEXTS)
    return _gone(old.exclude(pk__in=list(kept)))


def _devices(now: datetime) -> int:
    """Devices that took nothing for 180 days, and those whose address is gone."""
    devices = Channel.objects.filter(kind=Channel.Kind.PUSH)
    took = Delivery.objects.filter(
        channel=OuterRef("pk"),
        state__in=Delivery.REACHED,
        terminal_at__gt=now - ROWS,
    )
    devices.filter(Exists(took)).update(used_at=now)
    unused = Q(used_at__lte=now - UNUSED_DEVICE) | Q(
        used_at=None, created_at__lte=now - UNUSED_DEVICE
    )
    gone = Q(disabled_reason="gone", disabled_at__lte=now)
    return _gone(devices.filter(unused | gone))


def _bounces(now: datetime) -> int:
    day = (now - BOUNCES).date()
    rows = Channel.objects.filter(bounced_on__lte=day, disabled_at=None)
    return rows.update(bounces=0, bounced_on=None)
