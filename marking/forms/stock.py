"""What an officer fills in about batches, places and products."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.models import Area, User
from areas.permissions import municipalities_for, officer_areas_for
from marking import codes, numbers
from marking.exceptions import KitRefused
from marking.models import Batch, Place, Product
from marking.permissions import officer_places_for, products_for

LARGEST = 2_000_000  # bytes of a file with numbers
MOST_SHOWN = 20  # errors on a page


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ProductForm(forms.ModelForm):  # type: ignore[type-arg]
    """A product and the form of its numbers and codes."""

    register_url = forms.URLField(
        label=gettext_lazy("supplier's register"),
        required=False,
        assume_scheme="https",
    )

    class Meta:
        model = Product
        fields = (
            "municipality",
            "name",
            "kind",
            "supplier",
            "register_url",
            "number_check",
            "code_length",
            "code_letters",
            "code_check",
            "loan_days",
        )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_municipality(self, user)

    def clean_code_letters(self) -> str:
        """Capitals and digits, each once."""
        letters = codes.plain(self.cleaned_data["code_letters"])
        if not set(letters) <= set(codes.BASE_36) or len(set(letters)) < len(letters):
            raise forms.ValidationError(
                _("Write letters A to Z and digits, each once.")
            )
        return letters


class PlaceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A place where kits lie."""

    class Meta:
        model = Place
        fields = ("municipality", "kind", "name", "area", "opening")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose_municipality(self, user)
        areas = cast("forms.ModelChoiceField[Any]", self.fields["area"])
        areas.queryset = officer_areas_for(user).exclude(state=Area.State.CLOSED)

    def clean(self) -> dict[str, Any]:
        """A contact's shelf belongs to an area of the same municipality."""
        found = cast(dict[str, Any], super().clean())
        area = found.get("area")
        if found.get("kind") == Place.Kind.CONTACT and not area:
            self.add_error("area", _("Choose the area whose contact keeps the kits."))
        if area and area.municipality != found.get("municipality"):
            self.add_error("area", _("The area belongs to another municipality."))
        return found


def choose_municipality(form: forms.BaseForm, user: User) -> None:
    """The officer's own municipalities; a single one is not asked for."""
    own = municipalities_for(user)
    field = cast("forms.ModelChoiceField[Any]", form.fields["municipality"])
    field.queryset, field.empty_label = own, None
    if own.count() == 1:
        field.widget, field.initial = forms.HiddenInput(), own.get()


class BatchForm(forms.ModelForm):  # type: ignore[type-arg]
    """A batch: what came, from whom, and its numbers as a range, a list or a file."""

    place: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("Where it is put"), empty_label=None
    )
    numbers = forms.CharField(
        label=gettext_lazy("Kit numbers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("A range, KL 0001-KL 0500, or one number per line."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a CSV file"),
        required=False,
        help_text=gettext_lazy("The column headed nummer is read, or the first one."),
    )

    class Meta:
        model = Batch
        fields = (
            "product",
            "name",
            "arrived_on",
            "expires_on",
            "price",
            "household_price",
            "funder",
        )
        widgets = {"arrived_on": day_input(), "expires_on": day_input()}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reading = numbers.Reading()
        product = cast("forms.ModelChoiceField[Any]", self.fields["product"])
        product.queryset, product.empty_label = products_for(user), None
        place = cast("forms.ModelChoiceField[Any]", self.fields["place"])
        place.queryset = officer_places_for(user)

    def clean_file(self) -> UploadedFile[Any] | None:
        file = cast("UploadedFile[Any] | None", self.cleaned_data["file"])
        if file and (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("The file is too large. Divide the batch."))
        return file

    def clean(self) -> dict[str, Any]:
        """Reads the numbers; every row that cannot be read says why."""
        found = cast(dict[str, Any], super().clean())
        product, place = found.get("product"), found.get("place")
        if not product:
            return found
        self.instance.municipality = product.municipality
        if place and place.municipality != product.municipality:
            self.add_error("place", _("The place belongs to another municipality."))
        self._read(product, found)
        named = Batch.objects.filter(
            municipality=product.municipality, name=found.get("name", "")
        )
        if named.exists():
            self.add_error("name", _("There is already a batch with that name."))
        return found

    def _read(self, product: Product, found: dict[str, Any]) -> None:
        file, text = found.get("file"), found.get("numbers", "")
        if not file and not text.strip():
            self.add_error("numbers", _("Write the numbers or choose a file."))
            return
        self.reading = (
            numbers.read_csv(file.read(), product)
            if file
            else numbers.read_text(text, product)
        )
        for sentence in self.reading.errors[:MOST_SHOWN]:
            self.add_error("file" if file else "numbers", sentence)


class MoveForm(forms.Form):
    """Which kits go where."""

    numbers = forms.CharField(
        label=gettext_lazy("Kit numbers"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("A range, KL 0001-KL 0500, or one number per line."),
    )
    place: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("New place"), empty_label=None
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = cast("forms.ModelChoiceField[Any]", self.fields["place"])
        place.queryset = officer_places_for(user)

    def clean_numbers(self) -> list[str]:
        return plain_numbers(self.cleaned_data["numbers"])


class StockTakeForm(forms.Form):
    """What lies at a place, and why it differs from the list."""

    numbers = forms.CharField(
        label=gettext_lazy("Numbers that lie here"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Scan or type: one number per line, or a range."),
    )
    explanation = forms.CharField(
        label=gettext_lazy("Why the count differs"), max_length=200, required=False
    )

    def clean_numbers(self) -> list[str]:
        text = self.cleaned_data["numbers"]
        return plain_numbers(text) if text.strip() else []


def plain_numbers(text: str) -> list[str]:
    """Typed numbers and ranges in plain form, each once."""
    try:
        return numbers.plain_list(text)
    except KitRefused as refusal:
        raise refusal.as_form_error() from None
