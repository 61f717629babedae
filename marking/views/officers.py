"""The officer's marking page, the plan of areas, and the choice of municipality."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from areas.models import Municipality
from areas.permissions import (
    is_police,
    municipalities_for,
    officer_areas_for,
    person,
)
from marking import desk as engine
from marking import services
from marking.exceptions import KitRefused
from marking.figures import Figures, Period
from marking.figures.counting import with_newest
from marking.forms import CounterForm
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


def figures_for(request: HttpRequest, period: Period | None = None) -> Figures:
    """The figures of the chosen municipality, or of the officer's first, in one go."""
    rows = with_newest(officer_areas_for(person(request)))
    if code := chosen_code(request):
        rows = rows.filter(municipality__code=code)
    found = list(rows)
    municipality = found[0].municipality if found else municipality_of(request)
    own = [area for area in found if area.municipality_id == municipality.pk]
    return Figures(municipality, timezone.localdate(), period, areas=own)


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Where marking stands, and what to do next."""
    figures = figures_for(request)
    municipality = figures.municipality
    plan = engine.plan(figures)
    context = {
        "figures": figures,
        "municipality": municipality,
        "municipalities": municipalities_for(person(request)).defer("boundary"),
        "plan": plan,
        "order": engine.what_to_order(plan, figures),
        "lying": engine.lying_too_long(municipality, figures.today),
        "expiring": engine.expiring(municipality, figures.today),
        "may_look_up": is_police(person(request)),
    }
    return render(request, "marking/desk.html", context)


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """Who should get the free kits: newly started areas first, ticked ones next."""
    ticked = {int(pk) for pk in request.GET.getlist("inbrott") if pk.isdecimal()}
    figures = figures_for(request)
    shelves = officer_places_for(person(request)).filter(kind=Place.Kind.CONTACT)
    context = {
        "municipality": figures.municipality,
        "plan": engine.plan(figures, ticked),
        "with_shelf": set(shelves.values_list("area", flat=True)),
    }
    return render(request, "marking/plan.html", context)


def counter(request: HttpRequest) -> HttpResponse:
    """Hands out at the counter: number and address, one household at a time."""
    user = person(request)
    form = CounterForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        kit, home = form.cleaned_data["number"], form.cleaned_data["home"]
        try:
            services.hand_out_kit(kit, to=home, by=officer_for(user))
        except KitRefused as refusal:
            form.add_error("number", refusal.as_form_error())
        else:
            words = {"number": kit, "address": home.address}
            messages.success(
                request, _("%(number)s is handed out to %(address)s.") % words
            )
            return redirect("marking:counter")
    status = 422 if form.errors else 200
    context = {
        "form": form,
        "heading": _("Hand out at the counter"),
        "explanation": _("The household gets a receipt if it is a member."),
        "button": _("Hand out"),
    }
    return render(request, "marking/stock_form.html", context, status=status)


@require_POST
def plan_allocate(request: HttpRequest, slug: str) -> HttpResponse:
    """Sets kits aside for one area, and moves them to its contact's shelf if asked."""
    user = person(request)
    # A slug is unique in its municipality only.
    area = get_object_or_404(municipality_of(request).areas.open(), slug=slug)
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
    code = area.municipality.code
    return redirect(f"{reverse('marking:plan')}?kommun={code}")
