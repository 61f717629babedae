"""Who gets which office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import Appointment, Municipality
from areas.permissions import hats

if TYPE_CHECKING:
    from areas.models import User

Office = Appointment.Office


class AppointForm(forms.Form):
    """The offices and municipalities that the one who appoints may give."""

    name = forms.CharField(
        label=_("Name"), max_length=80, error_messages={"required": _("Write the name")}
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        error_messages={
            "required": _("Write the e-mail address"),
            "invalid": _("Write the address like this: name@klippan.se"),
        },
    )
    office = forms.ChoiceField(label=_("Office"), choices=Office.choices)
    municipality = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Municipality.objects.none(), required=False
    )

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_operator = Office.OPERATOR in hats(by)
        own = Appointment.objects.active().filter(user=by, office=Office.MUNICIPAL)
        rows = Municipality.objects.all()
        if not is_operator:
            rows = rows.filter(pk__in=own.values("municipality"))
        where, office = self.fields["municipality"], self.fields["office"]
        if isinstance(where, forms.ModelChoiceField):
            where.queryset = rows
            where.required = not is_operator
            where.empty_label = str(_("All of the service")) if is_operator else None
        if isinstance(office, forms.ChoiceField) and not is_operator:
            office.choices = [
                one for one in Office.choices if one[0] != Office.OPERATOR
            ]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        in_a_place = (Office.MUNICIPAL, Office.POLICE)
        if given.get("office") in in_a_place and not given.get("municipality"):
            self.add_error("municipality", _("Choose a municipality"))
        return given
