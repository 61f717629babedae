"""The kit itself. Its state is what its events say; a test proves that they agree."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import Area, Household, Municipality
from areas.retention import Keep
from marking import hashes

from .stock import Batch, Place, Product


class KitQuerySet(models.QuerySet["Kit"]):
    def kits(self) -> KitQuerySet:
        """Marking kits, not pens to lend."""
        return self.filter(kind=Product.Kind.KIT)

    def free(self) -> KitQuerySet:
        """Those in stock that anyone may still get."""
        return self.filter(state=Kit.State.IN_STOCK)

    def fresh(self, today: date) -> KitQuerySet:
        """Those whose unopened liquid still keeps."""
        expired = Q(batch__expires_on__lt=today)
        return self.exclude(expired)

    def of(self, household: Household, kind: str = Product.Kind.KIT) -> KitQuerySet:
        """The kit that a household has or has reserved, under any key."""
        return self.filter(
            kind=kind, holder_hash__in=hashes.holder_hashes(household)
        ).select_related("batch__product", "place", "area")

    def held(self) -> KitQuerySet:
        """Those that a household has, or has reserved."""
        return self.filter(holder_hash__isnull=False)


class Kit(models.Model):
    """A numbered kit. From a household its kit is found; never the other way.

    `number` is ours, printed, in the QR code. `code_hash` is a keyed hash of the
    bottle's code, `holder_hash` of the household's id: a stolen database tells neither
    (decision 39). The area is plain, for figures.
    """

    class State(models.TextChoices):
        IN_STOCK = "in_stock", _("In stock")
        RESERVED = "reserved", _("Reserved")
        HANDED_OUT = "handed_out", _("Collected")
        STICKERS_UP = "stickers_up", _("Stickers up")
        REGISTERED = "registered", _("Registered")
        UNUSED = "unused", _("Unused")
        EXPIRED = "expired", _("Expired")
        RETURNED = "returned", _("Returned")
        LOST = "lost", _("Lost")
        LENT = "lent", _("Lent")

    # With a household, whatever has become of it.
    OUT: ClassVar = (
        State.HANDED_OUT,
        State.STICKERS_UP,
        State.REGISTERED,
        State.UNUSED,
        State.EXPIRED,
    )
    ON_THE_SHELF: ClassVar = (State.IN_STOCK, State.RESERVED, State.RETURNED)

    number = models.CharField(max_length=24, unique=True)  # "KL0417": no spaces
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="kits"
    )
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="kits")
    kind = models.CharField(max_length=3, choices=Product.Kind)  # its product's
    state = models.CharField(max_length=11, choices=State, default=State.IN_STOCK)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="kits"
    )
    area = models.ForeignKey(
        Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="kits"
    )
    holder_hash = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    code_hash = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    reserved_on = models.DateField(null=True, blank=True)
    ready_on = models.DateField(null=True, blank=True)
    handed_out_on = models.DateField(null=True, blank=True)
    stickers_up_on = models.DateField(null=True, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    marked_on = models.DateField(null=True, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)  # a lent pen
    released_on = models.DateField(null=True, blank=True)  # the household moved out

    objects = KitQuerySet.as_manager()
    retention = Keep.KIT

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "holder_hash"], name="one_kit_per_household"
            ),
            models.UniqueConstraint(
                fields=["code_hash"], name="one_kit_per_bottle_code"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["in_stock", "reserved", "returned"], place__isnull=False
                )
                | (
                    models.Q(place=None)
                    & ~models.Q(state__in=["in_stock", "reserved", "returned"])
                ),
                name="a_kit_lies_somewhere_or_is_out",
            ),
        ]
        indexes: ClassVar = [
            # Covers the figures page: no row of the table is read (issue 5, speed).
            models.Index(
                fields=[
                    "municipality",
                    "kind",
                    "area",
                    "state",
                    "released_on",
                    "reserved_on",
                    "handed_out_on",
                    "stickers_up_on",
                    "registered_on",
                ],
                name="kit_figures",
            ),
            models.Index(fields=["place", "state"], name="kit_place_state"),
        ]

    def __str__(self) -> str:
        return self.shown_number

    @property
    def shown_number(self) -> str:
        """ "KL 0417": letters and digits apart, as printed."""
        digits = self.number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ-")
        letters = self.number[: len(self.number) - len(digits)]
        return f"{letters} {digits}".strip()

    @property
    def face(self) -> str:
        """The state's word for people (phrase 20 of ux.md): also ready and marked."""
        if self.state == self.State.RESERVED and self.ready_on:
            return "ready"
        marked_at_home = {self.State.HANDED_OUT, self.State.STICKERS_UP}
        if self.marked_on and self.state in marked_at_home:
            return "marked"
        return self.state
