"""The contact's pages: to do, the yes or no, the neighbours."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from areas import stats, todo
from areas.exceptions import Refused
from areas.forms.contact import AnswerForm, ReasonForm
from areas.forms.joining import EnrolForm
from areas.models import Area, Channel, Household, Membership
from areas.permissions import (
    contact_areas_for,
    get_household_for,
    get_membership_for,
    person,
)
from areas.services import joining, memberships
from areas.services.access import log_access

both = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = {"tysta": todo.silent, "onadda": todo.unreachable}


@require_safe
def contact_home(request: HttpRequest) -> HttpResponse:
    """What to do now, and how the areas stand."""
    user = person(request)
    areas = contact_areas_for(user)
    cards = [{"area": area, "coverage": stats.coverage(area)} for area in areas]
    context = {"tasks": todo.contact_tasks(user, areas), "cards": cards}
    return render(request, "areas/contact_home.html", context)


# --- the yes or no --------------------------------------------------------------


@both
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """One question: let them in?"""
    user = person(request)
    membership = get_membership_for(user, pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _answered(request, membership, form)
    if membership.state == Membership.State.PENDING:
        log_access(
            by=user, act="membership.read", about=membership.user, area=membership.area
        )
    context = {
        "membership": membership,
        "channels": list(membership.user.channels.all()),
        "others": _others(membership),
        "form": form,
    }
    return render(request, "areas/application.html", context)


def _others(membership: Membership) -> list[Membership]:
    """Who has joined in the same household already."""
    rows = Membership.objects.active().filter(household=membership.household)
    return list(rows.exclude(pk=membership.pk).select_related("user"))


def _answered(
    request: HttpRequest, membership: Membership, form: AnswerForm
) -> HttpResponse:
    user, name = person(request), membership.user.name
    try:
        if form.cleaned_data["svar"] == "ja":
            joining.let_in(membership, by=user, in_person=form.cleaned_data["met"])
            words = _("%(name)s is a member now and has been told.")
        else:
            joining.decline(membership, by=user)
            words = _("%(name)s has been told. What they wrote is erased in a day.")
        messages.success(request, words % {"name": name})
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("areas:contact-home")


# --- neighbours -----------------------------------------------------------------


@require_safe
def neighbours(request: HttpRequest) -> HttpResponse:
    """The people of one area by street, and homes outside by address only; logged."""
    user = person(request)
    areas = list(contact_areas_for(user))
    if not areas:
        return redirect("areas:contact-home")
    area = next((a for a in areas if a.slug == request.GET.get("omrade")), areas[0])
    homes = _homes(area, request.GET.get("visa", ""))
    log_access(by=user, act="neighbour.list", area=area, count=len(homes))
    context = {
        "area": area,
        "areas": areas,
        "coverage": stats.coverage(area),
        "streets": [(s, list(rows)) for s, rows in groupby(homes, lambda h: h.street)],
        "shown": request.GET.get("visa", ""),
    }
    return render(request, "areas/neighbour_list.html", context)


def _homes(area: Area, shown: str) -> list[Household]:
    """Those with protected identity are hidden from contacts (decision 37)."""
    people = Membership.objects.active().filter(area=area, user__is_protected=False)
    people = people.select_related("user").prefetch_related(
        Prefetch("user__channels", Channel.objects.filter(disabled_at=None))
    )
    rows: QuerySet[Household] = area.households.exclude(street="")
    if shown in SHOWN:
        chosen = SHOWN[shown](Area.objects.filter(pk=area.pk))
        rows = rows.filter(pk__in=chosen.values("household"))
    rows = rows.prefetch_related(Prefetch("memberships", people, to_attr="people"))
    return sorted(rows, key=_by_address)


def _by_address(home: Household) -> tuple[str, int, str, str]:
    digits = "".join(c for c in home.number if c.isdigit())
    return home.street, int(digits or 0), home.number, home.apartment


@require_safe
def neighbour(request: HttpRequest, pk: int) -> HttpResponse:
    """One member: how to reach them, and what can be done."""
    user = person(request)
    membership = get_membership_for(user, pk)
    log_access(
        by=user, act="membership.read", about=membership.user, area=membership.area
    )
    channels = membership.user.channels.filter(disabled_at=None)
    context = {"membership": membership, "channels": channels}
    return render(request, "areas/neighbour.html", context)


@require_POST
def neighbour_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Vouch, still here, moved out: one press each."""
    user = person(request)
    membership = get_membership_for(user, pk)
    steps: dict[str, Callable[[], object]] = {
        "intyga": lambda: joining.vouch(membership, by=user),
        "bor-kvar": lambda: memberships.confirm_still_here(membership),
        "flyttat": lambda: memberships.move_out(membership, by=user),
    }
    if step not in steps:
        raise Http404
    try:
        steps[step]()
        messages.success(request, _("Done."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("areas:neighbour-list")


@both
def neighbour_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off the list, with a reason that they read."""
    membership = get_membership_for(person(request), pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            memberships.remove(membership, by=person(request), reason=reason)
        except Refused as refusal:
            form.add_error(None, refusal.as_form_error())
        else:
            messages.success(request, _("Done."))
            return redirect("areas:neighbour-list")
    context: dict[str, Any] = {"membership": membership, "form": form, "danger": True}
    status = 422 if form.errors else 200
    return render(request, "areas/neighbour_remove.html", context, status=status)


@both
def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a neighbour in from a signed paper."""
    home = get_household_for(person(request), pk)
    form = EnrolForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        reach = joining.Reach(typed["email"], typed["mobile"], typed["door"])
        try:
            joining.enrol_on_paper(
                home,
                name=typed["name"],
                reach=reach,
                by=person(request),
                proxy_note=typed["for_other"],
            )
        except Refused as refusal:
            form.add_error(None, refusal.as_form_error())
        else:
            words = _("%(name)s is a member now.") % {"name": typed["name"]}
            messages.success(request, words)
            return redirect("areas:neighbour-list")
    status = 422 if form.errors else 200
    context = {"home": home, "form": form}
    return render(request, "areas/neighbour_enrol.html", context, status=status)
