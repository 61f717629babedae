"""Complaints about traffic and places, from the first word to the answer."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from areas.models import Municipality
from areas.retention import Keep

from .promises import Party

# No 0 O 1 I L: the code is read aloud over the telephone.
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(6))


class ConcernQuerySet(models.QuerySet["Concern"]):
    def waiting(self) -> ConcernQuerySet:
        """Those that somebody at the desk still has to act on."""
        return self.filter(state__in=Concern.OPEN)

    def answered(self) -> ConcernQuerySet:
        return self.filter(state__in=[Concern.State.DONE, Concern.State.DECLINED])

    def shown(self) -> ConcernQuerySet:
        """What everyone may read: cleaned by an officer, and not a double."""
        return self.exclude(public_text="").exclude(state=Concern.State.MERGED)


class Concern(models.Model):
    """A complaint about a place (decision 22, domain 4.8).

    The sender needs no account: the receipt's link is the only key, kept as a hash.
    `text` is the sender's own and never public; `public_text` is an officer's.
    """

    class Category(models.TextChoices):
        SPEED = "speed", _("Speeding or reckless driving")
        PARKING = "parking", _("Parking or blocked view")
        UNSAFE = "unsafe", _("A place that feels unsafe")
        DAMAGE = "damage", _("Damage or graffiti")
        LITTER = "litter", _("Litter")
        LIGHT = "light", _("Broken light")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        RECEIVED = "received", _("Has come in")
        ACKNOWLEDGED = "acknowledged", _("Has been read")
        ROUTED = "routed", _("With the one who answers for it")
        PLANNED = "planned", _("Action planned")
        DONE = "done", _("Dealt with")
        DECLINED = "declined", _("Not acted on")
        MERGED = "merged", _("Joined with another")

    OPEN: ClassVar = (
        State.RECEIVED,
        State.ACKNOWLEDGED,
        State.ROUTED,
        State.PLANNED,
    )

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="concerns"
    )
    code = models.CharField(max_length=6, unique=True)
    category = models.CharField(_("what it is about"), max_length=8, choices=Category)
    place = models.CharField(_("place"), max_length=80)
    point = models.PointField(srid=4326, null=True, blank=True)
    text = models.TextField(_("what you have seen"), max_length=1000, blank=True)
    public_text = models.CharField(max_length=300, blank=True)
    name = models.CharField(_("your name"), max_length=80, blank=True)
    email = models.EmailField(_("your e-mail address"), blank=True)
    key_hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(
        max_length=12, choices=State, default=State.RECEIVED, db_index=True
    )
    owner = models.CharField(max_length=12, choices=Party, blank=True)
    plan = models.CharField(max_length=300, blank=True)
    plan_by = models.DateField(null=True, blank=True)
    answer = models.CharField(max_length=600, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="doubles",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    erase_on = models.DateField(null=True, blank=True)

    objects = ConcernQuerySet.as_manager()
    retention = {
        Keep.CONCERN: "text name email key_hash point erase_on",
        Keep.PUBLIC: (
            "id municipality code category place public_text state owner plan plan_by "
            "answer answered_on merged_into created_at"
        ),
    }

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(state="merged")
                | models.Q(merged_into__isnull=False),
                name="a_double_says_of_what",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["done", "declined"])
                | ~models.Q(answer="") & models.Q(answered_on__isnull=False),
                name="a_closed_complaint_has_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.code = self.code or new_code()
        super().save(*args, **kwargs)

    @property
    def is_closed(self) -> bool:
        return self.state not in self.OPEN


class ConcernStep(models.Model):
    """One step of a complaint's way, by whom and when."""

    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=12, choices=Concern.State)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    note = models.CharField(max_length=300, blank=True)

    retention = Keep.PUBLIC

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.concern} {self.state}"


class ConcernFollower(models.Model):
    """Somebody else who wants to know what came of a complaint."""

    concern = models.ForeignKey(
        Concern, on_delete=models.CASCADE, related_name="followers"
    )
    email = models.EmailField()
    at = models.DateTimeField(auto_now_add=True)

    retention = Keep.CONCERN

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["concern", "email"], name="each_follows_once"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
