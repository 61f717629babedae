"""What an officer types at the counter: a number and an address, no list of people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.models import Household, User
from areas.permissions import municipalities_for
from marking import rounds
from marking.exceptions import KitRefused
from marking.permissions import get_officer_kit_for


class CounterForm(forms.Form):
    """A kit for whoever stands at the counter."""

    number = forms.CharField(label=gettext_lazy("Number on the box"), max_length=80)
    street = forms.CharField(label=gettext_lazy("Street"), max_length=80)
    house = forms.CharField(label=gettext_lazy("House number"), max_length=10)
    apartment = forms.CharField(
        label=gettext_lazy("Flat"),
        max_length=12,
        required=False,
        help_text=gettext_lazy("Where several households share the address."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_number(self) -> Any:
        """The kit, of the officer's own municipalities."""
        text = rounds.number_in(self.cleaned_data["number"])
        try:
            return get_officer_kit_for(self.user, text)
        except KitRefused as refusal:
            raise refusal.as_form_error() from None

    def clean(self) -> dict[str, Any]:
        """The one household at the address; says so when there is none, or several."""
        found = super().clean() or {}
        if "street" not in found or "house" not in found:
            return found
        wanted = {
            "street__iexact": found["street"].strip(),
            "number__iexact": found["house"].strip(),
        }
        if found.get("apartment"):
            wanted["apartment__icontains"] = found["apartment"].strip()
        rows = Household.objects.filter(
            municipality__in=municipalities_for(self.user), **wanted
        )
        homes = list(rows.select_related("area")[:2])
        if not homes:
            self.add_error("street", _("No household has that address."))
        elif len(homes) > 1:
            self.add_error(
                "apartment", _("Several households have that address. Write the flat.")
            )
        else:
            found["home"] = homes[0]
        return found
