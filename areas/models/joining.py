"""Those who want an area where there is none, and slips that let a household in."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q
from django.utils import timezone

from areas.retention import Keep

from .households import Household
from .places import Area, Municipality


class InterestQuerySet(models.QuerySet["Interest"]):
    def open(self) -> InterestQuerySet:
        """What an officer still has to deal with."""
        return self.filter(closed_at=None)

    def heads(self) -> InterestQuerySet:
        """The first of each place; later neighbours there are gathered under it."""
        return self.filter(merged_into=None)


class Interest(models.Model):
    """Somebody wants a watch area at a place; no account is needed.

    The first at a place is the head of the matter, the next ones point to it. A person
    who has no account gets a row without log-in, so that answers go by the same engine;
    it is erased with the matter.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="interests"
    )
    area = models.ForeignKey(
        Area,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="interests",
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="others"
    )
    place = models.CharField(max_length=120)
    place_key = models.CharField(max_length=120)  # folded, for finding the same place
    point = models.PointField(srid=4326, null=True, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="interests"
    )
    willing = models.BooleanField(default=False)  # could be area contact
    created_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    answer = models.TextField(max_length=500, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = InterestQuerySet.as_manager()
    retention = Keep.INTEREST

    class Meta:
        ordering: ClassVar = ["created_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "place_key"], name="interest_by_place")
        ]

    def __str__(self) -> str:
        return self.place


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def live(self, now: datetime | None = None) -> InvitationQuerySet:
        """Slips that still let somebody in."""
        now = now or timezone.now()
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=now)


class Invitation(models.Model):
    """A paper slip for one household (threat T7): a code of ten signs and a QR link.

    The selector, the code's first signs, is public and finds the row; the rest of the
    code and the link's key are kept as keyed hashes only.
    """

    household = models.ForeignKey(
        Household, on_delete=models.CASCADE, related_name="invitations"
    )
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="invitations")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    selector = models.CharField(max_length=4, unique=True)
    code_hash = models.CharField(max_length=64)
    link_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()
    retention = Keep.INVITE

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(used_at=None, revoked_at=None),
                name="one_open_slip_per_household",
            )
        ]

    def __str__(self) -> str:
        return f"{self.selector} → {self.household_id}"
