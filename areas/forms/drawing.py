"""A boundary as corners, as streets or as a file."""

from __future__ import annotations

import math
from typing import Any

from django import forms
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.models import Area, Household

MOST_CORNERS = 500
FEWEST = 3
LARGEST_FILE = 20_000_000


class CornersForm(forms.Form):
    """One corner to a line, north then east: "56.13542, 13.15451"."""

    corners = forms.CharField(
        label=gettext_lazy("Corners, one to a line: north, east"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=20_000,
        error_messages={"required": gettext_lazy("Write at least three corners")},
    )

    def clean_corners(self) -> list[list[float]]:
        lines = [
            row for row in self.cleaned_data["corners"].splitlines() if row.strip()
        ]
        if not FEWEST <= len(lines) <= MOST_CORNERS:
            raise forms.ValidationError(_("Write at least three corners"))
        return [_corner(number, line) for number, line in enumerate(lines, start=1)]

    @property
    def shape(self) -> MultiPolygon:
        """The surface inside the corners; call `faults` on it."""
        ring = [tuple(corner) for corner in self.cleaned_data["corners"]]
        return MultiPolygon(Polygon([*ring, ring[0]], srid=4326), srid=4326)


def _corner(number: int, line: str) -> list[float]:
    parts = line.replace(";", ",").split(",")
    try:
        north, east = (float(part) for part in parts)
    except ValueError as error:
        words = _("Corner %(number)s is not two numbers, such as 56.1354, 13.1545")
        raise forms.ValidationError(words % {"number": number}) from error
    if not (math.isfinite(north) and math.isfinite(east)):
        raise forms.ValidationError(
            _("Corner %(number)s is wrong") % {"number": number}
        )
    return [round(east, 6), round(north, 6)]


def in_text(corners: list[list[float]]) -> str:
    """The corners as the form reads them."""
    return "\n".join(f"{north:.6f}, {east:.6f}" for east, north in corners)


class StreetsForm(forms.Form):
    """Streets whose homes the boundary shall hold."""

    streets = forms.MultipleChoiceField(
        label=gettext_lazy("Which streets?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one street")},
    )

    def __init__(
        self, *args: Any, area: Area, near: QuerySet[Household], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        rows = near.filter(municipality=area.municipality).exclude(street="")
        pairs = rows.order_by("locality", "street").values_list("street", "locality")
        field = self.fields["streets"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [
                (
                    f"{street}|{locality}",
                    f"{street}, {locality}" if locality else street,
                )
                for street, locality in pairs.distinct()
            ]


class FileForm(forms.Form):
    """A boundary drawn elsewhere."""

    file = forms.FileField(
        label=gettext_lazy("A file with the boundary"),
        help_text=gettext_lazy(
            "GeoJSON, KML or GPX. Officers also GeoPackage and zipped shapefile."
        ),
        error_messages={"required": gettext_lazy("Choose a file")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is too big"))
        return file
