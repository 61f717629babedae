"""What officers write down of what they have done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import Area, Municipality
from watch.models import (
    Commitment,
    Evidence,
    FollowUp,
    Partner,
    PartnerActivity,
    Presence,
    Promise,
)

from .burglaries import month_field

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise


def day_field(label: str | _StrPromise) -> forms.DateField:
    """A day, with the browser's own picker."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day"), "invalid": _("Choose a day")},
    )


def offer(form: forms.BaseForm, name: str, rows: QuerySet[Any, Any]) -> None:
    """The rows of the officer's own municipality, and no others."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows


class PresenceForm(forms.ModelForm[Presence]):
    """A visit or a control that has been made."""

    started_at = forms.DateTimeField(
        label=_("When did it begin?"),
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
        ),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"required": _("Choose a day and a time")},
    )

    class Meta:
        model = Presence
        fields = ("kind", "place", "started_at", "minutes", "organisation", "note")


class PartnerForm(forms.ModelForm[Partner]):
    """An organisation that takes part."""

    since = day_field(_("Since when?"))

    class Meta:
        model = Partner
        fields = ("kind", "name", "since")


class ActivityForm(forms.ModelForm[PartnerActivity]):
    """Something done together with one of them."""

    on = day_field(_("Which day?"))

    class Meta:
        model = PartnerActivity
        fields = ("partner", "on", "what")
        labels: ClassVar = {"partner": _("With whom?")}

    def __init__(self, municipality: Municipality, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "partner", municipality.partners.filter(ended_on=None))


class EvidenceForm(forms.ModelForm[Evidence]):
    """What shows that something promised was done."""

    done_on = day_field(_("Which day?"))

    class Meta:
        model = Evidence
        fields = ("commitment", "kind", "area", "done_on", "amount", "text")
        labels: ClassVar = {
            "commitment": _("Commitment"),
            "kind": _("Kind"),
            "area": _("Area"),
        }

    def __init__(self, promise: Promise, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "commitment", Commitment.objects.filter(promise=promise))
        offer(self, "area", Area.objects.filter(municipality=promise.municipality))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("kind") != Evidence.Kind.OTHER and not given.get("area"):
            self.add_error("area", _("Choose the area"))
        return given


class FollowUpForm(forms.ModelForm[FollowUp]):
    """A meeting that went through the promise."""

    on = day_field(_("Which day?"))

    class Meta:
        model = FollowUp
        fields = ("forum", "on", "minutes", "snapshot")

    def __init__(self, municipality: Municipality, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "snapshot", municipality.snapshots.all())


class FreezeForm(forms.Form):
    """Which month to freeze, and why again."""

    month = month_field(_("Month"))
    note = forms.CharField(
        label=_("What is corrected? (only when the month is frozen already)"),
        max_length=300,
        required=False,
    )
