"""What one looks for among earlier alerts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from alerts.archive import Search
from alerts.models import Alert
from areas.models import Area


class ArchiveForm(forms.Form):
    """What one looks for among earlier alerts; everything may be left empty."""

    ord = forms.CharField(label=_("Words"), max_length=80, required=False)
    slag = forms.ChoiceField(label=_("Kind"), required=False)
    omrade = forms.ModelChoiceField(
        Area.objects.none(), label=_("Area"), required=False, empty_label=_("All")
    )
    manad = forms.ChoiceField(label=_("Month"), required=False)
    utfall = forms.ChoiceField(label=_("How it went"), required=False)

    def __init__(
        self,
        *args: Any,
        areas: QuerySet[Area],
        months: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        every = ("", _("All"))
        self.fields["omrade"].queryset = areas  # type: ignore[attr-defined]
        for name, choices in (
            ("slag", Alert.Kind.choices),
            ("manad", months),
            ("utfall", Alert.Outcome.choices),
        ):
            self.fields[name].choices = [every, *choices]  # type: ignore[attr-defined]

    def search(self) -> Search:
        data = self.cleaned_data
        month = data["manad"]
        return Search(
            words=data["ord"],
            kind=data["slag"],
            outcome=data["utfall"],
            area=data["omrade"],
            month=date.fromisoformat(f"{month}-01") if month else None,
        )
