"""Duties: the contact's own, and what lags in the officer's areas."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from areas.exceptions import Refused
from areas.models import Duty
from areas.models.upkeep import TIPS
from areas.permissions import officer_areas_for, person
from areas.services import duties as services
from areas.upkeep_access import contact_duties_for, found, officer_duties_for


@require_safe
def duty_list(request: HttpRequest) -> HttpResponse:
    """The year's duties of the contact's areas: what is late, what comes."""
    today = timezone.localdate()
    rows = contact_duties_for(person(request)).exclude(kind__in=TIPS)
    context = {
        "late": rows.overdue(today),
        "coming": rows.open().filter(due_on__gte=today),
        "done": rows.filter(done_on__year=today.year).order_by("-done_on"),
    }
    return render(request, "areas/duty_list.html", context)


@require_safe
def officer_duties(request: HttpRequest) -> HttpResponse:
    """What lags, area by area, and the tips that officers send."""
    user = person(request)
    areas = officer_areas_for(user)
    late = (
        services.overdue(areas).exclude(kind__in=TIPS).order_by("area__name", "due_on")
    )
    tips = Duty.objects.open().filter(area__in=areas, kind__in=TIPS)
    first = {kind: tips.filter(kind=kind).order_by("due_on").first() for kind in TIPS}
    nearest = sorted(filter(None, first.values()), key=lambda one: one.due_on)
    counted = [
        {"duty": one, "count": tips.filter(kind=one.kind, year=one.year).count()}
        for one in nearest
    ]
    context = {
        "late": [(area, list(rows)) for area, rows in groupby(late, lambda d: d.area)],
        "tips": counted,
        "today": timezone.localdate(),
    }
    return render(request, "areas/duty_officer.html", context)


@require_POST
def duty_tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Done."""
    user = person(request)
    mine = contact_duties_for(user) | officer_duties_for(user)
    duty: Duty = found(mine.distinct(), pk=pk)
    try:
        services.tick_duty(duty, by=user)
        messages.success(request, _("Noted."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    at_desk = request.POST.get("fran") == "samordning"
    return redirect("areas:officer-duties" if at_desk else "areas:duty-list")


@require_POST
def tips_tick(request: HttpRequest, kind: str) -> HttpResponse:
    """The tips have been sent in all of the officer's areas."""
    user = person(request)
    try:
        services.tick_tips(officer_areas_for(user), kind=kind, by=user)
        messages.success(request, _("Noted."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("areas:officer-duties")
