"""Who looked at what, and what kind of installation this is."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from areas.retention import Keep

from .places import Area, Municipality


class AccessLog(models.Model):
    """One sensitive read or act. Rows are added, never changed (guarantees, T31)."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    hat = models.CharField(max_length=20, blank=True)
    act = models.CharField(max_length=60)  # "alert.send", "neighbour.list"
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reads",
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    area = models.ForeignKey(
        Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    purpose = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict, blank=True)  # ids and counts only
    chain = models.CharField(max_length=64, blank=True)

    retention = Keep.AUDIT

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise ValueError("The access log is only added to.")
        super().save(*args, **kwargs)


class Installation(models.Model):
    """The one row that says whether this database holds a made-up demo."""

    is_demo = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    # Made by `setup_link`: the first officer's one-time way in, kept as a hash.
    setup_hash = models.CharField(max_length=64, blank=True)
    setup_until = models.DateTimeField(null=True, blank=True)

    retention = Keep.STRUCTURE

    def __str__(self) -> str:
        return "demo" if self.is_demo else "real"
