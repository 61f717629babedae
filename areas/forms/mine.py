"""What a person sets and asks for on their own pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import User

from .joining import MobileField, email_field


class TimeInput(forms.TimeInput):
    input_type = "time"


class SettingsForm(forms.ModelForm[User]):
    """Quiet hours, night, all channels, name, language."""

    class Meta:
        model = User
        fields = (
            "name",
            "language",
            "quiet_from",
            "quiet_to",
            "ongoing_breaks_quiet",
            "wants_all_channels",
        )
        labels = {
            "name": _("Your name"),
            "language": _("Language of alerts"),
            "quiet_from": _("Quiet from"),
            "quiet_to": _("Quiet until"),
            "ongoing_breaks_quiet": _("Wake me when something is happening right now"),
            "wants_all_channels": _("Send each alert by all my ways at once"),
        }
        widgets = {
            "language": forms.RadioSelect(
                choices=[("sv", "Svenska"), ("en", "English")]
            ),
            "quiet_from": TimeInput(format="%H:%M"),
            "quiet_to": TimeInput(format="%H:%M"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("quiet_from", "quiet_to"):
            self.fields[name].error_messages["invalid"] = _("Write the time as 22:00")


class ChannelForm(forms.Form):
    """One more way to be reached."""

    kind = forms.ChoiceField(
        label=_("What do you want to add?"),
        widget=forms.RadioSelect,
        choices=[
            ("sms", _("Text message")),
            ("email", _("E-mail")),
            ("door", _("A neighbour knocks")),
        ],
        error_messages={"required": _("Choose a way")},
    )
    mobile = MobileField(label=_("Mobile number"), required=False, max_length=30)
    email = email_field()

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        missing = {
            "sms": ("mobile", _("Enter your mobile number, for example 070-123 45 67")),
            "email": ("email", _("Write your e-mail address")),
        }
        field, sentence = missing.get(answers.get("kind", ""), ("", ""))
        if field and not answers.get(field) and field not in self.errors:
            self.add_error(field, sentence)
        return answers

    @property
    def address(self) -> str:
        """What the chosen kind is sent to."""
        field = {"sms": "mobile", "email": "email"}.get(self.cleaned_data["kind"], "")
        return self.cleaned_data[field].lower() if field else ""


class PauseForm(forms.Form):
    """Until when; empty means until further notice."""

    until = forms.DateField(
        label=_("Until when?"),
        required=False,
        help_text=_("Leave it empty to pause until you say so."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as 2026-12-24")},
    )
