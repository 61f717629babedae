"""A note for the police."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


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
