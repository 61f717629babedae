"""Made-up content for the page that shows every component."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.http import HttpRequest

AREAS = (
    ("Björkvägen", "running", (13.110, 56.136)),
    ("Lindhult", "meeting_booked", (13.142, 56.146)),
    ("Sjöbacken", "interest", (13.134, 56.124)),
)
CORNERS = ((-10, -5), (-4, -7), (7, -5), (11, 1), (6, 6), (-7, 5))
QUARTERS = (("K3 25", 6), ("K4 25", 12), ("K1 26", 11), ("K2 26", 6), ("K3 26", 4))
PROMISE_STARTS = 3  # the first quarter after the promise began


class SampleForm(forms.Form):
    """One field of each shape."""

    mobile = forms.CharField(
        label=gettext_lazy("Mobile number"),
        help_text=gettext_lazy("For example 070-123 45 67"),
        error_messages={
            "required": gettext_lazy(
                "Enter your mobile number, for example 070-123 45 67"
            )
        },
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What has happened?"),
        choices=[
            ("burglary", gettext_lazy("Burglary")),
            ("other", gettext_lazy("Something else")),
        ],
        widget=forms.RadioSelect,
    )
    when = forms.ChoiceField(
        label=gettext_lazy("When did it happen?"),
        choices=[
            ("night", gettext_lazy("Last night")),
            ("earlier", gettext_lazy("Earlier")),
        ],
        widget=forms.RadioSelect,
        initial="night",
    )
    text = forms.CharField(
        label=gettext_lazy("What do your neighbours need to know?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=300,
    )
    copy = forms.BooleanField(
        label=gettext_lazy("Send me a copy"), required=False, initial=True
    )


def _ring(lon: float, lat: float) -> list[list[float]]:
    """A closed ring of some hundred metres around the point."""
    ring = [[lon + x * 0.0011, lat + y * 0.0008] for x, y in CORNERS]
    return [*ring, ring[0]]


def sample_map() -> dict[str, Any]:
    """Three invented areas, as `{% map_panel %}` wants them."""
    areas = [
        {
            "letter": "ABC"[number],
            "name": name,
            "state": state,
            "url": "#karta-h",
            "chosen": number == 0,
            "shape": {"type": "Polygon", "coordinates": [_ring(*middle)]},
        }
        for number, (name, state, middle) in enumerate(AREAS)
    ]
    return {"areas": areas, "places": [{"name": "Klippan", "point": [13.126, 56.132]}]}


def sample_page(request: HttpRequest) -> dict[str, Any]:
    """The context of the component page; `?fel` shows the form with its errors."""
    faulty = "fel" in request.GET
    return {
        "form": SampleForm({"kind": "burglary"} if faulty else None),
        "map": sample_map(),
        "areas": [
            {"name": n, "state": s, "url": "#karta-h"} for n, s, _middle in AREAS
        ],
        "quarters": [
            {"label": label, "value": value, "before": number < PROMISE_STARTS}
            for number, (label, value) in enumerate(QUARTERS)
        ],
        "steps": [_("Your area"), _("About you"), _("How we reach you")],
        "rows": [
            {"label": _("Text message"), "value": 61},
            {"label": _("Area"), "value": "Björkvägen", "url": "#svar-h"},
        ],
        "tasks": [
            {"title": _("Collect your kit"), "state": "done"},
            {"title": _("Register the code"), "state": "now", "url": "#uppgift-h"},
            {"title": _("Put up the stickers"), "state": "todo"},
        ],
        "area_states": [
            "interest",
            "contacts_found",
            "meeting_booked",
            "trained",
            "running",
            "dormant",
            "closed",
        ],
        "severities": ["ongoing", "recent", "information", "retracted"],
    }
