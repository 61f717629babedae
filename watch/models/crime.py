"""Outcome figures: burglaries by month, and the police's safety survey."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from areas.models import Area, Municipality
from areas.retention import Keep


class CrimeFigureQuerySet(models.QuerySet["CrimeFigure"]):
    def whole_municipality(self) -> CrimeFigureQuerySet:
        return self.filter(area=None)


class CrimeFigure(models.Model):
    """Reported residential burglaries and attempts of one month.

    Counts only: no address, no day. Official (Brå) and preliminary (local) figures are
    told apart; the official one wins where both exist (domain 7, rule 10).
    """

    class Standing(models.TextChoices):
        PRELIMINARY = "preliminary", _("Preliminary, counted locally")
        OFFICIAL = "official", _("Official statistics")
        ESTIMATE = "estimate", _("Estimate")

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="crime_figures"
    )
    area = models.ForeignKey(
        Area,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="crime_figures",
    )
    month = models.DateField(_("month"))  # its first day
    burglaries = models.PositiveIntegerField(_("completed burglaries"))
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    standing = models.CharField(
        _("kind of figure"),
        max_length=11,
        choices=Standing,
        default=Standing.PRELIMINARY,
    )
    source = models.CharField(_("source"), max_length=120)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(auto_now=True)

    objects = CrimeFigureQuerySet.as_manager()
    retention = Keep.PUBLIC

    class Meta:
        ordering: ClassVar = ["month", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "area", "month", "standing"],
                name="one_figure_per_area_and_month",
            ),
            models.UniqueConstraint(
                fields=["municipality", "month", "standing"],
                condition=models.Q(area=None),
                name="one_figure_per_municipality_and_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area or self.municipality} {self.month:%Y-%m}"

    @property
    def total(self) -> int:
        """Completed and attempted together: what the charts show."""
        return self.burglaries + self.attempts


class Survey(models.Model):
    """The police's safety survey of a year: an index 0-6, where low is good."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="surveys"
    )
    year = models.PositiveSmallIntegerField()
    district = models.CharField(max_length=60, blank=True)  # "": the whole
    index = models.DecimalField(max_digits=3, decimal_places=2)
    answers = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=120)

    retention = Keep.PUBLIC

    class Meta:
        ordering: ClassVar = ["year", "district"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "year", "district"],
                name="one_survey_per_year_and_district",
            ),
            models.CheckConstraint(
                condition=models.Q(index__gte=0, index__lte=6),
                name="the_index_is_0_to_6",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.year}"
