"""Frozen figures, and the meetings at which they are read."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from areas.models import Municipality
from areas.retention import Keep

from .promises import Promise


class Snapshot(models.Model):
    """A month's figures, frozen with their definitions; reports quote it.

    Never changed: a correction is a new revision with a note (domain, section 7).
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="snapshots"
    )
    month = models.DateField()  # its first day
    revision = models.PositiveSmallIntegerField(default=1)
    figures = models.JSONField()
    definitions = models.JSONField()
    code_version = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    retention = Keep.PUBLIC

    class Meta:
        ordering: ClassVar = ["-month", "-revision"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "month", "revision"],
                name="one_snapshot_per_month_and_revision",
            ),
            models.CheckConstraint(
                condition=models.Q(revision=1) | ~models.Q(note=""),
                name="a_new_revision_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.month:%Y-%m} r{self.revision}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise ValueError("A snapshot is frozen: make a new revision.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValueError("A snapshot is frozen: make a new revision.")


class FollowUp(models.Model):
    """A meeting that followed up the promise, with its minutes in one paragraph."""

    class Forum(models.TextChoices):
        LOCAL_COUNCIL = "local_council", _("Lokala Brå")
        POLICE_MANAGEMENT = "police", _("the police's local management meeting")
        MEDIA = "media", _("information to the media")

    promise = models.ForeignKey(
        Promise, on_delete=models.PROTECT, related_name="follow_ups"
    )
    forum = models.CharField(_("where"), max_length=14, choices=Forum)
    on = models.DateField(_("day"))
    minutes = models.TextField(_("what was said, in one paragraph"), max_length=1500)
    snapshot = models.ForeignKey(
        Snapshot,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name=_("figures that were read"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    at = models.DateTimeField(auto_now_add=True)

    retention = Keep.PUBLIC

    class Meta:
        ordering: ClassVar = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.forum} {self.on}"
