"""Dwellings and the people's ties to them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.retention import Keep

from .places import Area, Municipality


class HouseholdQuerySet(models.QuerySet["Household"]):
    def joined(self) -> HouseholdQuerySet:
        """Households with at least one member today; each comes once."""
        return self.filter(
            models.Exists(
                Membership.objects.active().filter(household=models.OuterRef("pk"))
            )
        )


class Household(models.Model):
    """One dwelling address: the unit of membership, kit, sticker and coverage.

    Those outside the watch are listed by address alone (decision 4). The area is stored
    and refreshed when a boundary or an address changes, so that no alert asks geometry.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="households"
    )
    area = models.ForeignKey(
        Area,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="households",
    )
    external_id = models.CharField(max_length=40, blank=True)  # the register's key
    street = models.CharField(max_length=80, blank=True)  # none: protected identity
    number = models.CharField(max_length=10, blank=True)  # "12 A"
    apartment = models.CharField(max_length=12, blank=True)
    postcode = models.CharField(max_length=5, blank=True)
    locality = models.CharField(max_length=60, blank=True)
    dwelling = models.CharField(max_length=40, blank=True)
    point = models.PointField(srid=4326, null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)  # a no is respected

    objects = HouseholdQuerySet.as_manager()
    retention = Keep.STRUCTURE

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["municipality", "street", "number"], name="household_address"
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "external_id"],
                condition=~Q(external_id=""),
                name="one_household_per_register_key",
            )
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def address(self) -> str:
        """ "Åvägen 12 A, lgh 1001"; empty for a household with protected identity."""
        first = " ".join(part for part in (self.street, self.number) if part)
        return ", ".join(part for part in (first, self.apartment) if part)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> MembershipQuerySet:
        """Those who count as members: joined, also while paused."""
        return self.filter(state__in=[Membership.State.JOINED, Membership.State.PAUSED])

    def reachable(self) -> MembershipQuerySet:
        """Those whom alerts go to."""
        return self.filter(state=Membership.State.JOINED)

    def pending(self) -> MembershipQuerySet:
        return self.filter(state=Membership.State.PENDING)


class Membership(models.Model):
    """A person's tie to a household and its area (domain, section 4.2)."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        JOINED = "joined", _("Member")
        PAUSED = "paused", _("Paused")
        MOVED = "moved", _("Moved out")
        LEFT = "left", _("Left")
        REMOVED = "removed", _("Removed by a contact")
        DECLINED = "declined", _("Not let in")

    class Way(models.TextChoices):
        ONLINE = "online", _("Asked online")
        SLIP = "slip", _("Invitation slip")
        PAPER = "paper", _("Enrolled on paper")
        PROXY = "proxy", _("Enrolled by a relative")
        E_ID = "e_id", _("E-identity")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, related_name="memberships"
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="memberships")
    state = models.CharField(
        max_length=8, choices=State, default=State.PENDING, db_index=True
    )
    level = models.PositiveSmallIntegerField(default=0)  # decision 36
    way = models.CharField(max_length=6, choices=Way, default=Way.ONLINE)
    asked_at = models.DateTimeField(default=timezone.now)
    rules_accepted_at = models.DateTimeField(null=True, blank=True)
    proxy_note = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    confirmed_on = models.DateField(null=True, blank=True)  # "still here?"
    asked_still_on = models.DateField(null=True, blank=True)  # and not answered yet
    paused_until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    erase_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    retention = Keep.ACCOUNT

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "household"],
                condition=Q(state__in=["pending", "joined", "paused"]),
                name="one_open_membership_per_person_and_household",
            ),
            models.CheckConstraint(
                condition=Q(level__lte=2), name="trust_level_is_0_1_or_2"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["area", "state"], name="membership_area_state")
        ]

    def __str__(self) -> str:
        return f"{self.user} @ {self.household}"
