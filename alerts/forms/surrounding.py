"""An officer's alert round a place, or inside a drawn shape."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.utils.translation import gettext_lazy as _

from alerts.services import Draft
from alerts.services.surrounding import FIRST_WEEK, SECOND_WEEK

from .composing import ComposeForm

FEWEST_CORNERS, MOST_CORNERS = 3, 500


class ShapeForm(ComposeForm):
    """All of an officer's alert but the areas: they follow from the shape."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, areas=[], is_officer=True, **kwargs)
        del self.fields["areas"]

    def draft_in(self, shape: MultiPolygon) -> Draft:
        return replace(self.draft(), shape=shape)


class RingForm(ShapeForm):
    """Round a house or a street; the address itself is not kept."""

    street = forms.CharField(
        label=_("Round which street?"),
        max_length=80,
        error_messages={"required": _("Write the street.")},
    )
    number = forms.CharField(
        label=_("House number, for a ring round one house"),
        help_text=_("It is not kept and never shown to anybody."),
        max_length=10,
        required=False,
    )
    metres = forms.TypedChoiceField(
        label=_("When was the burglary?"),
        coerce=int,
        choices=[
            (FIRST_WEEK, _("In the last week: 200 metres round it")),
            (SECOND_WEEK, _("The week before: 100 metres round it")),
        ],
        widget=forms.RadioSelect,
        initial=FIRST_WEEK,
    )


class DrawnForm(ShapeForm):
    """Inside corners, one to a line."""

    corners = forms.CharField(
        label=_("Corners, one to a line: north, east"),
        help_text=_("For example 56.1354, 13.1545. At least three."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write at least three corners.")},
    )

    def clean_corners(self) -> list[tuple[float, float]]:
        try:
            corners = [
                corner(line) for line in self.cleaned_data["corners"].split("\n")
            ]
        except ValueError as error:
            raise forms.ValidationError(
                _("A corner is two numbers, such as 56.1354, 13.1545.")
            ) from error
        found = [each for each in corners if each is not None]
        if not FEWEST_CORNERS <= len(found) <= MOST_CORNERS:
            raise forms.ValidationError(_("Write at least three corners."))
        return found

    def outline(self) -> MultiPolygon:
        ring = self.cleaned_data["corners"]
        return MultiPolygon(Polygon([*ring, ring[0]], srid=4326), srid=4326)


def corner(line: str) -> tuple[float, float] | None:
    """ "56.1354, 13.1545" as (east, north); None for an empty line."""
    if not line.strip():
        return None
    north, east = (float(part) for part in line.replace(";", ",").split(","))
    if not (-90 <= north <= 90 and -180 <= east <= 180):  # noqa: PLR2004 - degrees
        raise ValueError("no place on Earth")
    return east, north
