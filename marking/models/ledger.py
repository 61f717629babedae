"""What happened to each kit, in order; rows are added, never changed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.retention import Keep

from .kits import Kit
from .stock import Place


class Verb(models.TextChoices):
    """Everything that can happen to a kit (marking/steps.py says when)."""

    RECEIVE = "receive", _("arrived")
    ALLOCATE = "allocate", _("set aside for an area")
    MOVE = "move", _("moved")
    RESERVE = "reserve", _("reserved")
    READY = "ready", _("ready to collect")
    CANCEL = "cancel", _("reservation cancelled")
    HAND_OUT = "hand_out", _("handed out")
    STICKERS = "stickers", _("stickers put up")
    OPEN = "open", _("liquid opened")
    MARK = "mark", _("things marked")
    REGISTER = "register", _("code registered")
    UNUSE = "unuse", _("not used")
    EXPIRE = "expire", _("liquid expired")
    RETURN = "return", _("handed back")
    RESTOCK = "restock", _("back in stock")
    LOSE = "lose", _("lost")
    LEND = "lend", _("lent")
    RELEASE = "release", _("household moved out")
    REMIND = "remind", _("reminder sent")
    TRY = "try", _("a code that was not accepted")


class Role(models.TextChoices):
    """In which part somebody acted."""

    HOUSEHOLD = "household", _("the household")
    CONTACT = "contact", _("an area contact")
    OFFICER = "officer", _("an officer")
    SYSTEM = "system", _("the system")


class KitEvent(models.Model):
    """One thing that happened to one kit.

    A household's own acts name nobody, and what concerns a household keeps the day
    only: a name, or a second shared with a notice, would tell whose kit it is.
    """

    kit = models.ForeignKey(Kit, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=9, choices=Verb)
    from_state = models.CharField(max_length=11, blank=True)
    to_state = models.CharField(max_length=11)
    from_place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    to_place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    role = models.CharField(max_length=9, choices=Role)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=200, blank=True)
    # A phone's own id of an offline hand-out: the same act arrives once.
    client_id = models.UUIDField(unique=True, null=True, blank=True)

    retention = Keep.KIT

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"#{self.kit_id} {self.kind} {self.from_state}→{self.to_state}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise ValueError("The ledger is only added to.")
        super().save(*args, **kwargs)


class StockTake(models.Model):
    """A count of one place: what the list said, what lay there, and why they differ."""

    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="stock_takes"
    )
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    expected = models.PositiveIntegerField()
    found = models.PositiveIntegerField()
    missing = models.PositiveIntegerField(default=0)
    extra = models.PositiveIntegerField(default=0)
    explanation = models.CharField(max_length=200, blank=True)

    retention = Keep.STRUCTURE

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.place} {self.at:%Y-%m-%d}"
