"""What the alert pages ask; each form only parses and says what is missing."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.utils.translation import gettext_lazy as _

from areas.models import Area

from .models import Alert
from .services import Draft
from .services.following import RETRACT_REASONS
from .services.surrounding import FIRST_WEEK, SECOND_WEEK
from .transports import gsm

LONGEST = 300
FEWEST_CORNERS, MOST_CORNERS = 3, 500
# The four kinds of mock-up 04; information is for officers.
CONTACT_KINDS = [
    (Alert.Kind.BURGLARY.value, Alert.Kind.BURGLARY.label),
    (Alert.Kind.ATTEMPT.value, Alert.Kind.ATTEMPT.label),
    (Alert.Kind.THEFT.value, Alert.Kind.THEFT.label),
    (Alert.Kind.OTHER.value, Alert.Kind.OTHER.label),
]
INFORMATION = (Alert.Kind.INFORMATION.value, Alert.Kind.INFORMATION.label)


class ComposeForm(forms.Form):
    """Kind, time, place and text of an alert, for the areas the person may alert."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=32)
    areas = forms.ModelMultipleChoiceField(
        Area.objects.none(),
        label=_("Who gets the alert?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the area that the alert is for.")},
    )
    kind = forms.ChoiceField(
        label=_("What has happened?"),
        choices=CONTACT_KINDS,
        widget=forms.RadioSelect,
        initial=Alert.Kind.BURGLARY,
    )
    timing = forms.ChoiceField(
        label=_("When did it happen?"),
        choices=Alert.Timing.choices,
        widget=forms.RadioSelect,
        initial=Alert.Timing.LAST_NIGHT,
    )
    place = forms.CharField(
        label=_("Where? A street or a place"),
        help_text=_("Never a house number."),
        max_length=80,
        required=False,
    )
    text = forms.CharField(
        label=_("What do the neighbours need to know?"),
        help_text=_("We have written a suggestion. Change what you like."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what the neighbours need to know.")},
    )
    is_drill = forms.BooleanField(
        label=_("This is a drill"),
        help_text=_("Everybody sees that it is a drill. It can't become a real alert."),
        required=False,
    )
    override_reason = forms.CharField(
        label=_("Why must the wording stay?"),
        help_text=_("For officers. The reason is logged."),
        max_length=200,
        required=False,
    )

    def __init__(
        self, *args: Any, areas: Sequence[Area], is_officer: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choosable = areas
        field = self.fields["areas"]
        field.queryset = Area.objects.filter(pk__in=[area.pk for area in areas])  # type: ignore[attr-defined]
        if len(areas) == 1:
            field.required = False
        if is_officer:
            self.fields["kind"].choices = [*CONTACT_KINDS, INFORMATION]  # type: ignore[attr-defined]
        else:
            del self.fields["override_reason"]
        self.fields["token"].initial = secrets.token_hex(16)

    def chosen(self) -> list[Area]:
        """The areas it is for; the only one there is needs no choice."""
        if len(self.choosable) == 1:
            return list(self.choosable)
        return list(self.cleaned_data["areas"])

    def draft(self) -> Draft:
        data = self.cleaned_data
        return Draft(
            kind=data["kind"],
            timing=data["timing"],
            text=data["text"],
            place=data["place"],
            is_drill=data["is_drill"],
            override_reason=data.get("override_reason", ""),
        )


def sms_parts(text: str) -> int:
    """How many text messages per person the alert becomes, link included."""
    return gsm.parts(gsm.normalise(f"{text} {'x' * 45}"))


class ReplyForm(forms.Form):
    """What a neighbour saw."""

    text = forms.CharField(
        label=_("What did you see or hear?"),
        help_text=_(
            "The answer goes to the sender only. What is shared with the police can "
            "become a public record."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what you saw or heard.")},
    )


class RetractForm(forms.Form):
    """Why an alert is taken back."""

    reason = forms.ChoiceField(
        label=_("Why do you take it back?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it is taken back.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (key, _(text)) for key, text in RETRACT_REASONS.items()
        ]


class UpdateForm(forms.Form):
    """What is new."""

    text = forms.CharField(
        label=_("What is new?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what is new.")},
    )


class OutcomeForm(forms.Form):
    """How it went."""

    outcome = forms.ChoiceField(
        label=_("How did it go?"),
        choices=Alert.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it went.")},
    )
    text = forms.CharField(
        label=_("A sentence to the neighbours"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ObservationForm(forms.Form):
    """What happened comes first; how somebody looks comes last."""

    text = forms.CharField(
        label=_("What happened?"),
        help_text=_(
            "First what the person did. Then the way they went, clothes and vehicle."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Write what you saw or heard.")},
    )
    seen_at = forms.CharField(label=_("When?"), max_length=80, required=False)
    place = forms.CharField(label=_("Where?"), max_length=80, required=False)


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
