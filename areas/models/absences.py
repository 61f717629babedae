"""Who is away, and the few neighbours who were asked to help (domain 4.5).

Rows here are the most sensitive of the house (threat T1): nothing outside this piece
reads them, no page counts them, and their addresses are random so that a number in a
link says nothing about how many there are.
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.crypt import seal, unseal
from areas.retention import Keep

from .households import Membership
from .people import User

PURPOSE = "absence"


def random_code() -> str:
    """What an absence is called in its address."""
    return secrets.token_urlsafe(16)


class HandshakeQuerySet(models.QuerySet["Handshake"]):
    def of(self, user: User) -> HandshakeQuerySet:
        return self.filter(Q(low=user) | Q(high=user))


class Handshake(models.Model):
    """Two neighbours have met and trust each other; either may take it back."""

    low = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    high = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    code = models.CharField(max_length=30, unique=True)
    made_on = models.DateField(default=timezone.localdate)

    objects = HandshakeQuerySet.as_manager()
    retention = Keep.HANDSHAKE

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["low", "high"], name="one_handshake_per_pair"
            ),
            models.CheckConstraint(
                condition=Q(low__lt=F("high")), name="handshake_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.low_id} – {self.high_id}"

    def other(self, user: User) -> User:
        return self.high if self.low_id == user.pk else self.low


class HandshakeOffer(models.Model):
    """The code that one neighbour shows another for ten minutes; kept as a hash."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    retention = Keep.AWAY

    def __str__(self) -> str:
        return f"offer of {self.user_id}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def owned_by(self, user: User) -> AbsenceQuerySet:
        tied = Membership.objects.active().filter(user=user)
        return self.filter(membership__in=tied)

    def readable_by(self, user: User) -> AbsenceQuerySet:
        """Shared ones whose owner chose this person, who has not said no.

        Both must still be members, the helper in the owner's area and known in person.
        """
        return self.filter(
            Q(state__in=OPEN_TO_HELPERS),
            Q(membership__state__in=ACTIVE),
            models.Exists(
                AbsenceHelper.objects.filter(absence=models.OuterRef("pk"), user=user)
                .exclude(answer=AbsenceHelper.Answer.NO)
                .order_by()
            ),
            models.Exists(
                Membership.objects.active().filter(
                    user=user, level=2, area=models.OuterRef("membership__area")
                )
            ),
        ).filter(
            Q(membership__user__in=Handshake.objects.filter(low=user).values("high"))
            | Q(membership__user__in=Handshake.objects.filter(high=user).values("low"))
        )


class Absence(models.Model):
    """A household is away: from when to when, and what helps."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Not told yet")
        SHARED = "shared", _("Told")
        UNDER_WAY = "under_way", _("Under way")
        ENDED = "ended", _("Home again")
        CANCELLED = "cancelled", _("Called off")
        # Never stored: an erased absence has no row.
        ERASED = "erased", _("Erased")

    code = models.CharField(max_length=30, unique=True)
    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="+"
    )
    state = models.CharField(
        max_length=9, choices=State, default=State.DRAFT, db_index=True
    )
    first_on = models.DateField()
    last_on = models.DateField()
    sealed = models.TextField(blank=True)  # the text, encrypted
    made_at = models.DateTimeField(default=timezone.now)
    well_at = models.DateTimeField(null=True, blank=True)  # "all is well"
    well_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    reminded_on = models.DateField(null=True, blank=True)
    warned_on = models.DateField(null=True, blank=True)  # nobody has said yes
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()
    retention = Keep.AWAY

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="away_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(state="erased"), name="erased_absence_has_no_row"
            ),
        ]

    def __str__(self) -> str:
        return f"absence #{self.pk}"

    @property
    def text(self) -> str:
        return unseal(self.sealed, PURPOSE)

    @text.setter
    def text(self, plain: str) -> None:
        self.sealed = seal(plain, PURPOSE)

    @property
    def owner(self) -> User:
        return self.membership.user


class AbsenceHelper(models.Model):
    """A neighbour who was asked, and what they said."""

    class Answer(models.TextChoices):
        NONE = "", _("Has not answered")
        YES = "yes", _("Yes")
        NO = "no", _("No")

    absence = models.ForeignKey(
        Absence, on_delete=models.CASCADE, related_name="helpers"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    answer = models.CharField(max_length=3, choices=Answer, blank=True)

    retention = Keep.AWAY

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["absence", "user"], name="one_helper_once_per_absence"
            )
        ]

    def __str__(self) -> str:
        return f"helper #{self.pk}"


class AbsenceTask(models.Model):
    """One thing to do while somebody is away; ticked each time."""

    class Kind(models.TextChoices):
        POST = "post", _("Take in the post")
        BIN = "bin", _("Put out the bin")
        CAR = "car", _("Park on the drive")
        LAMPS = "lamps", _("Switch on lamps")
        GARDEN = "garden", _("Mow the lawn or clear snow")

    absence = models.ForeignKey(Absence, on_delete=models.CASCADE, related_name="tasks")
    kind = models.CharField(max_length=6, choices=Kind)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    retention = Keep.AWAY

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["absence", "kind"], name="one_task_of_a_kind_per_absence"
            )
        ]

    def __str__(self) -> str:
        return self.kind


ACTIVE = (Membership.State.JOINED, Membership.State.PAUSED)
OPEN_TO_HELPERS = (Absence.State.SHARED, Absence.State.UNDER_WAY)
