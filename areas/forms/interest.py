"""The three questions of somebody who wants an area, and the officer's answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import Municipality

from .joining import NAME, MobileField, email_field


class InterestForm(forms.Form):
    """Where, who and how to answer, and whether they could be contact."""

    place = forms.CharField(
        label=_("Where do you want an area?"),
        max_length=120,
        help_text=_("Your address or the name of the place."),
        error_messages={"required": _("Write an address or a place")},
    )
    municipality = forms.ModelChoiceField(
        label=_("Municipality"),
        queryset=Municipality.objects.all(),
        empty_label=None,
        error_messages={"required": _("Choose a municipality")},
    )
    name = forms.CharField(
        label=_("What is your name?"),
        max_length=NAME,
        error_messages={"required": _("Write your name")},
    )
    email = email_field()
    mobile = MobileField(label=_("Mobile number"), required=False, max_length=30)
    willing = forms.ChoiceField(
        label=_("Could you be area contact?"),
        help_text=_("It takes about a quarter of an hour a month."),
        widget=forms.RadioSelect,
        choices=[("ja", _("Yes, or maybe")), ("nej", _("No, but I want to join"))],
        error_messages={"required": _("Choose an answer")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if Municipality.objects.count() <= 1:
            del self.fields["municipality"]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        given = answers.get("email") or answers.get("mobile")
        if not given and not {"email", "mobile"} & set(self.errors):
            self.add_error("email", _("Write an e-mail address or a mobile number"))
        answers.setdefault("municipality", Municipality.objects.first())
        return answers


class InterestAnswerForm(forms.Form):
    """What the officer writes to everybody who is gathered there."""

    answer = forms.CharField(
        label=_("Your answer"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody who is gathered here gets it."),
        error_messages={"required": _("Write an answer")},
    )


class AreaForm(forms.Form):
    """A new area's name, and where there are several, its municipality."""

    name = forms.CharField(
        label=_("What is the area called?"),
        max_length=80,
        help_text=_("A name that the neighbours use, for example Ljungbyhed Västra."),
        error_messages={"required": _("Write a name")},
    )
