"""What somebody tells before going away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import AbsenceTask, Membership, User
from areas.services.absences import LONGEST_TEXT, MOST_HELPERS
from areas.services.handshakes import helpers_for


def day(label: Any) -> forms.DateField:
    """A day, with the browser's own calendar."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Choose a day"),
            "invalid": _("Write the day as 2026-12-24"),
        },
    )


class Person(forms.ModelMultipleChoiceField[User]):
    """People by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class AbsenceForm(forms.Form):
    """Days, tasks, a few words and the neighbours who are asked."""

    first_on = day(_("First day away"))
    last_on = day(_("Last day away"))
    helpers = Person(
        label=_("Which neighbours do you ask?"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One to five. Only they will know."),
        error_messages={"required": _("Choose at least one neighbour")},
    )
    kinds = forms.MultipleChoiceField(
        label=_("What would help?"),
        choices=AbsenceTask.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    text = forms.CharField(
        label=_("A few words"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("At most 200 characters. Write no codes and no key's place."),
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["helpers"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = helpers_for(membership)

    def clean_helpers(self) -> Any:
        chosen = self.cleaned_data["helpers"]
        if len(chosen) > MOST_HELPERS:
            raise forms.ValidationError(_("Choose at most five neighbours"))
        return chosen


class CodeForm(forms.Form):
    """The code that a neighbour shows."""

    kod = forms.CharField(
        label=_("Your neighbour's code"),
        max_length=20,
        help_text=_("Eight signs, such as 4K7P 2M9X."),
        error_messages={"required": _("Write the code")},
    )
