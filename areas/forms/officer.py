"""What an officer writes when an area takes a step, or gets a contact."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.lifecycle import Step
from areas.models import Area, Contact, Membership, Municipality, User

from .joining import NAME, MobileField, email_field


def _day(label: Any, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as 2026-12-24")},
    )


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=100_000,
        error_messages={"invalid": _("Write a number")},
    )


class OfficeField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Contacts by their names."""

    def label_from_instance(self, obj: Contact) -> str:
        return obj.user.name


def fields_of(area: Area) -> dict[str, forms.Field]:
    """Every piece of evidence that a step may need, by its name."""
    came = OfficeField(
        label=_("Which area contacts were trained there?"),
        queryset=Contact.objects.active().filter(area=area).select_related("user"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    return {
        "meeting_on": _day(_("Day of the meeting")),
        "time": forms.TimeField(
            label=_("Time"),
            required=False,
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        ),
        "place": forms.CharField(label=_("Place"), required=False, max_length=120),
        "start_meeting_on": _day(_("When was the start meeting?")),
        "attended": _number(_("How many came?")),
        "trained": came,
        "information_on": _day(_("When were the households told?")),
        "informed": _number(_("How many households were told?")),
        "list_checked": forms.BooleanField(
            label=_("The list of neighbours has been checked"), required=False
        ),
        "reason": forms.CharField(
            label=_("Why?"), required=False, max_length=200, help_text=_("It is told.")
        ),
    }


ASKED = {
    "meeting_booked": ("meeting_on", "time", "place"),
    "trained": ("start_meeting_on", "attended", "trained"),
    "running": ("information_on", "informed"),
    "closed": ("reason",),
}
RESTART = ("meeting_on", "list_checked")


class StepForm(forms.Form):
    """The evidence of one step; what is missing is said by the step itself."""

    def __init__(self, *args: Any, area: Area, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = fields_of(area)
        asked = ASKED.get(step.to, ())
        if area.state == Area.State.DORMANT and step.to == Area.State.RUNNING:
            asked = RESTART
        for name in asked:
            self.fields[name] = known[name]

    @property
    def evidence(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value}


class AppointForm(forms.Form):
    """A member of the area or somebody who offered, or a new person by address."""

    member = forms.ModelChoiceField(
        label=_("A member, or somebody who has offered"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Somebody else, written below"),
    )
    name = forms.CharField(label=_("Name"), required=False, max_length=NAME)
    email = email_field()
    mobile = MobileField(label=_("Mobile number"), required=False, max_length=30)
    kind = forms.ChoiceField(
        label=_("Office"), choices=Contact.Kind, widget=forms.RadioSelect
    )
    trained_on = _day(_("Trained on"), _("Leave it empty until it has happened."))

    def __init__(self, *args: Any, area: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tied = Membership.objects.active().filter(area=area).values("user")
        willing = area.interests.filter(closed_at=None, willing=True).values("person")
        field = self.fields["member"]
        if isinstance(field, forms.ModelChoiceField):
            people = User.objects.filter(Q(pk__in=tied) | Q(pk__in=willing))
            field.queryset = people.order_by("name")
        self.fields["kind"].initial = Contact.Kind.CONTACT

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not answers.get("member"):
            if not answers.get("name"):
                self.add_error("name", _("Choose a member or write a name"))
            if not answers.get("email") and not answers.get("mobile"):
                self.add_error("email", _("Write an e-mail address or a mobile number"))
        return answers


class ProtectedForm(forms.Form):
    """Somebody with protected identity: a name to be called by, and one address."""

    name = forms.CharField(
        label=_("A name to be called by"),
        max_length=NAME,
        help_text=_("It need not be the real one."),
        error_messages={"required": _("Write a name")},
    )
    email = email_field()
    mobile = MobileField(label=_("Mobile number"), required=False, max_length=30)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not answers.get("email") and not answers.get("mobile"):
            self.add_error("email", _("Write an e-mail address or a mobile number"))
        return answers


class NewAreaForm(forms.Form):
    """A new area's name and municipality."""

    name = forms.CharField(
        label=_("What is the area called?"),
        max_length=80,
        help_text=_("A name that the neighbours use, for example Ljungbyhed Västra."),
        error_messages={"required": _("Write a name")},
    )
    municipality = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Municipality.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, own: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["municipality"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = own


class MeetingForm(forms.Form):
    """A yearly meeting that was held."""

    on = forms.DateField(
        label=_("When was the meeting?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Write the day")},
    )
    attended = forms.IntegerField(
        label=_("How many came?"),
        min_value=1,
        max_value=100_000,
        error_messages={"required": _("Write how many came")},
    )
