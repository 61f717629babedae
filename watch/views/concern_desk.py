"""Complaints at the desk: read, sent on, planned, answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from areas.exceptions import Refused
from areas.models import User
from areas.permissions import municipalities_for, person
from watch import services
from watch.forms import AcknowledgeForm, AnswerForm, MergeForm, PlanForm, RouteForm
from watch.models import Concern
from watch.permissions import concerns_for, get_concern_for, get_desk_municipality_for
from watch.transitions import CONCERN

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Act = Callable[[Concern, User, dict[str, Any]], None]
State = Concern.State
SHOWN = 100


@require_safe
def concern_desk(request: HttpRequest) -> HttpResponse:
    """Those that wait first, then those with an answer."""
    user = person(request)
    found = get_desk_municipality_for(user, request.GET.get("kommun", ""))
    rows = concerns_for(user).filter(municipality=found)
    context = {
        "municipality": found,
        "waiting": rows.filter(state__in=Concern.OPEN).order_by("created_at")[:SHOWN],
        "closed": rows.exclude(state__in=Concern.OPEN)[:SHOWN],
        "others": municipalities_for(user).exclude(pk=found.pk),
    }
    return render(request, "watch/concern_desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def concern_work(request: HttpRequest, code: str) -> HttpResponse:
    """One complaint with the steps that can be taken now; each is its own form."""
    concern = get_concern_for(person(request), code)
    name = request.POST.get("steg", "")
    forms_now = _forms(concern)
    if request.method == "POST" and name in forms_now:
        form = FORMS[name](request.POST, prefix=name)
        if form.is_valid() and _take(request, name, concern, form):
            messages.success(request, _("It is saved, and those who follow are told."))
            return redirect("watch:concern-work", code=concern.code)
        forms_now[name] = form
        concern.refresh_from_db()
    context = {
        "concern": concern,
        "steps": concern.steps.select_related("by"),
        "forms": [(key, TITLES[key], form) for key, form in forms_now.items()],
    }
    wrong = any(form.errors for form in forms_now.values())
    return render(
        request, "watch/concern_work.html", context, status=422 if wrong else 200
    )


def _take(request: HttpRequest, name: str, concern: Concern, form: forms.Form) -> bool:
    try:
        ACTS[name](concern, person(request), form.cleaned_data)
    except Refused as refused:
        form.add_error(None, refused.as_form_error())
        return False
    return True


def _forms(concern: Concern) -> dict[str, forms.Form]:
    """An unbound form for every step that the table allows now."""
    possible = CONCERN[concern.state]
    return {
        name: FORMS[name](prefix=name) for name, to in LEADS_TO.items() if to & possible
    }


def _merge(concern: Concern, by: User, given: dict[str, Any]) -> None:
    kept = (
        concerns_for(by)
        .filter(municipality=concern.municipality, code=given["into"].upper())
        .first()
    )
    if kept is None:
        raise Refused(_("There is no complaint with that code."))
    services.merge_concern(concern, by=by, into=kept)


FORMS: dict[str, type[forms.Form]] = {
    "las": AcknowledgeForm,
    "vidare": RouteForm,
    "plan": PlanForm,
    "svar": AnswerForm,
    "dubblett": MergeForm,
}
LEADS_TO: dict[str, set[str]] = {
    "las": {State.ACKNOWLEDGED},
    "vidare": {State.ROUTED},
    "plan": {State.PLANNED},
    "svar": {State.DONE, State.DECLINED},
    "dubblett": {State.MERGED},
}
TITLES: dict[str, str | _StrPromise] = {
    "las": gettext_lazy("Confirm that we have read it"),
    "vidare": gettext_lazy("Send it on to the one who answers for it"),
    "plan": gettext_lazy("Plan what to do"),
    "svar": gettext_lazy("Answer and close"),
    "dubblett": gettext_lazy("It is about the same as another one"),
}
ACTS: dict[str, Act] = {
    "las": lambda one, by, given: services.acknowledge_concern(one, by=by, **given),
    "vidare": lambda one, by, given: services.route_concern(one, by=by, **given),
    "plan": lambda one, by, given: services.plan_concern(one, by=by, **given),
    "svar": lambda one, by, given: services.answer_concern(one, by=by, **given),
    "dubblett": _merge,
}
