"""Municipalities, watch areas and their boundaries. Stored in WGS 84 (4326)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.gis.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from areas.retention import Keep

SWEREF99TM = 3006  # metric work happens in this system


class Municipality(models.Model):
    """A municipality and its own settings; everything belongs to one (decision 1)."""

    code = models.CharField(max_length=4, unique=True)  # SCB's, "1276"
    name = models.CharField(max_length=60)
    boundary = models.MultiPolygonField(srid=4326)
    # Settings (decisions 12, 17, 20; domain pages give the defaults).
    sign_threshold_percent = models.PositiveSmallIntegerField(default=15)
    weekly_alert_budget = models.PositiveSmallIntegerField(default=3)
    answer_days = models.PositiveSmallIntegerField(default=2)
    two_officers_above = models.PositiveIntegerField(default=2000)
    website = models.URLField(blank=True)

    retention = Keep.STRUCTURE

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class StatisticalArea(models.Model):
    """A statistical area (RegSO) of Statistics Sweden: the public unit of figures."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="statistical_areas"
    )
    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=80)
    shape = models.MultiPolygonField(srid=4326)

    retention = Keep.STRUCTURE

    def __str__(self) -> str:
        return self.name


class Locality(models.Model):
    """A built-up place, drawn on the map where there are no tiles."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="localities"
    )
    name = models.CharField(max_length=60)
    population = models.PositiveIntegerField(null=True, blank=True)
    point = models.PointField(srid=4326)

    retention = Keep.STRUCTURE

    def __str__(self) -> str:
        return self.name


class Street(models.Model):
    """A street's line, for the map and for choosing streets."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="streets"
    )
    name = models.CharField(max_length=80)
    locality = models.CharField(max_length=60, blank=True)
    line = models.LineStringField(srid=4326)

    retention = Keep.STRUCTURE

    def __str__(self) -> str:
        return self.name


class AreaQuerySet(models.QuerySet["Area"]):
    def open(self) -> AreaQuerySet:
        return self.exclude(state=Area.State.CLOSED)

    def running(self) -> AreaQuerySet:
        return self.filter(state=Area.State.RUNNING)

    def joinable(self) -> AreaQuerySet:
        """Areas whose neighbours may ask to join."""
        return self.exclude(state__in=[Area.State.INTEREST, Area.State.CLOSED])


class Area(models.Model):
    """A watch area, from first interest to the day it closes (decision 16)."""

    class State(models.TextChoices):
        INTEREST = "interest", _("Interest")
        CONTACTS_FOUND = "contacts_found", _("Has contacts")
        MEETING_BOOKED = "meeting_booked", _("Start meeting booked")
        TRAINED = "trained", _("Trained")
        RUNNING = "running", _("Running")
        DORMANT = "dormant", _("Dormant")
        CLOSED = "closed", _("Closed")

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="areas"
    )
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(max_length=90)
    state = models.CharField(
        max_length=16, choices=State, default=State.INTEREST, db_index=True
    )
    state_since = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)
    # The day it first became running; a restart keeps it (domain, section 3).
    started_on = models.DateField(null=True, blank=True)
    closed_reason = models.CharField(max_length=200, blank=True)
    # The latest neighbour meeting; a year without one makes the area dormant.
    met_on = models.DateField(null=True, blank=True)

    objects = AreaQuerySet.as_manager()
    retention = Keep.STRUCTURE

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "slug"], name="one_area_per_slug"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = self._free_slug()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("areas:area-detail", args=[self.slug])

    def _free_slug(self) -> str:
        base = slugify(self.name.translate(SWEDISH_LETTERS))[:80] or "omrade"
        taken = set(
            Area.objects.filter(slug__startswith=base).values_list("slug", flat=True)
        )
        number = 2
        slug = base
        while slug in taken:
            slug, number = f"{base}-{number}", number + 1
        return slug

    @property
    def boundary(self) -> Boundary | None:
        """The approved boundary, or the newest proposal while there is none."""
        rows = sorted(self.boundaries.all(), key=lambda row: row.pk, reverse=True)
        current = [row for row in rows if row.is_current]
        proposed = [row for row in rows if row.state == Boundary.State.PROPOSED]
        return next(iter(current + proposed), None)


SWEDISH_LETTERS = str.maketrans("åäöÅÄÖéÉ", "aaoAAOeE")


class BoundaryQuerySet(models.QuerySet["Boundary"]):
    def current(self) -> BoundaryQuerySet:
        """The one in force for each area."""
        return self.filter(state=Boundary.State.APPROVED, replaced_on=None)


class Boundary(models.Model):
    """A boundary of an area; at most one is in force at a time (decision 47)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="boundaries")
    shape = models.MultiPolygonField(srid=4326)
    state = models.CharField(
        max_length=10, choices=State, default=State.PROPOSED, db_index=True
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    replaced_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    objects = BoundaryQuerySet.as_manager()
    retention = Keep.STRUCTURE

    class Meta:
        verbose_name_plural = "boundaries"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["area"],
                condition=models.Q(state="approved", replaced_on=None),
                name="one_boundary_in_force_per_area",
            ),
            models.CheckConstraint(
                condition=models.Q(shape__isvalid=True), name="boundary_is_valid"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.state} {self.valid_from or date.today()}"  # noqa: DTZ011

    @property
    def is_current(self) -> bool:
        return self.state == self.State.APPROVED and self.replaced_on is None
