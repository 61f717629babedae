"""What a neighbour answers, and what the sender says afterwards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.models import Alert
from alerts.services.following import RETRACT_REASONS

from .composing import LONGEST


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
