"""Who holds the office of contact: officers appoint, contacts hand over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from areas.exceptions import Refused
from areas.forms.contact import MemberForm
from areas.forms.officer import AppointForm
from areas.models import Area, Contact, User
from areas.permissions import get_contact_area_for, get_officer_area_for, person
from areas.services import channels as ways
from areas.services import contacts
from areas.services.access import log_access
from areas.services.joining import Reach, add_ways, new_person

both = require_http_methods(["GET", "HEAD", "POST"])


# --- officers -----------------------------------------------------------------------


@both
def officer_contacts(request: HttpRequest, slug: str) -> HttpResponse:
    """Appoint; and what can be done with each office."""
    user = person(request)
    area = get_officer_area_for(user, slug)
    form = AppointForm(request.POST if request.method == "POST" else None, area=area)
    if request.method == "POST" and form.is_valid():
        try:
            _appoint(area, form.cleaned_data, by=user)
        except Refused as refusal:
            form.add_error(None, refusal.as_form_error())
        else:
            messages.success(request, _("Appointed and told."))
            return redirect("areas:officer-contacts", slug=slug)
    # The form names the area's members: a read that is logged, for this purpose.
    purpose = _("Appoint an area contact")
    log_access(by=user, act="member.choose", area=area, purpose=purpose)
    offices = Contact.objects.filter(area=area, ended_at=None).select_related("user")
    context = {"area": area, "form": form, "offices": offices}
    status = 422 if form.errors else 200
    return render(request, "areas/officer_contacts.html", context, status=status)


@transaction.atomic
def _appoint(area: Area, typed: dict[str, Any], *, by: User) -> None:
    chosen = typed["member"] or new_person(typed["name"])
    if not typed["member"]:
        reach = Reach(email=typed["email"], mobile=typed["mobile"])
        for channel in add_ways(chosen, reach):
            ways.ask_to_confirm(channel)
    office = contacts.appoint(area, chosen, by=by, kind=typed["kind"])
    if typed["trained_on"]:
        contacts.mark_trained(office, by=by, on=typed["trained_on"])


@require_POST
def officer_contact_step(
    request: HttpRequest, slug: str, pk: int, step: str
) -> HttpResponse:
    """Trained, pause, let go on, end."""
    user = person(request)
    area = get_officer_area_for(user, slug)
    office = Contact.objects.filter(area=area, pk=pk, ended_at=None).first()
    if office is None:
        raise Http404
    day, reason = request.POST.get("on", ""), request.POST.get("reason", "")
    steps: dict[str, Callable[[], object]] = {
        "utbildad": lambda: contacts.mark_trained(office, by=user, on=_day(day)),
        "pausa": lambda: contacts.suspend(office, by=user, reason=reason),
        "fortsatt": lambda: contacts.restore(office, by=user),
        "avsluta": lambda: contacts.end(office, by=user),
    }
    if step not in steps:
        raise Http404
    try:
        steps[step]()
        messages.success(request, _("Done."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("areas:officer-contacts", slug=slug)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError as error:
        raise Refused(_("Write the day as 2026-12-24")) from error


# --- contacts -----------------------------------------------------------------------


@both
def contact_office(request: HttpRequest, slug: str) -> HttpResponse:
    """The area's contacts; name a deputy, hand over, or stop."""
    user = person(request)
    area = get_contact_area_for(user, slug)
    form = MemberForm(
        request.POST if request.method == "POST" else None, area=area, but=user
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["member"]
        try:
            if request.POST.get("svar") == "lamna-over":
                contacts.hand_over(_own(area, user), to=chosen)
            else:
                contacts.deputise(area, chosen, by=user)
        except Refused as refusal:
            form.add_error("member", refusal.as_form_error())
        else:
            messages.success(request, _("Done. They have been told."))
            return redirect("areas:my-start")
    offices = Contact.objects.active().filter(area=area).select_related("user")
    context = {"area": area, "form": form, "offices": offices}
    status = 422 if form.errors else 200
    return render(request, "areas/contact_office.html", context, status=status)


def _own(area: Area, user: User) -> Contact:
    office = Contact.objects.active().filter(area=area, user=user).first()
    if office is None:
        raise Http404
    return office


@require_POST
def contact_office_end(request: HttpRequest, slug: str) -> HttpResponse:
    """The contact stops; the officers are told when nobody is left."""
    user = person(request)
    area = get_contact_area_for(user, slug)
    contacts.end(_own(area, user), by=user)
    messages.success(request, _("You are no longer area contact. Thank you."))
    return redirect("areas:my-start")
