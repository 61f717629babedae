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

from areas.models import Area
from areas.permissions import hats, officer_areas_for, person
from areas.services.access import log_access
from marking import exports
from marking.figures import Figures, Period
from marking.figures.counting import with_newest

from .officers import chosen_code, municipality_of


def _day(text: str | None) -> date | None:
    try:
        return parse_date(text or "")
    except ValueError:  # of the right form, but no such day
        return None


def _figures(request: HttpRequest) -> Figures:
    period = Period(_day(request.GET.get("fran")), _day(request.GET.get("till")))
    areas = _areas(request)
    municipality = areas[0].municipality if areas else municipality_of(request)
    return Figures(municipality, timezone.localdate(), period, areas=areas)


def _areas(request: HttpRequest) -> list[Area]:
    """The areas of the chosen municipality, or of the officer's first, in one go."""
    rows = with_newest(officer_areas_for(person(request)))
    if code := chosen_code(request):
        rows = rows.filter(municipality__code=code)
    found = list(rows)
    return [area for area in found if area.municipality_id == found[0].municipality_id]


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


def _download(request: HttpRequest, body: bytes | str, kind: str) -> HttpResponse:
    municipality = municipality_of(request)
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
    return _download(request, exports.as_csv(_figures(request)), "csv")


def figures_xlsx(request: HttpRequest) -> HttpResponse:
    """The tables as a spreadsheet."""
    return _download(request, exports.as_xlsx(_figures(request)), "xlsx")
