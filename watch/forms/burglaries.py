"""Burglary counts, one month or a file of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import Area, Municipality
from watch.models import CrimeFigure

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LARGEST_FILE = 1_000_000


class MonthInput(forms.DateInput):
    input_type = "month"


def month_field(label: str | _StrPromise, **options: Any) -> forms.DateField:
    """A month; browsers without a month picker show a text field with the hint."""
    return forms.DateField(
        label=label,
        help_text=_("For example 2026-05"),
        widget=MonthInput(format="%Y-%m"),
        input_formats=["%Y-%m", "%Y-%m-%d"],
        error_messages={
            "required": _("Choose a month"),
            "invalid": _("Write the month as 2026-05"),
        },
        **options,
    )


class BurglaryForm(forms.ModelForm[CrimeFigure]):
    """One month's count, for an area or the whole municipality."""

    month = month_field(_("Month"))

    class Meta:
        model = CrimeFigure
        fields = ("month", "area", "burglaries", "attempts", "standing", "source")

    def __init__(self, municipality: Municipality, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        if isinstance(area, forms.ModelChoiceField):
            area.queryset = Area.objects.filter(municipality=municipality)
            area.empty_label = str(_("The whole municipality"))
        area.label = _("Area")


class BurglaryFileForm(forms.Form):
    """A file of rows from the police's or Brå's own tables."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("Columns: månad, område, inbrott, försök. At most 1 MB."),
        error_messages={"required": _("Choose a file")},
    )
    standing = forms.ChoiceField(
        label=_("Kind of figure"), choices=CrimeFigure.Standing.choices
    )
    source = forms.CharField(label=_("Source"), max_length=120)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 1 MB."))
        return file
