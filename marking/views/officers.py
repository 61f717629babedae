"""The officer's marking page, the plan of areas, and the choice of municipality."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from areas.models import Municipality
from areas.permissions import (
    get_officer_area_for,
    is_police,
    municipalities_for,
    person,
)
from marking import desk as engine
from marking import services, stats
from marking.exceptions import KitRefused
from marking.models import Place
from marking.permissions import officer_for, officer_places_for


def chosen_code(request: HttpRequest) -> str:
    """The municipality asked for, by its code; "" when none is."""
    return request.GET.get("kommun") or request.POST.get("kommun") or ""


def municipality_of(request: HttpRequest) -> Municipality:
    """The municipality that the officer looks at: the chosen one, or the first."""
    rows = municipalities_for(person(request))
    code = chosen_code(request)
    row = rows.filter(code=code).first() if code else rows.first()
    if row is None:
        raise Http404
    return row


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Where marking stands, and what to do next."""
    municipality = municipality_of(request)
    today = timezone.localdate()
    plan = engine.plan(municipality, today)
    homes = stats.households(municipality)
    funnel = stats.funnel(municipality)
    registered = stats.registered_homes(municipality)
    context = {
        "municipality": municipality,
        "municipalities": municipalities_for(person(request)),
        "homes": homes,
        "registered": registered,
        "share": stats.share(registered, homes),
        "funnel": funnel,
        "handed_out": stats.handed_out(municipality),
        "plan": plan,
        "order": engine.what_to_order(plan, municipality, today),
        "lying": engine.lying_too_long(municipality, today),
        "expiring": engine.expiring(municipality, today),
        "may_look_up": is_police(person(request)),
    }
    return render(request, "marking/desk.html", context)


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """Who should get the free kits: newly started areas first, ticked ones next."""
    municipality = municipality_of(request)
    ticked = {int(pk) for pk in request.GET.getlist("inbrott") if pk.isdigit()}
    shelves = officer_places_for(person(request)).filter(kind=Place.Kind.CONTACT)
    context = {
        "municipality": municipality,
        "plan": engine.plan(municipality, timezone.localdate(), ticked),
        "shelves": {shelf.area_id: shelf for shelf in shelves},
    }
    return render(request, "marking/plan.html", context)


@require_POST
def plan_allocate(request: HttpRequest, slug: str) -> HttpResponse:
    """Sets kits aside for one area, and moves them to its contact's shelf if asked."""
    user = person(request)
    area = get_officer_area_for(user, slug)
    try:
        count = int(request.POST.get("antal", ""))
    except ValueError:
        count = 0
    shelf = None
    if request.POST.get("flytta"):
        shelf = (
            officer_places_for(user).filter(area=area, kind=Place.Kind.CONTACT).first()
        )
    try:
        done = services.allocate(area, count, by=officer_for(user), to=shelf)
    except KitRefused as refusal:
        messages.error(request, refusal.sentence)
    else:
        words = {"count": done, "area": area.name}
        messages.success(
            request,
            ngettext(
                "%(count)s kit is set aside for %(area)s.",
                "%(count)s kits are set aside for %(area)s.",
                done,
            )
            % words,
        )
    return redirect("marking:plan")
