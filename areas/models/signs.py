"""Watch signs on posts and stickers on doors (domain 4.7)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.retention import Keep

from .households import Household
from .places import Area
from .upkeep import YEAR


class SignQuerySet(models.QuerySet["Sign"]):
    def standing(self) -> SignQuerySet:
        """Those that somebody has: in a store, on a post, or broken on a post."""
        return self.filter(state__in=STANDING)

    def on_posts(self) -> SignQuerySet:
        return self.filter(state__in=[Sign.State.UP, Sign.State.DAMAGED])

    def to_inspect(self, today: date) -> SignQuerySet:
        """Signs that nobody has looked at for a year."""
        return self.filter(state=Sign.State.UP, seen_on__lte=today - YEAR)


class Sign(models.Model):
    """A watch sign, from the order to the day it comes down."""

    class State(models.TextChoices):
        ORDERED = "ordered", _("Ordered")
        RECEIVED = "received", _("Received")
        CLEARED = "cleared", _("Permission settled")
        UP = "up", _("Up")
        DAMAGED = "damaged", _("Damaged or faded")
        REPLACED = "replaced", _("Replaced")
        TAKEN_DOWN = "taken_down", _("Taken down")

    class Land(models.TextChoices):
        MUNICIPAL = "municipal", _("The municipality's street or park")
        PRIVATE = "private", _("A private plot or private road")
        FLATS = "flats", _("A block of flats")
        COUNTRY = "country", _("Outside built-up areas")
        PUBLIC_ROAD = "public_road", _("Along a public road")

    class Permission(models.TextChoices):
        OWNER = "owner", _("The property owner")
        MUNICIPALITY = "municipality", _("The municipality")
        COUNTY = "county", _("The county administrative board")

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="signs")
    place = models.CharField(max_length=120)
    point = models.PointField(srid=4326, null=True, blank=True)
    land = models.CharField(max_length=12, choices=Land)
    state = models.CharField(
        max_length=10, choices=State, default=State.ORDERED, db_index=True
    )
    permission = models.CharField(max_length=12, choices=Permission, blank=True)
    reference = models.CharField(max_length=80, blank=True)  # of the permission
    up_on = models.DateField(null=True, blank=True)
    seen_on = models.DateField(null=True, blank=True)  # put up or inspected last
    fault = models.CharField(max_length=200, blank=True)
    replaces = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaced_by",
    )

    objects = SignQuerySet.as_manager()
    retention = Keep.UPKEEP

    class Meta:
        ordering: ClassVar = ["place", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(
                    land="public_road", state__in=["cleared", "up", "damaged"]
                ),
                name="no_sign_along_a_public_road",
            )
        ]

    def __str__(self) -> str:
        return self.place


STANDING = (
    Sign.State.RECEIVED,
    Sign.State.CLEARED,
    Sign.State.UP,
    Sign.State.DAMAGED,
)


class SignEvent(models.Model):
    """One step of a sign: who, when, why. Rows are added, never changed."""

    sign = models.ForeignKey(Sign, on_delete=models.CASCADE, related_name="events")
    state = models.CharField(max_length=10, choices=Sign.State)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=200, blank=True)

    retention = Keep.UPKEEP

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.sign_id} → {self.state}"


class StickerHandout(models.Model):
    """Watch stickers handed to a household that has joined; gone when it leaves."""

    household = models.OneToOneField(
        Household, on_delete=models.CASCADE, related_name="stickers"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    on = models.DateField(default=timezone.localdate)
    count = models.PositiveSmallIntegerField(default=1)

    retention = Keep.ACCOUNT

    def __str__(self) -> str:
        return f"{self.household_id}: {self.count}"
