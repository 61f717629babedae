"""The police's public events as hints on the officer's desk (decision 15)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alerts.services import policeevents, policehints
from areas.permissions import person

NEWEST = 100


@require_safe
def hints(request: HttpRequest) -> HttpResponse:
    """The newest first; an edited one says what it said before."""
    rows = policehints.hints_for(person(request)).order_by("-published_at", "-pk")
    context = {"hints": rows[:NEWEST]}
    return render(request, "alerts/police_hints.html", context)


@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Set one aside."""
    hint = policehints.hints_for(person(request)).filter(pk=pk).first()
    if hint is None:
        raise Http404
    policeevents.dismiss_police_event(hint)
    messages.success(request, _("Set aside."))
    return redirect("alerts:police-hints")
