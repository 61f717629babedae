"""What a contact answers: yes or no, why, who steps in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import Area, Membership, User


class AnswerForm(forms.Form):
    """Yes or no to an application; the buttons carry the answer."""

    met = forms.BooleanField(
        label=_("I have met the person and vouch for them"), required=False
    )
    svar = forms.ChoiceField(choices=[("ja", "ja"), ("nej", "nej")])


class ReasonForm(forms.Form):
    """A reason that the person will read."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=150,
        help_text=_("The person reads what you write."),
        error_messages={"required": _("Write why")},
    )


class MemberForm(forms.Form):
    """One of the area's members, for deputy or successor."""

    member = forms.ModelChoiceField(
        label=_("Which neighbour?"),
        queryset=User.objects.none(),
        error_messages={"required": _("Choose a neighbour")},
    )

    def __init__(self, *args: Any, area: Area, but: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tied = Membership.objects.active().filter(area=area)
        people = User.objects.filter(pk__in=tied.values("user"), is_protected=False)
        field = self.fields["member"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = people.exclude(pk=but.pk).order_by("name")
