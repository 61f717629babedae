"""Form fields with label, hint and error joined as screen readers need them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms, template
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.forms import BaseForm, BoundField

register = template.Library()

INPUT_CLASS = "inmatning"
CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def shape_of(bound: BoundField) -> str:
    """Which template draws the field: one box, a list of choices, or an input."""
    widget = bound.field.widget
    if isinstance(widget, CHOICES):
        return "choices"
    return "box" if isinstance(widget, forms.CheckboxInput) else "input"


def _css(bound: BoundField, wanted: str) -> str:
    own = bound.field.widget.attrs.get("class", "")
    return " ".join(filter(None, [INPUT_CLASS, own, wanted]))


def described_by(bound: BoundField, hint: str, also: str) -> str:
    """The ids of hint and error, in reading order, and of what else is named."""
    ids = [f"{bound.auto_id}_helptext"] if hint else []
    ids += [f"{bound.auto_id}_error"] if bound.errors else []
    return " ".join(filter(None, [*ids, also]))


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, **options: Any) -> dict[str, Any]:
    """One field. `layout`: cards (default), one (a column of cards) or segments for
    choices; `big` makes the label a question; `label` and `hint` replace the form's;
    `described` names more ids; all else becomes attributes of the input.
    """
    bound.field.widget.attrs.pop("placeholder", None)  # it would vanish when needed
    layout = options.pop("layout", "cards")
    shown = {
        "field": bound,
        "shape": shape_of(bound),
        "layout": layout,
        "big": options.pop("big", False),
        "label": options.pop("label", bound.label),
        "hint": options.pop("hint", bound.help_text),
        "heading": options.pop("heading", False),
    }
    described = described_by(bound, shown["hint"], options.pop("described", ""))
    shown["described"] = described
    attrs = {key.replace("_", "-"): value for key, value in options.items()}
    attrs["class"] = _css(bound, attrs.pop("class", ""))
    attrs |= {"aria-describedby": described} if described else {}
    if shown["shape"] == "input":
        shown["widget"] = bound.as_widget(attrs=attrs)
    elif shown["shape"] == "box":
        attrs.pop("class")
        shown["widget"] = bound.as_widget(attrs=attrs)
    else:
        shown["options"] = list(_options(bound))
    return shown


def _options(bound: BoundField) -> Any:
    """Each choice with its hint from the field's `choice_hints`, if it has any."""
    hints = getattr(bound.field, "choice_hints", {})
    for option in bound.subwidgets:
        value = str(option.data["value"])
        yield {"option": option, "hint": hints.get(value, "")}


@register.inclusion_tag("components/fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """All fields of a form, the hidden ones and its general errors too."""
    return {"form": form}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms_shown: Any) -> dict[str, Any]:
    """What went wrong, each with a way to its field; nothing when all is well."""
    errors = [
        (bound.id_for_label or bound.auto_id, error)
        for form in forms_shown
        if form and form.is_bound
        for bound in form
        for error in bound.errors
    ]
    general = [
        error
        for form in forms_shown
        if form and form.is_bound
        for error in form.non_field_errors()
    ]
    return {"errors": errors, "general": general, "title": _("Something went wrong")}
