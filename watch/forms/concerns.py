"""A complaint, and each step that an officer takes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import Municipality
from watch.models import Concern
from watch.models.promises import Party

if TYPE_CHECKING:
    from django.db.models import QuerySet

WORDS = {"required": _("Write something here")}


class ConcernForm(forms.Form):
    """What it is about, where, and how to answer; the last is the sender's choice."""

    municipality = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Municipality.objects.none()
    )
    category = forms.ChoiceField(
        label=_("What is it about?"),
        choices=Concern.Category.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about")},
    )
    place = forms.CharField(
        label=_("Where is it?"),
        max_length=80,
        help_text=_("A street, a crossing or a place that many know."),
        error_messages={"required": _("Write where it is")},
    )
    text = forms.CharField(
        label=_("What have you seen? (optional)"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Write about what happens, not about people. What you send may become a "
            "public record. Everyone can ask to read it."
        ),
    )
    email = forms.EmailField(
        label=_("Your e-mail address (optional)"),
        required=False,
        help_text=_(
            "Then we write when there is an answer. We erase it after 30 days."
        ),
        error_messages={"invalid": _("Write the address like this: name@klippan.se")},
    )

    def __init__(
        self, municipalities: QuerySet[Municipality], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["municipality"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = municipalities
            field.empty_label = None
        if municipalities.count() == 1:
            field.widget = forms.HiddenInput()
            field.initial = municipalities.get()


class FollowForm(forms.Form):
    """To hear what comes of somebody else's complaint."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        error_messages={
            "required": _("Write your e-mail address"),
            "invalid": _("Write the address like this: name@klippan.se"),
        },
    )


class AcknowledgeForm(forms.Form):
    """What everyone may read of it."""

    public_text = forms.CharField(
        label=_("What everyone may read"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Leave out names, house numbers and number plates."),
        error_messages=WORDS,
    )


class RouteForm(forms.Form):
    """Who answers for it."""

    owner = forms.ChoiceField(
        label=_("Who answers for it?"), choices=Party.choices, widget=forms.RadioSelect
    )


class PlanForm(forms.Form):
    """What, and by when."""

    plan = forms.CharField(
        label=_("What is going to be done?"), max_length=300, error_messages=WORDS
    )
    plan_by = forms.DateField(
        label=_("By which day?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day"), "invalid": _("Choose a day")},
    )


class AnswerForm(forms.Form):
    """Done, or plainly not."""

    is_done = forms.TypedChoiceField(
        label=_("Has it been dealt with?"),
        choices=[
            ("ja", _("Yes, it has been dealt with")),
            ("nej", _("No, it won't be")),
        ],
        coerce=lambda word: word == "ja",
        widget=forms.RadioSelect,
        initial="ja",
    )
    answer = forms.CharField(
        label=_("The answer that everyone can read"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Say what was done and when, or why nothing is done."),
        error_messages=WORDS,
    )


class MergeForm(forms.Form):
    """The code of the one that is kept."""

    into = forms.CharField(
        label=_("The code of the complaint that it belongs to"),
        max_length=6,
        error_messages=WORDS,
    )
