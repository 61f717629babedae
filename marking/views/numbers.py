"""The figures page and its exports."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from areas.models import Municipality
from areas.permissions import hats, person
from areas.services.access import log_access
from marking import exports
from marking.figures import Figures, Period

from .officers import figures_for


def _day(text: str | None) -> date | None:
    try:
        return parse_date(text or "")
    except ValueError:  # of the right form, but no such day
        return None


def _figures(request: HttpRequest) -> Figures:
    period = Period(_day(request.GET.get("fran")), _day(request.GET.get("till")))
    return figures_for(request, period)


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Per area, municipality and period; funnel, time between steps, months."""
    found = _figures(request)
    new, older = found.uptake(new=True), found.uptake(new=False)
    context = {
        "figures": found,
        "bars": [
            {"label": date_format(row.month, "M"), "value": row.registered}
            for row in found.months
        ],
        "funnel_bars": [
            {"label": label, "value": found.funnel[state]} for state, label in _funnel()
        ],
        "new": new,
        "older": older,
    }
    return render(request, "marking/figures.html", context)


def _funnel() -> list[tuple[str, str]]:
    return [
        ("in_stock", _("In stock")),
        ("reserved", _("Reserved")),
        ("handed_out", _("Collected")),
        ("stickers_up", _("Stickers up")),
        ("registered", _("Registered")),
        ("unused", _("Unused")),
        ("expired", _("Expired")),
    ]


def _download(
    request: HttpRequest, municipality: Municipality, body: bytes | str, kind: str
) -> HttpResponse:
    user = person(request)
    log_access(
        by=user,
        act="kit.export",
        municipality=municipality,
        hat=hats(user)[-1],
        format=kind,
    )
    types = {
        "csv": "text/csv; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    response = HttpResponse(body, content_type=types[kind])
    name = f"markning-{municipality.code}-{timezone.localdate():%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def figures_csv(request: HttpRequest) -> HttpResponse:
    """The table as CSV; asked for by POST, since it is logged."""
    found = _figures(request)
    return _download(request, found.municipality, exports.as_csv(found), "csv")


def figures_xlsx(request: HttpRequest) -> HttpResponse:
    """The tables as a spreadsheet."""
    found = _figures(request)
    return _download(request, found.municipality, exports.as_xlsx(found), "xlsx")
