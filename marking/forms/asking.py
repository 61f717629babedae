"""What the police must say before a look-up."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from marking.models import Lookup


class LookupForm(forms.Form):
    """One exact number or code, a case number and a purpose."""

    what = forms.ChoiceField(
        label=_("What do you have?"),
        choices=Lookup.What.choices,
        initial=Lookup.What.NUMBER,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("The whole number or code"),
        max_length=40,
        help_text=_("Every character. Parts of a number give no answer."),
    )
    case_number = forms.CharField(
        label=_("Case number"),
        max_length=40,
        help_text=_("For example 5000-K123456-26."),
    )
    purpose = forms.CharField(
        label=_("What is the look-up for?"),
        max_length=200,
        help_text=_("The household is told of the look-up after 30 days."),
    )


class HoldForm(forms.Form):
    """Until when the household is not told, and why."""

    until = forms.DateField(
        label=_("Tell the household on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    reason = forms.CharField(label=_("Why must it wait?"), max_length=200)
