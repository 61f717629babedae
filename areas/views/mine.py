"""A person's own pages: home, pause, leave, yearly question, and where to start."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from areas.exceptions import Refused
from areas.forms.mine import PauseForm
from areas.models import Area, Contact, Membership
from areas.permissions import (
    get_own_membership_for,
    hats,
    is_contact,
    is_officer,
    person,
)
from areas.services import memberships
from areas.upkeep_access import next_meeting_for
from areas.words import listed

both = require_http_methods(["GET", "HEAD", "POST"])
State = Membership.State


@require_safe
def my_start(request: HttpRequest) -> HttpResponse:
    """After logging in: the home of the hat; a waiting person's own page."""
    user = person(request)
    if is_officer(user):
        return redirect("watch:desk")
    if is_contact(user):
        return redirect("areas:contact-home")
    if "resident" in hats(user):
        return redirect("areas:member-home")
    if {"operator", "auditor"} & set(hats(user)):
        return redirect("watch:log" if "auditor" in hats(user) else "admin:index")
    rows = Membership.objects.filter(user=user).select_related("area", "household")
    left = rows.filter(state=State.LEFT)
    context = {"waiting": rows.pending(), "left": left}
    return render(request, "areas/start_waiting.html", context)


@require_safe
def member_home(request: HttpRequest) -> HttpResponse:
    """The member's home: area by area, and the ways on."""
    user = person(request)
    rows = Membership.objects.filter(user=user, state__in=memberships.OPEN)
    tied = list(rows.select_related("area__municipality", "household"))
    areas = [row.area for row in tied if row.state != State.PENDING]
    context = {
        "tied": [{"row": row, "contacts": _first_names(row.area)} for row in tied],
        "areas": areas,
        "next_meeting": next_meeting_for(user),
        "has_push": user.channels.filter(kind="push", disabled_at=None).exists(),
        "unconfirmed": user.channels.filter(verified_at=None, disabled_at=None),
    }
    return render(request, "areas/member_home.html", context)


def _first_names(area: Area) -> str:
    offices = Contact.objects.active().filter(area=area).select_related("user")
    return listed(sorted({office.user.given_name for office in offices}))


@both
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """No alerts for a while."""
    membership = get_own_membership_for(person(request), pk)
    form = PauseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            memberships.pause(membership, until=form.cleaned_data["until"])
        except Refused as refusal:
            form.add_error("until", refusal.as_form_error())
        else:
            messages.success(request, _("You get no alerts now."))
            return redirect("areas:member-home")
    status = 422 if form.errors else 200
    context = {"membership": membership, "form": form}
    return render(request, "areas/member_pause.html", context, status=status)


@both
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the area: one question, one button."""
    membership = get_own_membership_for(person(request), pk)
    if request.method == "POST":
        try:
            memberships.leave(membership)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("You have left. You can change your mind."))
        return redirect("areas:my-start")
    context = {"membership": membership, "danger": True}
    return render(request, "areas/member_leave.html", context)


@require_POST
def membership_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Resume, come back, moved: one press each."""
    user = person(request)
    membership = get_own_membership_for(user, pk)
    steps: dict[str, Callable[[], object]] = {
        "fortsatt": lambda: memberships.resume(membership),
        "angra": lambda: memberships.rejoin(membership),
        "flyttat": lambda: memberships.move_out(membership, by=user),
    }
    if step not in steps:
        raise Http404
    try:
        steps[step]()
        messages.success(request, _("Done."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("areas:my-start")


@both
def still(request: HttpRequest, token: str) -> HttpResponse:
    """ "Do you still live here?": the signed link is the key, a press the answer."""
    try:
        membership = memberships.membership_of(token)
    except Refused as refusal:
        context = {"sentence": refusal.sentence}
        return render(request, "areas/link_old.html", context, status=410)
    done = request.method == "POST"
    if done and request.POST.get("svar") == "nej":
        memberships.move_out(membership, by=membership.user)
    elif done:
        memberships.confirm_still_here(membership)
    page = {"membership": membership, "done": done}
    return render(request, "areas/still.html", page)
