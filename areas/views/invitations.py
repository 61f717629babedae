"""Invitation slips: printed by contacts, answered by households."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from areas import limits
from areas.exceptions import Refused
from areas.forms.slips import AcceptForm, CodeForm, PrintForm, homes_outside
from areas.models import Invitation
from areas.permissions import get_contact_area_for, person
from areas.services import invitations
from areas.services.joining import Reach

log = logging.getLogger(__name__)
both = require_http_methods(["GET", "HEAD", "POST"])
KEY = "slip"
TRIES, TRY_TIME = 5, timedelta(minutes=15)
TRIES_IN_ALL, ALL_TIME = 50, timedelta(hours=1)


# --- the household ----------------------------------------------------------------


@both
def invitation(request: HttpRequest) -> HttpResponse:
    """The code on the slip; guessing ends after a few tries."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _may_try(request)
            slip = invitations.find_by_code(form.cleaned_data["code"])
        except Refused as refusal:
            _failed(request, refusal)
            form.add_error("code", refusal.as_form_error())
            status = 429 if refusal.code == "tries" else 422
        else:
            request.session[KEY] = slip.pk
            return redirect("areas:invitation-accept")
    elif form.errors:
        status = 422
    return render(request, "areas/invitation.html", {"form": form}, status=status)


@require_safe
def invitation_link(request: HttpRequest, selector: str, token: str) -> HttpResponse:
    """The QR code: to the same page as the typed code."""
    try:
        _may_try(request)
        slip = invitations.find_by_link(selector, token)
    except Refused as refusal:
        _failed(request, refusal)
        context = {"sentence": refusal.sentence}
        return render(request, "areas/link_old.html", context, status=410)
    request.session[KEY] = slip.pk
    return redirect("areas:invitation-accept")


def _callers(request: HttpRequest) -> list[str]:
    own = f"user:{request.user.pk}" if request.user.is_authenticated else ""
    return [who for who in (limits.caller(request), own) if who]


def _may_try(request: HttpRequest) -> None:
    """Five failed tries in a quarter of an hour; while many fail everywhere, one.

    Whoever has not failed is never held back, so nobody can lock others out.
    """
    crowded = limits.failures("slip", "all") >= TRIES_IN_ALL
    most = 1 if crowded else TRIES
    if any(limits.failures("slip", who) >= most for who in _callers(request)):
        sentence = _("Too many tries. Wait a quarter of an hour and try again.")
        raise Refused(sentence, code="tries")


def _failed(request: HttpRequest, refusal: Refused) -> None:
    if refusal.code != "unknown":
        return
    for who in _callers(request):
        limits.count_failure("slip", who, within=TRY_TIME)
    limits.count_failure("slip", "all", within=ALL_TIME)
    if limits.failures("slip", "all") == TRIES_IN_ALL:
        log.error("invitation codes are being guessed: %s failures", TRIES_IN_ALL)


@both
def invitation_accept(request: HttpRequest) -> HttpResponse:
    """Who joins: a name and a way to be reached."""
    slip = Invitation.objects.live().filter(pk=request.session.get(KEY, 0)).first()
    if slip is None:
        return redirect("areas:invitation")
    user = person(request) if request.user.is_authenticated else None
    first = {"name": user.name, "email": user.email} if user else {}
    form = AcceptForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        reach = Reach(typed["email"], typed["mobile"], typed["door"])
        try:
            invitations.accept(slip, name=typed["name"], reach=reach, by=user)
        except Refused as refusal:
            form.add_error(None, refusal.as_form_error())
        else:
            del request.session[KEY]
            return render(request, "areas/invitation_done.html", {"area": slip.area})
    status = 422 if form.errors else 200
    context = {"form": form, "slip": slip}
    return render(request, "areas/invitation_accept.html", context, status=status)


# --- the contact ------------------------------------------------------------------


@require_safe
def invitation_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Homes outside to print for, and the slips that are out."""
    area = get_contact_area_for(person(request), slug)
    slips = Invitation.objects.live().filter(area=area).select_related("household")
    context = {"area": area, "slips": slips, "form": PrintForm(area=area)}
    return render(request, "areas/invitation_list.html", context)


@require_POST
def invitation_print(request: HttpRequest, slug: str) -> HttpResponse:
    """The sheet to print; its codes are shown this once."""
    area = get_contact_area_for(person(request), slug)
    typed = request.POST.copy()
    if "alla" in typed:
        typed.setlist("homes", [str(home.pk) for home in homes_outside(area)])
    form = PrintForm(typed, area=area)
    if not form.is_valid():
        slips = Invitation.objects.live().filter(area=area)
        context: dict[str, Any] = {"area": area, "slips": slips, "form": form}
        return render(request, "areas/invitation_list.html", context, status=422)
    made = invitations.make_slips(area, form.cleaned_data["homes"], by=person(request))
    context = {"area": area, "slips": [_printed(slip) for slip in made]}
    return render(request, "areas/invitation_sheet.html", context)


def _printed(slip: invitations.Slip) -> dict[str, Any]:
    """What stands on one slip: the code in two halves, and the QR as a path."""
    path = reverse("areas:invitation-link", args=[slip.invitation.selector, slip.token])
    code = segno.make(settings.SITE_URL + path, error="m", micro=False)
    rows = [list(row) for row in code.matrix_iter(border=2)]
    return {
        "home": slip.invitation.household,
        "expires": slip.invitation.expires_at,
        "code": f"{slip.code[:5]}-{slip.code[5:]}",
        "size": len(rows),
        "path": "".join(
            f"M{x} {y}h1v1h-1z"
            for y, row in enumerate(rows)
            for x, dark in enumerate(row)
            if dark
        ),
    }


@require_POST
def invitation_revoke(request: HttpRequest, slug: str) -> HttpResponse:
    """Stops one slip, or all that are out."""
    area = get_contact_area_for(person(request), slug)
    slips = Invitation.objects.live().filter(area=area)
    if chosen := request.POST.get("lapp"):
        slips = slips.filter(selector=chosen)
    count = invitations.revoke(slips, by=person(request), area=area)
    messages.success(request, _("%(count)s slips are stopped.") % {"count": count})
    return redirect("areas:invitation-list", slug=slug)
