"""An address, and the part of the map that is on the screen."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.maps import WHOLE, Box
from areas.search import LONGEST

DEEPEST = 20


class AddressForm(forms.Form):
    """A typed address; the field's name is Swedish, since the home page sends it."""

    adress = forms.CharField(
        label=_("Your address"),
        max_length=LONGEST,
        error_messages={
            "required": _("Write your address, for example Åvägen 14, Ljungbyhed")
        },
    )


class ViewForm(forms.Form):
    """The map's view: `bbox` west,south,east,north in degrees and a zoom level."""

    bbox = forms.CharField(required=False, max_length=100)
    zoom = forms.FloatField(required=False, min_value=0, max_value=DEEPEST)

    def clean_bbox(self) -> Box | None:
        text = self.cleaned_data["bbox"]
        if not text:
            return None
        try:
            west, south, east, north = (float(part) for part in text.split(","))
        except ValueError as error:
            raise forms.ValidationError(_("Four numbers are needed.")) from error
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):  # noqa: PLR2004
            raise forms.ValidationError(_("Four numbers are needed."))
        return west, south, east, north

    def clean_zoom(self) -> float:
        zoom = self.cleaned_data["zoom"]
        return WHOLE if zoom is None else float(zoom)
