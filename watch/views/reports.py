"""The report to Lokala Brå: read from frozen figures, on paper or in a file."""

from __future__ import annotations

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from areas.exceptions import Refused
from areas.permissions import municipalities_for, person
from areas.services.access import log_access
from watch import calendar, reports, services
from watch.forms import FreezeForm
from watch.permissions import get_desk_municipality_for, get_snapshot_for

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
def report_list(request: HttpRequest) -> HttpResponse:
    """Every frozen month, and a form to freeze one."""
    user = person(request)
    where = get_desk_municipality_for(user, request.GET.get("kommun", ""))
    last = calendar.shifted(calendar.this_month(), -1)
    form = FreezeForm(request.POST or None, initial={"month": last})
    if request.method == "POST" and form.is_valid():
        try:
            snapshot = services.freeze_month(where, by=user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.as_form_error())
        else:
            messages.success(request, _("The month is frozen."))
            return redirect("watch:report-show", pk=snapshot.pk)
    context = {
        "municipality": where,
        "form": form,
        "rows": where.snapshots.select_related("made_by"),
        "others": municipalities_for(user).exclude(pk=where.pk),
    }
    status = 422 if form.errors else 200
    return render(request, "watch/report_list.html", context, status=status)


@require_safe
def report_show(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it is printed."""
    snapshot = get_snapshot_for(person(request), pk)
    return render(request, "watch/report_show.html", reports.page(snapshot))


@require_safe
def report_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """The frozen figures as rows; the export is logged."""
    snapshot = get_snapshot_for(person(request), pk)
    answer = _file(request, pk, f"{reports.file_name(snapshot)}.csv", "text/csv")
    answer.write("\ufeff")  # spreadsheets read å, ä and ö then
    csv.writer(answer, delimiter=";").writerows(reports.safe_rows(snapshot))
    return answer


@require_safe
def report_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The same rows as a spreadsheet."""
    snapshot = get_snapshot_for(person(request), pk)
    answer = _file(request, pk, f"{reports.file_name(snapshot)}.xlsx", XLSX)
    answer.write(reports.as_xlsx(snapshot))
    return answer


def _file(request: HttpRequest, pk: int, name: str, kind: str) -> HttpResponse:
    snapshot = get_snapshot_for(person(request), pk)
    log_access(
        by=person(request),
        act="report.export",
        municipality=snapshot.municipality,
        snapshot=snapshot.pk,
    )
    answer = HttpResponse(content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
