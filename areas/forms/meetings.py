"""Booking a meeting, noting it, adding a paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.forms.absences import day
from areas.models import Area, Meeting, Municipality, User
from areas.permissions import municipalities_for
from areas.upkeep_access import kept_areas_for

Kind = Meeting.Kind


class BookForm(forms.Form):
    """What, whose, when, where."""

    kind = forms.ChoiceField(
        label=_("What kind of meeting?"), widget=forms.RadioSelect, choices=()
    )
    area = forms.ModelChoiceField(
        label=_("Which area?"), queryset=Area.objects.none(), required=False
    )
    municipality = forms.ModelChoiceField(
        label=_("Which municipality?"),
        queryset=Municipality.objects.none(),
        required=False,
    )
    on = day(_("Which day?"))
    at = forms.TimeField(
        label=_("What time?"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _("Write the time"),
            "invalid": _("Write the time as 18:30"),
        },
    )
    minutes = forms.TypedChoiceField(
        label=_("How long?"),
        coerce=int,
        initial=60,
        choices=[
            (30, _("30 minutes")),
            (60, _("One hour")),
            (90, _("One and a half hours")),
            (120, _("Two hours")),
        ],
    )
    place = forms.CharField(
        label=_("Where?"),
        max_length=120,
        error_messages={"required": _("Write where you meet")},
    )
    words = forms.CharField(
        label=_("What is it about?"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = municipalities_for(user)
        kinds = [one for one in Kind.choices if own or one[0] != Kind.GATHERING]
        self._set("kind", choices=kinds)
        areas = kept_areas_for(user).exclude(state=Area.State.CLOSED)
        self._set("area", queryset=areas)
        if areas.count() == 1:
            self.initial.setdefault("area", areas[0].pk)
        if own:
            self._set("municipality", queryset=own)
            self.initial.setdefault("municipality", own[0].pk)
        else:
            del self.fields["municipality"]

    def _set(self, name: str, **values: Any) -> None:
        for key, value in values.items():
            setattr(self.fields[name], key, value)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        gathers = typed.get("kind") == Kind.GATHERING
        wanted = "municipality" if gathers else "area"
        if not typed.get(wanted):
            self.add_error(wanted, _("Choose one"))
        if typed.get("on") and typed.get("at"):
            starts = datetime.combine(typed["on"], typed["at"])
            typed["starts_at"] = timezone.make_aware(starts)
        typed["whose"] = typed.get(wanted)
        return typed


class HeldForm(forms.Form):
    """How many came, and what was said."""

    attended = forms.IntegerField(
        label=_("How many came?"),
        min_value=0,
        max_value=10_000,
        error_messages={"required": _("Write how many came")},
    )
    notes = forms.CharField(
        label=_("What was said, in one paragraph"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("No names, and nothing about who did what."),
    )


class PaperForm(forms.Form):
    """A PDF or a picture."""

    file = forms.FileField(
        label=_("Add a paper"),
        help_text=_("PDF, PNG or JPEG, at most 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        error_messages={"required": _("Choose a file")},
    )
