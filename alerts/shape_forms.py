"""An officer's alert round a place, or inside a drawn shape."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib.gis.geos import MultiPolygon
from django.utils.translation import gettext_lazy as _

from areas.forms.drawing import CornersForm

from .forms import ComposeForm
from .services import Draft
from .services.surrounding import FIRST_WEEK, SECOND_WEEK


class ShapeForm(ComposeForm):
    """Everything of an alert but the areas: they follow from the shape."""

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
    field_order = ("street", "number", "metres")


class DrawnForm(ShapeForm, CornersForm):
    """Inside corners that the officer has chosen."""

    field_order = ("corners",)
