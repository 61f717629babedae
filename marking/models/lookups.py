"""The police's look-ups of one kit: each is a row, hit or miss (guarantees, T8)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.models import Municipality
from areas.retention import Keep

from .kits import Kit


class Lookup(models.Model):
    """Who asked for which exact number or code, in which case, and what was told."""

    class What(models.TextChoices):
        NUMBER = "number", _("The kit's number")
        CODE = "code", _("The bottle's code")

    at = models.DateTimeField(default=timezone.now, db_index=True)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="kit_lookups",
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, related_name="+"
    )
    what = models.CharField(max_length=6, choices=What)
    asked_hash = models.CharField(max_length=64)  # keyed, like the code itself
    case_number = models.CharField(max_length=40)
    purpose = models.CharField(max_length=200)
    kit = models.ForeignKey(
        Kit, on_delete=models.SET_NULL, null=True, blank=True, related_name="lookups"
    )
    hit = models.BooleanField()
    # The household is told on this day, unless the police hold it (section 16).
    tell_on = models.DateField()
    held_until = models.DateField(null=True, blank=True)
    hold_reason = models.CharField(max_length=200, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    retention = Keep.KIT_QUERY

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.what} {'hit' if self.hit else 'miss'}"
