"""The officers' pages: areas, their task lists and their steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from areas import lifecycle, phase, stats
from areas.exceptions import Refused
from areas.forms.officer import MeetingForm, NewAreaForm, ProtectedForm, StepForm
from areas.models import Area, Boundary, Contact
from areas.permissions import (
    get_officer_area_for,
    municipalities_for,
    officer_areas_for,
    person,
)
from areas.services import joining
from areas.services import lifecycle as services

both = require_http_methods(["GET", "HEAD", "POST"])
ROWS = 50


@require_safe
def officer_areas(request: HttpRequest) -> HttpResponse:
    """Every area of the officer's municipalities, by state or all."""
    areas = officer_areas_for(person(request)).select_related("municipality")
    chosen = request.GET.get("lage", "")
    if chosen in Area.State.values:
        areas = areas.filter(state=chosen)
    else:
        areas = areas.exclude(state=Area.State.CLOSED)
    page = Paginator(areas.order_by("name", "pk"), ROWS).get_page(
        request.GET.get("sida")
    )
    listed = list(page.object_list)
    joined, homes = stats.joined_by_area(listed), stats.households_by_area(listed)
    contacts = stats.contacts_by_area(listed)
    proposed = Boundary.objects.filter(area__in=listed, state=Boundary.State.PROPOSED)
    waiting = set(proposed.values_list("area_id", flat=True))
    rows = [
        {
            "area": area,
            "joined": joined.get(area.pk, 0),
            "homes": homes.get(area.pk, 0),
            "contacts": contacts.get(area.pk, 0),
            "days": phase.days_in_state(area),
            "proposed": area.pk in waiting,
        }
        for area in listed
    ]
    context = {"rows": rows, "page": page, "lage": chosen, "states": Area.State.choices}
    return render(request, "areas/officer_areas.html", context)


@both
def area_new(request: HttpRequest) -> HttpResponse:
    """A new area, in state interest."""
    user = person(request)
    own = municipalities_for(user)
    form = NewAreaForm(request.POST if request.method == "POST" else None, own=own)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            area = services.found_area(typed["municipality"], typed["name"], by=user)
        except Refused as refusal:
            form.add_error("name", refusal.as_form_error())
        else:
            return redirect("areas:officer-area", slug=area.slug)
    status = 422 if form.errors else 200
    return render(request, "areas/area_new.html", {"form": form}, status=status)


@require_safe
def officer_area(request: HttpRequest, slug: str) -> HttpResponse:
    """One area: the task list of its phase, its contacts, boundary and log."""
    area = get_officer_area_for(person(request), slug)
    offices = Contact.objects.filter(area=area, ended_at=None).select_related("user")
    step = lifecycle.forward(area.state)
    context = {
        "area": area,
        "tasks": phase.tasks(area),
        "forward": step and Area.State(step.to),
        "others": [
            Area.State(s.to) for s in lifecycle.steps_from(area.state) if s != step
        ],
        "ball": phase.ball(area),
        "time": phase.waiting_in_words(area),
        "offices": offices,
        "coverage": stats.coverage(area),
        "per_contact": stats.households_per_contact(area),
        "most": stats.MOST_PER_CONTACT,
        "boundary": area.boundaries.current().first(),
        "proposed": area.boundaries.filter(state=Boundary.State.PROPOSED).first(),
        "events": phase.story(area.events.select_related("by")[:12]),
        "interested": area.interests.filter(closed_at=None).count(),
    }
    return render(request, "areas/officer_area.html", context)


@both
def officer_step(request: HttpRequest, slug: str, to: str) -> HttpResponse:
    """Take the step: write its evidence; a refusal says what is missing."""
    user = person(request)
    area = get_officer_area_for(user, slug)
    step = lifecycle.step_between(area.state, to)
    if step is None:
        raise Http404
    form = StepForm(
        request.POST if request.method == "POST" else None, area=area, step=step
    )
    bound = request.method == "POST"
    if bound and form.is_valid():
        try:
            services.advance(area, to=to, by=user, **form.evidence)
        except Refused as refusal:
            field = refusal.code if refusal.code in form.fields else None
            form.add_error(field, refusal.as_form_error())
        else:
            messages.success(request, _("Done. Those who should know are told."))
            return redirect("areas:officer-area", slug=slug)
    context: dict[str, Any] = {
        "area": area,
        "form": form,
        "to": Area.State(to),
        "lacking": lifecycle.missing(area, step, {}),
        "asked": set(form.fields),
    }
    status = 422 if form.errors else 200
    return render(request, "areas/officer_step.html", context, status=status)


@both
def officer_meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """Note the yearly meeting."""
    user = person(request)
    area = get_officer_area_for(user, slug)
    form = MeetingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            services.note_meeting(
                area, on=typed["on"], attended=typed["attended"], by=user
            )
        except Refused as refusal:
            form.add_error("on", refusal.as_form_error())
        else:
            messages.success(request, _("Noted."))
            return redirect("areas:officer-area", slug=slug)
    context = {"area": area, "form": form}
    status = 422 if form.errors else 200
    return render(request, "areas/officer_meeting.html", context, status=status)


@both
def enrol_protected(request: HttpRequest, slug: str) -> HttpResponse:
    """Write in somebody with protected identity: no address, in no contact's list."""
    user = person(request)
    area = get_officer_area_for(user, slug)
    form = ProtectedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        reach = joining.Reach(email=typed["email"], mobile=typed["mobile"])
        try:
            joining.enrol_protected(area, name=typed["name"], reach=reach, by=user)
        except Refused as refusal:
            form.add_error(None, refusal.as_form_error())
        else:
            messages.success(request, _("Written in. No area contact sees the person."))
            return redirect("areas:officer-area", slug=slug)
    context = {"area": area, "form": form}
    status = 422 if form.errors else 200
    return render(request, "areas/officer_protected.html", context, status=status)
