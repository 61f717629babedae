"""What happened to an area, and the boundary somebody is drawing for it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from areas.retention import Keep

from .places import Area


class AreaEvent(models.Model):
    """One step in an area's life, or a note on it. Rows are added, never changed.

    `evidence` holds plain facts; for the step to running all of them: start_meeting_on,
    attended, information_on, informed, contacts_trained, boundary_approved_on,
    confirmed_by (dates as ISO text, counts as numbers, the officer's id). A row whose
    two states are the same is a note, such as a yearly meeting held.
    """

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="events")
    from_state = models.CharField(max_length=16, choices=Area.State, blank=True)
    to_state = models.CharField(max_length=16, choices=Area.State)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(default=timezone.now)
    evidence = models.JSONField(default=dict, blank=True)
    note = models.CharField(max_length=200, blank=True)

    retention = Keep.UPKEEP

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["area", "to_state"], name="area_events_by_state")
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.from_state or '–'} → {self.to_state}"


class BoundaryDraft(models.Model):
    """The corners somebody is drawing, saved while they draw; may still be unsound."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="drafts")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    corners = models.JSONField(default=list)  # [[lon, lat], …], not closed
    saved_at = models.DateTimeField(auto_now=True)

    retention = Keep.DRAFT

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["area", "by"], name="one_draft_per_area_and_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.area}: {len(self.corners)}"
