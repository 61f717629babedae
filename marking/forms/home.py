"""What a household is asked about its kit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marking import codes
from marking.exceptions import KitRefused
from marking.models import Product


class DayField(forms.DateField):
    """A day, today when the page opens, as the browser's own date field."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("initial", timezone.localdate)
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, **options)


class RegisterForm(forms.Form):
    """The code on the bottle, and when the supplier was told."""

    code = forms.CharField(label=gettext_lazy("The code on the bottle"), max_length=40)
    on = DayField(
        label=gettext_lazy("When did you register with the supplier?"), required=False
    )

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.product = product
        count = codes.in_words(product.code_length)
        self.fields["code"].help_text = _(
            "%(count)s characters below the bar code. Capital or small letters do not "
            "matter."
        ) % {"count": count.capitalize()}
        self.fields["code"].error_messages["required"] = _(
            "Type the code on the bottle."
        )

    def clean_code(self) -> str:
        """In plain form; what is wrong is said in a sentence (phrase 21)."""
        try:
            return codes.code_of(self.cleaned_data["code"], self.product)
        except KitRefused as refusal:
            raise refusal.as_form_error() from None


class LoseForm(forms.Form):
    """What happened to a kit that is gone."""

    note = forms.CharField(
        label=gettext_lazy("What happened?"),
        max_length=200,
        help_text=gettext_lazy("A few words, for example: left on the train."),
    )


class UnusedForm(forms.Form):
    """Why a kit isn't used."""

    note = forms.CharField(
        label=gettext_lazy("Why is it not used?"),
        max_length=200,
        help_text=gettext_lazy("It helps us give out the right number of kits."),
    )
