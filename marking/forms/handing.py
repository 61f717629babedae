"""What a contact types while handing out: a number and a neighbour."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.models import User
from marking import rounds
from marking.exceptions import KitRefused
from marking.models import Place
from marking.permissions import (
    contact_places_for,
    get_kit_of_area_for,
    get_kit_to_hand_out_for,
    neighbours_for,
)


class HomeField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A neighbour's home by its address."""


class NumberForm(forms.Form):
    """The number on a box, typed or scanned."""

    number = forms.CharField(
        label=gettext_lazy("Number on the box"),
        max_length=80,
        help_text=gettext_lazy("Type it or scan the code on the box."),
        error_messages={
            "required": gettext_lazy("Type the number on the box, for example KL 0417.")
        },
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_number(self) -> Any:
        """The kit; a scanned code gives a whole address, whose last part counts."""
        text = rounds.number_in(self.cleaned_data["number"])
        try:
            return self.find(text)
        except KitRefused as refusal:
            raise refusal.as_form_error() from None

    def find(self, text: str) -> Any:
        return get_kit_to_hand_out_for(self.user, text)


class HandOutForm(NumberForm):
    """A kit for a neighbour."""

    home = HomeField(
        queryset=None,
        label=gettext_lazy("Neighbour"),
        empty_label=gettext_lazy("Choose an address"),
        error_messages={"required": gettext_lazy("Choose who gets the kit.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        field = cast("HomeField", self.fields["home"])
        field.queryset = neighbours_for(user)
        homes = sorted(field.queryset, key=rounds.by_address)
        first = ("", str(field.empty_label))
        field.choices = [first, *((home.pk, home.address) for home in homes)]


class BackForm(NumberForm):
    """A kit or a pen that comes back to a shelf."""

    place: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("Where does it lie now?"), empty_label=None
    )
    note = forms.CharField(
        label=gettext_lazy("Why it came back"), max_length=200, required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["place"].queryset = contact_places_for(user)  # type: ignore[attr-defined]

    def find(self, text: str) -> Any:
        return get_kit_of_area_for(self.user, text)


class LostForm(NumberForm):
    """A kit of the area that is gone."""

    note = forms.CharField(label=gettext_lazy("What happened?"), max_length=200)

    def find(self, text: str) -> Any:
        return get_kit_of_area_for(self.user, text)


class LendForm(HandOutForm):
    """A pen to a neighbour, until a day."""

    until = forms.DateField(
        label=gettext_lazy("Back by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Leave empty for the usual time."),
    )


def first_place(user: User) -> Place:
    """The contact's own shelf; says so where there is none."""
    place = contact_places_for(user).first()
    if place is None:
        raise KitRefused(_("You have no shelf for kits yet. Ask an officer."))
    return place
