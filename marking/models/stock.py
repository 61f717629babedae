"""What is bought, from whom, and where it lies."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from areas.models import Area, Municipality
from areas.retention import Keep


class Product(models.Model):
    """A kind of kit: how its numbers and bottle codes look, and how long it lasts."""

    class Kind(models.TextChoices):
        KIT = "kit", _("Marking kit")
        PEN = "pen", _("Pen to lend")

    class Check(models.TextChoices):
        NONE = "", _("No check digit")
        LUHN = "luhn", _("Last digit by Luhn (modulus 10)")
        MOD11 = "mod11", _("Last digit by modulus 11")
        MOD97 = "mod97", _("Last two digits by modulus 97")

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="products"
    )
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=3, choices=Kind, default=Kind.KIT)
    supplier = models.CharField(_("supplier"), max_length=60, blank=True)
    # Where the household registers its code: the forensic register (decision 19).
    register_url = models.URLField(_("supplier's register"), blank=True)
    number_check = models.CharField(
        _("check digit of the number"), max_length=5, choices=Check, blank=True
    )
    code_length = models.PositiveSmallIntegerField(_("length of the code"), default=6)
    code_letters = models.CharField(
        _("characters of the code"),
        max_length=40,
        default="0123456789ABCDEFGHJKLMNPQRSTUVWXYZ",  # no I, no O
    )
    code_check = models.CharField(
        _("check digit of the code"), max_length=5, choices=Check, blank=True
    )
    # Opened liquid: a word to the household, then the end (domain, section 6).
    opened_warning_months = models.PositiveSmallIntegerField(default=3)
    opened_months = models.PositiveSmallIntegerField(default=6)
    loan_days = models.PositiveSmallIntegerField(_("days of a loan"), default=14)
    retired_on = models.DateField(null=True, blank=True)

    retention = Keep.STRUCTURE

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "name"], name="one_product_per_name"
            ),
            models.CheckConstraint(
                condition=models.Q(code_length__gte=4, code_length__lte=16),
                name="codes_have_4_to_16_characters",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """Where kits lie: with the officer, with a contact, at the library."""

    class Kind(models.TextChoices):
        OFFICE = "office", _("The municipality's store")
        CONTACT = "contact", _("An area contact")
        LIBRARY = "library", _("A library or other desk")

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="kit_places"
    )
    kind = models.CharField(_("kind"), max_length=7, choices=Kind, default=Kind.OFFICE)
    name = models.CharField(_("name"), max_length=80)
    area = models.ForeignKey(
        Area,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="kit_places",
        verbose_name=_("area"),
    )
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="keeps_kits_at",
    )
    # "Weekdays 9-16", shown to whoever may collect there.
    opening = models.CharField(_("when to collect"), max_length=120, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    retention = Keep.STRUCTURE

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "name"], name="one_kit_place_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_for_collecting(self) -> bool:
        """Whether a household can be told to come here."""
        return self.kind != self.Kind.OFFICE


class Batch(models.Model):
    """One delivery of kits: who sent it, who paid, how long it keeps unopened."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="kit_batches"
    )
    product = models.ForeignKey(
        Product,
        on_delete=models.PROTECT,
        related_name="batches",
        verbose_name=_("product"),
    )
    name = models.CharField(_("name of the batch"), max_length=60)
    arrived_on = models.DateField(_("arrived on"))
    expires_on = models.DateField(_("keeps unopened until"), null=True, blank=True)
    price = models.DecimalField(
        _("price per kit, kronor"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
    )
    household_price = models.DecimalField(
        _("what a household pays, kronor"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
    )
    funder = models.CharField(_("paid by"), max_length=80, blank=True)

    retention = Keep.STRUCTURE

    class Meta:
        ordering: ClassVar = ["-arrived_on", "-pk"]
        verbose_name_plural = "batches"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "name"], name="one_batch_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.name
