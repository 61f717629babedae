"""Going away: one's own absences and those one was asked to help with."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from areas.exceptions import Refused
from areas.forms.absences import AbsenceForm
from areas.freshness import is_fresh
from areas.models import Absence, Membership, User
from areas.permissions import person
from areas.services import absences, handshakes

both = require_http_methods(["GET", "HEAD", "POST"])
Act = Callable[[], object]


@require_safe
def absence_list(request: HttpRequest) -> HttpResponse:
    """One's own absences; that one was asked, but by whom only after a fresh login."""
    user = person(request)
    asked = Absence.objects.readable_by(user).order_by("first_on", "pk")
    known = handshakes.known_to(user)
    context = {
        "own": Absence.objects.owned_by(user).order_by("first_on", "pk"),
        "asked": asked,
        "known": [{"row": row, "name": row.other(user).name} for row in known],
    }
    return render(request, "areas/absence_list.html", context)


@require_safe
def neighbour_help(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Where notices lead: an address that says nothing about being away."""
    return redirect("areas:absence-list")


@both
def absence_new(request: HttpRequest) -> HttpResponse:
    """Days, tasks, words and neighbours; a draft until it is told."""
    homes = list(_homes(person(request)))
    chosen = request.GET.get("hem") or request.POST.get("hem")
    home = next((one for one in homes if str(one.pk) == chosen), homes[0])
    form = AbsenceForm(
        request.POST if request.method == "POST" else None, membership=home
    )
    if request.method == "POST" and form.is_valid():
        try:
            absence = absences.plan_absence(home, **form.cleaned_data)
        except Refused as refusal:
            field = {"first": "first_on", "last": "last_on"}.get(refusal.code)
            form.add_error(field, refusal.as_form_error())
        else:
            return redirect("areas:absence", absence.code)
    status = 422 if form.errors else 200
    context = {
        "form": form,
        "home": home,
        "homes": homes,
        "able": handshakes.helpers_for(home).exists(),
    }
    return render(request, "areas/absence_new.html", context, status=status)


def _homes(user: User) -> Any:
    rows = Membership.objects.active().filter(user=user)
    return rows.select_related("household", "area").order_by("pk")


@require_safe
def absence(request: HttpRequest, code: str) -> HttpResponse:
    """The owner's page or, after a fresh login, a helper's; nobody else's."""
    user = person(request)
    own = Absence.objects.owned_by(user).filter(code=code).first()
    if own:
        return render(request, "areas/absence.html", _shown(own))
    asked = _asked(user, code)
    if not is_fresh(request):
        context = {"has_key": is_mfa_enabled(user), "code": code}
        return render(request, "areas/absence_fresh.html", context, status=403)
    context = _shown(asked) | {
        "answer": asked.helpers.get(user=user).answer,
        "home": asked.membership.household,
    }
    return render(request, "areas/absence_help.html", context)


def _asked(user: User, code: str) -> Absence:
    rows = Absence.objects.readable_by(user).filter(code=code)
    found = rows.select_related("membership__user", "membership__household").first()
    if found is None:
        raise Http404
    return found


def _shown(row: Absence) -> dict[str, Any]:
    return {
        "absence": row,
        "tasks": row.tasks.select_related("done_by"),
        "helpers": row.helpers.select_related("user"),
        "no_thumb": True,
    }


@require_POST
def absence_step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """The owner tells, comes home, calls off, or throws a draft away."""
    row = Absence.objects.owned_by(person(request)).filter(code=code).first()
    if row is None:
        raise Http404
    done, words = {
        "beratta": (absences.share_absence, _("Your neighbours have been asked.")),
        "hemma": (absences.come_home, _("Welcome home. We delete it within a day.")),
        "avbryt": (
            absences.cancel_absence,
            _("Called off. We delete it within a day."),
        ),
        "kasta": (absences.throw_away, _("It has been deleted.")),
    }[step]
    _try(request, partial(done, row), words)
    return redirect("areas:absence-list")


@require_POST
def absence_answer(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """A helper says yes or no, or that all is well; needs a fresh login, too."""
    user = person(request)
    row = _asked(user, code)
    if not is_fresh(request):
        return redirect("areas:absence", code)
    answer = partial(absences.answer_absence, row, by=user)
    act, words = {
        "ja": (
            partial(answer, can=True),
            _("Thank you. Your neighbour has been told."),
        ),
        "nej": (partial(answer, can=False), _("Your neighbour has been told.")),
        "bra": (partial(absences.say_all_is_well, row, by=user), _("Noted.")),
    }.get(step, (partial(absences.tick_task, row, kind=step, by=user), _("Noted.")))
    _try(request, act, words)
    return redirect("areas:absence-list" if step == "nej" else row_url(row))


def row_url(row: Absence) -> str:
    return reverse("areas:absence", args=[row.code])


def _try(request: HttpRequest, act: Act, words: str) -> None:
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, words)


@require_POST
def login_again(request: HttpRequest, code: str) -> HttpResponse:
    """Out and in again, by code or passkey, and back to the page."""
    back = reverse("areas:absence", args=[code])
    logout(request)
    return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")
