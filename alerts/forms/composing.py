"""What the compose page asks; it parses and says what is missing."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.models import Alert
from alerts.services import Draft
from alerts.transports import gsm
from areas.models import Area

LONGEST = 300
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
