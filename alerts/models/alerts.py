"""What is told, to which areas, and what came of it."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.models import Area, Boundary, Municipality
from areas.retention import Keep

# No 0 O 1 I l: the code is printed and read aloud (ux, section D).
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(5))


class AlertQuerySet(models.QuerySet["Alert"]):
    def originals(self) -> AlertQuerySet:
        """Alerts themselves, without what follows them."""
        return self.filter(role=Alert.Role.ALERT)

    def accepted(self) -> AlertQuerySet:
        return self.filter(accepted_at__isnull=False)

    def unclosed(self) -> AlertQuerySet:
        return self.originals().filter(
            state__in=[Alert.State.SENT, Alert.State.EXPIRED]
        )


class Alert(models.Model):
    """One alert, or what follows one: nothing sent is ever edited (decision 42)."""

    class Role(models.TextChoices):
        ALERT = "alert", _("Alert")
        UPDATE = "update", _("Update")
        RETRACTION = "retraction", _("Retraction")
        OUTCOME = "outcome", _("Outcome")

    class Kind(models.TextChoices):
        BURGLARY = "burglary", _("Burglary")
        ATTEMPT = "attempt", _("Attempted burglary")
        THEFT = "theft", _("Theft outdoors")
        OTHER = "other", _("Something else")
        INFORMATION = "information", _("Information")

    class Timing(models.TextChoices):
        ONGOING = "ongoing", _("Happening now")
        JUST_NOW = "just_now", _("Just now")
        LAST_NIGHT = "last_night", _("Last night")
        EARLIER = "earlier", _("Earlier")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("Waiting for a second officer")
        STOPPED = "stopped", _("Stopped before sending")
        SENT = "sent", _("Sent")
        EXPIRED = "expired", _("Expired")
        CANCELLED = "cancelled", _("Retracted")
        CLOSED = "closed", _("Closed")

    class Outcome(models.TextChoices):
        CAUGHT = "caught", _("Somebody was caught")
        SOLVED = "solved", _("Solved in another way")
        FALSE_ALARM = "false_alarm", _("False alarm")
        NOTHING_MORE = "nothing_more", _("Nothing more is known")

    class Source(models.TextChoices):
        MEMBER = "member", _("A neighbour, not confirmed")
        POLICE_REPORT = "police_report", _("Reported to the police")
        POLICE = "police", _("The police")
        MUNICIPALITY = "municipality", _("The municipality")

    code = models.CharField(max_length=5, unique=True)
    role = models.CharField(max_length=10, choices=Role, default=Role.ALERT)
    follows = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="followers",
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="alerts"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="alerts",
    )
    author_hat = models.CharField(max_length=20, blank=True)
    areas = models.ManyToManyField(Area, through="AlertArea", related_name="alerts")
    shape = models.MultiPolygonField(srid=4326, null=True, blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    timing = models.CharField(max_length=10, choices=Timing)
    place = models.CharField(max_length=80, blank=True)
    text = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=14, choices=Source, default=Source.MEMBER)
    state = models.CharField(
        max_length=10, choices=State, default=State.DRAFT, db_index=True
    )
    is_drill = models.BooleanField(default=False)
    client_token = models.CharField(max_length=32, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)  # after the ten seconds
    expires_at = models.DateTimeField(null=True, blank=True)
    retracted_at = models.DateTimeField(null=True, blank=True)
    retract_reason = models.CharField(max_length=40, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    overridden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    override_reason = models.CharField(max_length=200, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # Frozen when accepted: how many people, and of them without a working channel.
    people = models.PositiveIntegerField(default=0)
    unreachable = models.PositiveIntegerField(default=0)
    # What stays when the deliveries are erased: reached, seen, and each channel's.
    counts = models.JSONField(null=True, blank=True)

    objects = AlertQuerySet.as_manager()
    retention = {
        Keep.ALERT_TEXT: "place text override_reason retract_reason shape",
        Keep.ALERT_RECORD: (
            "id code role follows municipality author author_hat areas kind timing "
            "source state is_drill client_token created_at accepted_at due_at "
            "expires_at retracted_at closed_at reminded_at outcome overridden_by "
            "approved_by people unreachable counts"
        ),
    }

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(role="alert", follows=None)
                | ~Q(role="alert") & Q(follows__isnull=False),
                name="only_followers_follow",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("author")),
                name="the_reviewer_is_not_the_author",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["municipality", "-accepted_at"], name="alerts_of_municipality"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.code = self.code or new_code()
        super().save(*args, **kwargs)

    @property
    def is_ongoing(self) -> bool:
        return self.timing == self.Timing.ONGOING

    @property
    def original(self) -> Alert:
        """The alert that this one belongs to: itself, or the one it follows."""
        return self.follows or self

    @property
    def is_open(self) -> bool:
        """Whether links in its messages still work (decision 43)."""
        root = self.original
        return root.closed_at is None and root.state != self.State.STOPPED

    @property
    def stop_seconds(self) -> int:
        """Whole seconds in which it can still be stopped."""
        if self.state != self.State.SENT or self.due_at is None or self.is_ongoing:
            return 0
        return max(0, int((self.due_at - timezone.now()).total_seconds()))


class AlertArea(models.Model):
    """An area that an alert goes to, with the boundary it used (decision 47)."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE)
    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    boundary = models.ForeignKey(
        Boundary, on_delete=models.SET_NULL, null=True, blank=True
    )

    retention = Keep.ALERT_RECORD

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["alert", "area"], name="each_area_once_per_alert"
            )
        ]

    def __str__(self) -> str:
        return f"{self.alert} → {self.area}"


class Reply(models.Model):
    """A neighbour's answer, read by the sender alone (decision 14)."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="replies")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    text = models.CharField(max_length=500)
    street = models.CharField(max_length=80, blank=True)  # "Granne på Åvägen"
    at = models.DateTimeField(auto_now_add=True)
    thanked_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)  # with the police
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    retention = Keep.REPLY

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["alert", "user"], name="one_reply_per_person_and_alert"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Flag(models.Model):
    """A member says that an alert is wrong; two tell contacts and an officer."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="flags")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    retention = Keep.DELIVERY

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["alert", "user"], name="one_flag_per_person_and_alert"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Observation(models.Model):
    """A resident's own note for the police; no neighbour ever sees it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="observations"
    )
    alert = models.ForeignKey(Alert, on_delete=models.SET_NULL, null=True, blank=True)
    text = models.TextField(max_length=2000)
    seen_at = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    erase_on = models.DateField()

    retention = Keep.OBSERVATION

    def __str__(self) -> str:
        return f"#{self.pk}"
