"""Those we work with, and where police and municipality have shown themselves."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from areas.models import Municipality
from areas.retention import Keep

from .promises import Party


class Partner(models.Model):
    """Somebody who helps: a business, an owner, an association, an authority."""

    class Kind(models.TextChoices):
        BUSINESS = "business", _("Business")
        OWNER = "owner", _("Property owner")
        FAITH = "faith", _("Religious community")
        ASSOCIATION = "association", _("Association")
        COUNTY = "county", _("County administrative board")
        AUTHORITY = "authority", _("Other authority")

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="partners"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name of the organisation"), max_length=120)
    since = models.DateField(_("since"))
    ended_on = models.DateField(null=True, blank=True)

    retention = Keep.PUBLIC

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "name"], name="one_partner_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PartnerActivity(models.Model):
    """Something done together with a partner on a day."""

    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, related_name="activities"
    )
    on = models.DateField(_("day"))
    what = models.CharField(_("what you did together"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )

    retention = Keep.PUBLIC

    class Meta:
        ordering: ClassVar = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.what}"


class Presence(models.Model):
    """A visible visit or a traffic control: who, where and when; never whom."""

    class Kind(models.TextChoices):
        VISIBLE = "visible", _("Visible presence")
        CONTROL = "control", _("Traffic control")

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="presences"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.VISIBLE)
    place = models.CharField(_("place"), max_length=80)
    started_at = models.DateTimeField(_("from"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    organisation = models.CharField(
        _("who was there"), max_length=12, choices=Party, default=Party.POLICE
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )

    retention = Keep.PUBLIC

    class Meta:
        ordering: ClassVar = ["-started_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "started_at"], name="presence_by_time")
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.started_at:%Y-%m-%d %H:%M}"
