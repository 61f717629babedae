"""Complaints, as the public meets them: tell, follow, read the answer."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from areas.exceptions import Refused
from areas.models import Municipality
from watch import services
from watch.forms import ConcernForm, FollowForm
from watch.limits import count_or_refuse
from watch.models import Concern, Promise
from watch.permissions import get_public_concern
from watch.services.concerns import alike, find_by_key

SHOWN = 50
MOST_AN_HOUR = 10


@require_safe
def concerns(request: HttpRequest) -> HttpResponse:
    """What has been told and answered, newest first."""
    rows = Concern.objects.shown().select_related("municipality")[:SHOWN]
    return render(request, "watch/concern_list.html", {"concerns": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def concern_new(request: HttpRequest) -> HttpResponse:
    """Tells of a place; one that is known already can be followed instead."""
    where = Municipality.objects.filter(
        pk__in=Promise.objects.public().values("municipality")
    )
    form = ConcernForm(where, request.POST or None)
    known: list[Concern] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        known = alike(
            given["municipality"], category=given["category"], place=given["place"]
        )
        if not known or "anda" in request.POST:
            return _receive(request, form)
    return _form_page(request, form, known)


def _receive(request: HttpRequest, form: ConcernForm) -> HttpResponse:
    try:
        count_or_refuse(request, "concern", most=MOST_AN_HOUR)
    except Refused as refused:
        form.add_error(None, refused.as_form_error())
        return _form_page(request, form, [])
    given = dict(form.cleaned_data)
    _concern, key = services.receive_concern(given.pop("municipality"), **given)
    return redirect("watch:concern-receipt", key=key)


def _form_page(
    request: HttpRequest, form: ConcernForm, known: list[Concern]
) -> HttpResponse:
    context = {"form": form, "known": known, "no_place": not form.fields}
    status = 422 if form.errors else 200
    return render(request, "watch/concern_new.html", context, status=status)


@never_cache
@require_safe
def concern_receipt(request: HttpRequest, key: str) -> HttpResponse:
    """The sender's own page: only who has the link finds it."""
    concern = find_by_key(key)
    if concern is None:
        raise Http404
    context = {"concern": concern, "steps": concern.steps.all()}
    return render(request, "watch/concern_receipt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def concern_show(request: HttpRequest, code: str) -> HttpResponse:
    """A complaint and its answer; never who complained."""
    concern = get_public_concern(code.upper())
    form = FollowForm(request.POST or None)
    followed = False
    if request.method == "POST" and form.is_valid():
        try:
            count_or_refuse(request, "follow", most=MOST_AN_HOUR)
            services.follow_concern(concern, email=form.cleaned_data["email"])
            followed = True
        except Refused as refused:
            form.add_error(None, refused.as_form_error())
    context = {"concern": concern, "form": form, "followed": followed}
    status = 422 if form.errors else 200
    return render(request, "watch/concern_show.html", context, status=status)
