"""The archive of alerts: search, and what became of each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.views.decorators.http import require_safe

from alerts import archive as kept
from alerts.forms import ArchiveForm
from alerts.models import Alert
from alerts.permissions import managed_alerts_for
from areas.permissions import person

ON_A_PAGE = 30


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """Members, contacts and officers: each finds what was once theirs to read."""
    user = person(request)
    rows = kept.archive_for(user)
    form = ArchiveForm(
        request.GET or None, areas=kept.areas_of(rows), months=_months(rows)
    )
    if form.is_valid():
        rows = kept.found(rows, form.search())
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("sida"))
    managed = managed_alerts_for(user).filter(pk__in=[row.pk for row in page])
    context = {
        "form": form,
        "page": page,
        "managed": set(managed.values_list("pk", flat=True)),
        "query": _query(request),
    }
    return render(request, "alerts/archive.html", context)


def _months(rows: QuerySet[Alert]) -> list[tuple[str, str]]:
    months = rows.datetimes("accepted_at", "month", order="DESC")
    return [(f"{at:%Y-%m}", _month_word(at)) for at in months]


def _month_word(month: date) -> Any:
    return formats.date_format(month, "F Y")


def _query(request: HttpRequest) -> str:
    """The search, for the links to other pages of it."""
    asked = request.GET.copy()
    asked.pop("sida", None)
    return asked.urlencode()
