"""Invitation slips: the code typed, who joins with it, and for whom to print."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from areas.models import Area, Household

from .joining import NAME, MobileField, email_field


class CodeForm(forms.Form):
    """The ten signs on the slip."""

    code = forms.CharField(
        label=_("What is the code on your slip?"),
        max_length=30,
        help_text=_("Ten characters. Capitals and dashes do not matter."),
        error_messages={"required": _("Write the code")},
    )


class AcceptForm(forms.Form):
    """Who joins with a slip, and how we reach them."""

    name = forms.CharField(
        label=_("What is your name?"),
        max_length=NAME,
        error_messages={"required": _("Write your name")},
    )
    mobile = MobileField(label=_("Mobile number"), required=False, max_length=30)
    email = email_field()
    door = forms.BooleanField(label=_("I have no mobile or e-mail"), required=False)
    rules = forms.BooleanField(
        label=_("I call 112 or 114 14, keep valuables safe and point out nobody"),
        error_messages={"required": _("Tick the box to go on")},
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not any(answers.get(way) for way in ("mobile", "email", "door")):
            self.add_error("door", _("Choose at least one way to reach you"))
        return answers


def homes_outside(area: Area) -> QuerySet[Household]:
    """Homes that haven't joined and haven't said no, by address."""
    rows = area.households.exclude(street="").filter(refused_at=None)
    joined = Household.objects.filter(area=area).joined()
    return rows.exclude(pk__in=joined).order_by("street", "number", "apartment")


class PrintForm(forms.Form):
    """The homes to print slips for."""

    homes = forms.ModelMultipleChoiceField(
        label=_("Which homes?"),
        queryset=Household.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one home")},
    )

    def __init__(self, *args: Any, area: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["homes"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = homes_outside(area)
