"""What officers write down: visits, partners, evidence and meetings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from areas.exceptions import Refused
from areas.models import Municipality
from areas.permissions import municipalities_for, person
from watch import services, story
from watch.forms import (
    ActivityForm,
    EvidenceForm,
    FollowUpForm,
    PartnerForm,
    PresenceForm,
)
from watch.permissions import get_desk_municipality_for, get_officer_promise_for

SHOWN = 100


def _municipality(request: HttpRequest) -> Municipality:
    return get_desk_municipality_for(person(request), request.GET.get("kommun", ""))


def _saved(
    request: HttpRequest, form: forms.BaseForm, act: Callable[..., Any], said: str
) -> bool:
    """Whether the form was good and the service said yes; else the form says why."""
    if not (form.is_bound and form.is_valid()):
        return False
    try:
        act(by=person(request), **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, refused.as_form_error())
        return False
    messages.success(request, said)
    return True


def _page(
    request: HttpRequest, template: str, where: Municipality, **context: Any
) -> HttpResponse:
    shown = [one for one in context.values() if isinstance(one, forms.BaseForm)]
    context |= {
        "municipality": where,
        "others": municipalities_for(person(request)).exclude(pk=where.pk),
    }
    wrong = any(form.errors for form in shown)
    return render(request, template, context, status=422 if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def presences(request: HttpRequest) -> HttpResponse:
    """Visits and controls: the newest, and a form for one more."""
    where = _municipality(request)
    form = PresenceForm(request.POST or None)

    def act(**facts: Any) -> None:
        services.log_presence(where, **facts)

    if _saved(request, form, act, _("The visit is saved.")):
        return redirect(request.get_full_path())
    rows = where.presences.all()[:SHOWN]
    return _page(request, "watch/presence_list.html", where, form=form, rows=rows)


@require_http_methods(["GET", "HEAD", "POST"])
def partners(request: HttpRequest) -> HttpResponse:
    """Those who take part, and what was done with them."""
    where = _municipality(request)
    which = request.POST.get("vad", "")
    partner = PartnerForm(request.POST if which == "part" else None, prefix="part")
    activity = ActivityForm(
        where, request.POST if which == "aktivitet" else None, prefix="akt"
    )

    def add(*, by: Any, **facts: Any) -> None:  # noqa: ARG001 - a list, nobody's act
        services.add_partner(where, **facts)

    if _saved(request, partner, add, _("The organisation is in the list.")) or _saved(
        request, activity, services.note_activity, _("The activity is saved.")
    ):
        return redirect(request.get_full_path())
    rows = where.partners.prefetch_related("activities")
    return _page(
        request,
        "watch/partner_list.html",
        where,
        partner=partner,
        activity=activity,
        rows=rows,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def promise_desk(request: HttpRequest) -> HttpResponse:
    """The running promise at the desk: evidence and meetings."""
    where = _municipality(request)
    promise = get_officer_promise_for(person(request), where)
    which = request.POST.get("vad", "")
    evidence = EvidenceForm(
        promise, request.POST if which == "bevis" else None, prefix="bevis"
    )
    meeting = FollowUpForm(
        where, request.POST if which == "mote" else None, prefix="mote"
    )

    def follow_up(**facts: Any) -> None:
        services.note_follow_up(promise, **facts)

    if _saved(
        request, evidence, services.note_evidence, _("The evidence is saved.")
    ) or _saved(request, meeting, follow_up, _("The meeting is saved.")):
        return redirect(request.get_full_path())
    return _page(
        request,
        "watch/promise_desk.html",
        where,
        evidence=evidence,
        meeting=meeting,
        story=story.tell(promise),
        follow_ups=promise.follow_ups.all(),
    )
