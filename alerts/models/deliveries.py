"""The queue of record: every row is always terminal or due at a known time (G2)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import Channel, Notice
from areas.retention import Keep

from .alerts import Alert


class Chunk(models.Model):
    """Due work: a slice of one alert's deliveries of one kind and rank (decision 41).

    Sweep, standby and tasks find work here, so that `Delivery` needs no index on a
    column that changes. A chunk of notices has no alert; its range is of notice ids.
    """

    alert = models.ForeignKey(
        Alert, on_delete=models.CASCADE, null=True, blank=True, related_name="chunks"
    )
    kind = models.CharField(max_length=5, choices=Channel.Kind)
    rank = models.PositiveSmallIntegerField(default=1)
    # Of its alert and kind: small alerts pass large ones by it (F23).
    position = models.PositiveIntegerField(default=0)
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    due_at = models.DateTimeField(db_index=True)
    woken_at = models.DateTimeField(null=True, blank=True)
    open = models.PositiveIntegerField()  # rows not yet terminal
    total = models.PositiveIntegerField()
    urgent = models.BooleanField(default=False)

    retention = Keep.ALERT_RECORD

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["alert", "kind", "rank", "low"], name="each_chunk_opened_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.kind} {self.low}-{self.high}"


class Delivery(models.Model):
    """One alert or notice on its way to one channel.

    No foreign-key constraints, no index on a changing column, free space in each page:
    D1 and section 5b of the performance page. The states are those of guarantees 1.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        ACCEPTED = "accepted", _("Received")
        DELIVERED = "delivered", _("Received")
        UNKNOWN = "unknown", _("Unknown")
        GONE = "gone", _("The address is gone")
        REJECTED = "rejected", _("Refused")
        SUPPRESSED = "suppressed", _("Not needed")
        EXPIRED = "expired", _("Too late")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Failed")

    OPEN: ClassVar = (State.QUEUED, State.SENDING)
    REACHED: ClassVar = (State.ACCEPTED, State.DELIVERED)
    # Those who got it or may have got it: they get the correction (G5).
    MAYBE_REACHED: ClassVar = (*REACHED, State.SENDING, State.UNKNOWN)
    MISSED: ClassVar = (State.GONE, State.REJECTED, State.EXPIRED, State.FAILED)

    alert = models.ForeignKey(
        Alert,
        on_delete=models.CASCADE,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="deliveries",
    )
    notice = models.ForeignKey(
        Notice,
        on_delete=models.CASCADE,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="deliveries",
    )
    channel = models.ForeignKey(
        Channel,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="deliveries",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="deliveries",
    )
    area_id = models.BigIntegerField(null=True)  # whose member the person is
    kind = models.CharField(max_length=5)
    rank = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    reason = models.CharField(max_length=24, default="", blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # outcomes
    unanswered = models.PositiveSmallIntegerField(default=0)  # claims without outcome
    next_try_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    lease_token = models.CharField(max_length=16, default="", blank=True)
    provider_ref = models.CharField(max_length=64, default="", blank=True)
    first_attempt_at = models.DateTimeField(null=True)
    terminal_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    retention = Keep.DELIVERY

    class Meta:
        verbose_name_plural = "deliveries"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["alert", "channel"],
                condition=Q(notice=None),
                name="one_delivery_per_alert_and_channel",
            ),
            models.UniqueConstraint(
                fields=["notice", "channel"],
                condition=Q(alert=None),
                name="one_delivery_per_notice_and_channel",
            ),
            models.CheckConstraint(
                condition=Q(alert__isnull=False, notice=None)
                | Q(alert=None, notice__isnull=False),
                name="delivery_of_an_alert_or_a_notice",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind} {self.state}"


class Heartbeat(models.Model):
    """When a part of the engine last showed that it lives."""

    part = models.CharField(max_length=20, primary_key=True)  # "sweep", "standby"
    at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    retention = Keep.ALERT_RECORD

    def __str__(self) -> str:
        return f"{self.part} {self.at:%H:%M:%S}"
