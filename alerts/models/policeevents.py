"""The police's public events, as hints on the officer's desk (decision 15)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.models import Municipality
from areas.retention import Keep

from .alerts import Alert


class PoliceEventQuerySet(models.QuerySet["PoliceEvent"]):
    def hints(self) -> PoliceEventQuerySet:
        """What an officer may still make an alert of."""
        return self.filter(state__in=[PoliceEvent.State.NEW, PoliceEvent.State.SEEN])


class PoliceEvent(models.Model):
    """One event of the public feed, known by the police's own id: never new twice."""

    class State(models.TextChoices):
        NEW = "new", _("New")
        SEEN = "seen", _("Seen")
        USED = "used", _("Became an alert")
        DISMISSED = "dismissed", _("Set aside")
        OLD = "old", _("Was old when it came")

    external_id = models.BigIntegerField(unique=True)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="police_events"
    )
    type = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    summary = models.TextField(max_length=1000, blank=True)
    url = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=80)
    happened_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField()
    first_seen_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    # What it said before each edit: title, type, summary, place, digest.
    earlier = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    used_for = models.ForeignKey(
        Alert, on_delete=models.SET_NULL, null=True, blank=True, related_name="hints"
    )

    objects = PoliceEventQuerySet.as_manager()
    retention = {
        Keep.ALERT_TEXT: "title summary url earlier",
        Keep.ALERT_RECORD: (
            "id external_id municipality type place happened_at published_at "
            "first_seen_at edited_at digest state used_for"
        ),
    }

    class Meta:
        ordering: ClassVar = ["-published_at", "-external_id"]
        indexes: ClassVar = [
            models.Index(
                fields=["municipality", "state", "-published_at"],
                name="police_events_of_municipality",
            )
        ]

    def __str__(self) -> str:
        return f"{self.external_id} {self.title}"

    @property
    def is_edited(self) -> bool:
        """Whether the police changed it after we first saw it."""
        return self.edited_at is not None


class PoliceAnswer(models.Model):
    """One answer of the feed: when it was asked for, and how far it reached.

    Rows of real calls keep the feed's pace (10 s apart, 60 an hour, 1,440 a day);
    the newest time ever seen tells a stale answer from a fresh one.
    """

    asked_at = models.DateTimeField(default=timezone.now, db_index=True)
    was_call = models.BooleanField(default=False)  # no: a file was read
    newest_at = models.DateTimeField(null=True, blank=True)
    read = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)

    retention = Keep.ALERT_RECORD

    class Meta:
        ordering: ClassVar = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M:%S}"
