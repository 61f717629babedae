"""Burglary counts: typed in by month or read from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from areas.exceptions import Refused
from areas.permissions import municipalities_for, person
from watch import services
from watch.forms import BurglaryFileForm, BurglaryForm
from watch.permissions import get_desk_municipality_for

if TYPE_CHECKING:
    from areas.models import Municipality

SHOWN = 60


@require_http_methods(["GET", "HEAD", "POST"])
def burglaries(request: HttpRequest) -> HttpResponse:
    """The newest counts, and a form for one more."""
    user = person(request)
    found = get_desk_municipality_for(user, request.GET.get("kommun", ""))
    form = BurglaryForm(found, request.POST or None, initial=_last_source(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.set_burglaries(found, by=user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.as_form_error())
        else:
            messages.success(request, _("The figures are saved."))
            return redirect(request.get_full_path())
    return _page(request, found, form=form)


@require_POST
def burglaries_file(request: HttpRequest) -> HttpResponse:
    """Reads a file: all of its rows, or none and why."""
    user = person(request)
    found = get_desk_municipality_for(user, request.GET.get("kommun", ""))
    form = BurglaryFileForm(request.POST, request.FILES, prefix="fil")
    if not form.is_valid():
        return _page(request, found, file_form=form)
    try:
        result = services.import_burglaries(
            found,
            form.cleaned_data["file"].read(),
            standing=form.cleaned_data["standing"],
            source=form.cleaned_data["source"],
            by=user,
        )
    except Refused as refused:
        form.add_error("file", refused.as_form_error())
        return _page(request, found, file_form=form)
    if result.errors:
        form.add_error("file", _("Nothing is saved. Mend these rows and try again."))
        return _page(request, found, file_form=form, row_errors=result.errors[:20])
    said = ngettext("%(n)s month is saved.", "%(n)s months are saved.", result.rows)
    messages.success(request, said % {"n": result.rows})
    return redirect("watch:burglary-list")


def _last_source(found: Municipality) -> dict[str, str]:
    last = found.crime_figures.order_by("-at").first()
    return {"source": last.source} if last else {}


def _page(
    request: HttpRequest,
    found: Municipality,
    *,
    form: BurglaryForm | None = None,
    file_form: BurglaryFileForm | None = None,
    row_errors: list[str] | None = None,
) -> HttpResponse:
    rows = found.crime_figures.select_related("area").order_by("-month", "area__name")
    wrong = bool((form and form.errors) or (file_form and file_form.errors))
    context = {
        "municipality": found,
        "form": form or BurglaryForm(found, initial=_last_source(found)),
        "file_form": file_form
        or BurglaryFileForm(prefix="fil", initial=_last_source(found)),
        "row_errors": row_errors or [],
        "rows": rows[:SHOWN],
        "others": municipalities_for(person(request)).exclude(pk=found.pk),
    }
    status = 422 if wrong else 200
    return render(request, "watch/burglary_list.html", context, status=status)
