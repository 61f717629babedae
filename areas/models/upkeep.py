"""What keeps an area going: meetings and the duties of a year (domain, section 3)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.retention import Keep

from .places import Area, Municipality

YEAR = timedelta(days=365)


class Meeting(models.Model):
    """A meeting of neighbours, or of a municipality's contacts."""

    class Kind(models.TextChoices):
        START = "start", _("Start meeting")
        YEARLY = "yearly", _("Neighbour meeting")
        GATHERING = "gathering", _("Gathering of area contacts")
        WALK = "walk", _("Safety walk")

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="meetings"
    )
    area = models.ForeignKey(
        Area, on_delete=models.CASCADE, null=True, blank=True, related_name="meetings"
    )
    kind = models.CharField(max_length=9, choices=Kind)
    starts_at = models.DateTimeField(db_index=True)
    minutes = models.PositiveSmallIntegerField(default=60)
    place = models.CharField(max_length=120)
    words = models.CharField(max_length=300, blank=True)  # what it is about
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    invited_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    attended = models.PositiveIntegerField(null=True, blank=True)
    notes = models.TextField(max_length=1000, blank=True)

    retention = Keep.UPKEEP

    class Meta:
        ordering: ClassVar = ["-starts_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(area=None, kind="gathering")
                | Q(~Q(kind="gathering"), area__isnull=False),
                name="only_gatherings_have_no_area",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_at:%Y-%m-%d}"

    @property
    def is_over(self) -> bool:
        return self.starts_at <= timezone.now()

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def whose(self) -> str:
        """The area's name, or the municipality's."""
        return self.area.name if self.area else self.municipality.name


class MeetingFile(models.Model):
    """A paper of a meeting: kept in the row, so that it goes and is saved with it."""

    class Kind(models.TextChoices):
        PDF = "application/pdf", "PDF"
        PNG = "image/png", "PNG"
        JPEG = "image/jpeg", "JPEG"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=15, choices=Kind)
    size = models.PositiveIntegerField()
    data = models.BinaryField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    added_at = models.DateTimeField(default=timezone.now)

    retention = Keep.UPKEEP

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name


class DutyQuerySet(models.QuerySet["Duty"]):
    def open(self) -> DutyQuerySet:
        return self.filter(done_on=None)

    def overdue(self, today: date) -> DutyQuerySet:
        return self.open().filter(due_on__lt=today)


class Duty(models.Model):
    """One thing that an area owes a year (domain, section 3)."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("Hold the neighbour meeting")
        LIST = "list", _("Check the list of neighbours")
        SIGNS = "signs", _("Look at the signs")
        NEWCOMERS = "newcomers", _("Welcome newcomers")
        TIPS_WINTER = "tips_winter", _("Tips before the winter holiday")
        TIPS_SUMMER = "tips_summer", _("Tips before midsummer")
        TIPS_AUTUMN = "tips_autumn", _("Tips for the dark season")
        TIPS_WEEK_44 = "tips_44", _("Tips before the autumn holiday")

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="duties")
    kind = models.CharField(max_length=12, choices=Kind)
    year = models.PositiveSmallIntegerField()
    due_on = models.DateField(db_index=True)
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = DutyQuerySet.as_manager()
    retention = Keep.UPKEEP

    class Meta:
        verbose_name_plural = "duties"
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["area", "kind", "year"], name="one_duty_of_a_kind_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.kind} {self.year}"

    @property
    def is_officers(self) -> bool:
        """Seasonal tips come from the municipality or the police."""
        return self.kind in TIPS


TIPS = tuple(kind for kind in Duty.Kind.values if kind.startswith("tips"))
