"""The police's look-up; the only page that goes from a kit to a household."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from areas.permissions import person
from marking.exceptions import KitRefused
from marking.forms import HoldForm, LookupForm
from marking.models import Lookup
from marking.services import asking


def _page(request: HttpRequest, form: LookupForm) -> HttpResponse:
    officer = person(request)
    context = {
        "form": form,
        "left": asking.A_DAY - asking.asked_today(officer),
        "earlier": Lookup.objects.filter(officer=officer)[:10],
    }
    status = 422 if form.errors else 200
    return render(request, "marking/lookup.html", context, status=status)


def lookup(request: HttpRequest) -> HttpResponse:
    """One question; the answer is shown once, on this answer's own page."""
    form = LookupForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    question = asking.Question(**form.cleaned_data)
    try:
        answer = asking.look_up(question, by=person(request))
    except KitRefused as refusal:
        form.add_error("text", refusal.as_form_error())
        return _page(request, form)
    context = {"answer": answer, "question": question}
    return render(request, "marking/lookup_answer.html", context)


def lookup_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Waits with telling the household."""
    row = Lookup.objects.filter(pk=pk, officer=person(request), told_at=None).first()
    if row is None:
        raise Http404
    form = HoldForm(request.POST or None, initial={"until": row.held_until})
    if request.method == "POST" and form.is_valid():
        try:
            asking.hold_telling(row, by=person(request), **form.cleaned_data)
        except KitRefused as refusal:
            form.add_error("until", refusal.as_form_error())
        else:
            messages.success(request, _("The household is told later."))
            return redirect("marking:lookup")
    status = 422 if form.errors else 200
    context = {"form": form, "lookup": row}
    return render(request, "marking/lookup_hold.html", context, status=status)
