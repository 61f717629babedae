"""Who begins an empty installation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import Appointment, Municipality
from areas.permissions import OFFICERS


class FirstOfficerForm(forms.Form):
    """Who begins: name, e-mail address, municipality, office."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        error_messages={"required": _("Write your name")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send a code there each time you sign in."),
        error_messages={
            "required": _("Write your e-mail address"),
            "invalid": _("Write the address like this: name@klippan.se"),
        },
    )
    municipality = forms.ModelChoiceField(
        label=_("Municipality"),
        queryset=Municipality.objects.all(),
        error_messages={"required": _("Choose a municipality")},
    )
    office = forms.ChoiceField(
        label=_("You work for"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who you work for")},
        choices=[
            (Appointment.Office.MUNICIPAL, _("The municipality")),
            (Appointment.Office.POLICE, _("Polisen")),
        ],
        initial=Appointment.Office.MUNICIPAL,
    )

    def clean_office(self) -> str:
        office = str(self.cleaned_data["office"])
        if office not in OFFICERS:
            raise forms.ValidationError(_("Choose who you work for"))
        return office
