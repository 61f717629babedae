"""Ordering a sign, its permission, what is wrong with it, why it comes down."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.gis.geos import Point
from django.utils.translation import gettext_lazy as _

from areas.models import Area, Sign, User
from areas.permissions import officer_areas_for

NUMBERS = re.compile(r"^\s*(\d{2}[.]\d+)\s*[, ]\s*(\d{1,2}[.]\d+)\s*$")
NORTH, EAST = (55.0, 70.0), (10.0, 25.0)  # Sweden


class PointField(forms.CharField):
    """ "56.13590, 13.12840": north first, as maps and phones say it."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = NUMBERS.match(text)
        north, east = (float(part) for part in found.groups()) if found else (0, 0)
        if not (NORTH[0] < north < NORTH[1] and EAST[0] < east < EAST[1]):
            raise forms.ValidationError(_("Write it as 56.13590, 13.12840"))
        return Point(east, north, srid=4326)


def where() -> PointField:
    return PointField(
        label=_("Position"),
        required=False,
        max_length=40,
        help_text=_("May be left empty. North first: 56.13590, 13.12840"),
    )


class OrderForm(forms.Form):
    """For which area, where, on whose land."""

    area = forms.ModelChoiceField(
        label=_("Which area?"),
        queryset=Area.objects.none(),
        help_text=_("Only areas that are running."),
        error_messages={"required": _("Choose an area")},
    )
    place = forms.CharField(
        label=_("Where is it to stand?"),
        max_length=120,
        help_text=_("The entrance of a street or path, never a house number."),
        error_messages={"required": _("Write where")},
    )
    land = forms.ChoiceField(
        label=_("Whose land is it?"),
        choices=Sign.Land.choices,
        widget=forms.RadioSelect,
    )
    point = where()

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = officer_areas_for(user).filter(state=Area.State.RUNNING)


class ClearForm(forms.Form):
    """Who gave permission, and where that is written."""

    land = forms.ChoiceField(label=_("Whose land is it?"), choices=Sign.Land.choices)
    permission = forms.ChoiceField(
        label=_("Who gave permission?"), choices=Sign.Permission.choices
    )
    reference = forms.CharField(
        label=_("Reference"),
        max_length=80,
        help_text=_("A case number, or the date of the owner's yes."),
        error_messages={"required": _("Write the reference")},
    )


class UpForm(forms.Form):
    """Where exactly it was put up."""

    point = where()


class FaultForm(forms.Form):
    """What is wrong with it."""

    fault = forms.CharField(
        label=_("What is wrong with it?"),
        max_length=200,
        error_messages={"required": _("Write what is wrong")},
    )


class DownForm(forms.Form):
    """Why it comes down."""

    reason = forms.CharField(
        label=_("Why is it taken down?"),
        max_length=200,
        error_messages={"required": _("Write why")},
    )
