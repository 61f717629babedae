"""Ways to reach a person, and what areas and marking want told."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.retention import Keep

from .places import Area


class ChannelQuerySet(models.QuerySet["Channel"]):
    def working(self) -> ChannelQuerySet:
        """Confirmed addresses that are switched on."""
        return self.filter(disabled_at=None, verified_at__isnull=False)


class Channel(models.Model):
    """One address or device of a person, in that person's own order."""

    class Kind(models.TextChoices):
        PUSH = "push", _("Notification on the phone")
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("Text message")
        DOOR = "door", _("A neighbour knocks")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="channels"
    )
    kind = models.CharField(max_length=5, choices=Kind)
    # An e-mail address, a number in E.164, a push endpoint; empty for the door.
    address = models.CharField(max_length=2048, blank=True)
    p256dh = models.CharField(max_length=100, blank=True)
    auth = models.CharField(max_length=30, blank=True)
    label = models.CharField(max_length=60, blank=True)  # "Karins telefon"
    rank = models.PositiveSmallIntegerField(default=1)  # 1 is tried first
    verified_at = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_reason = models.CharField(max_length=40, blank=True)
    bounces = models.PositiveSmallIntegerField(default=0)
    bounced_on = models.DateField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ChannelQuerySet.as_manager()
    retention = Keep.CHANNEL

    class Meta:
        ordering: ClassVar = ["rank", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "kind", "address"], name="one_channel_per_address"
            ),
            # A device belongs to whoever logged in on it last (threat T30).
            models.UniqueConstraint(
                fields=["address"],
                condition=models.Q(kind="push"),
                name="one_person_per_push_endpoint",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class Notice(models.Model):
    """Something areas, marking or watch must tell a person; alerts sends it.

    Written by a service in its own transaction (decision 44), opened as deliveries by
    the same engine that carries alerts. `subject` and `text` are plain text in the
    person's language; `link` is a path on this site.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    area = models.ForeignKey(
        Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=40)  # "membership.welcome"
    subject = models.CharField(max_length=120)
    text = models.TextField(max_length=2000)
    link = models.CharField(max_length=200, blank=True)
    # Set: a channel just being tested or confirmed; else the person's own order.
    channel = models.ForeignKey(
        Channel, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    # The same key is told once.
    once_key = models.CharField(max_length=100, unique=True, null=True, blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    retention = Keep.NOTICE

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(opened_at=None),
                name="notices_to_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.user_id}"
