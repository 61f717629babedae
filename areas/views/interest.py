"""Start an area: three questions without an account, and the officers' queue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from areas import limits
from areas.exceptions import Refused
from areas.forms.interest import AreaForm, InterestAnswerForm, InterestForm
from areas.models import Area, Interest, Municipality, User
from areas.permissions import municipalities_for, person
from areas.services import interest as services
from areas.services.joining import Reach

both = require_http_methods(["GET", "HEAD", "POST"])
MOST, TIME = 5, timedelta(hours=1)


@both
def interest_start(request: HttpRequest) -> HttpResponse:
    """The three questions; an address that the search sent along is filled in."""
    area = Area.objects.open().filter(slug=request.GET.get("omrade", "")).first()
    if request.method != "POST" or "only_place" in request.POST:
        form = InterestForm(initial=_first(request, area))
        return render(
            request, "areas/interest_start.html", {"form": form, "area": area}
        )
    form = InterestForm(request.POST)
    if form.is_valid():
        who = limits.caller(request)
        if limits.is_spent("interest", who, most=MOST, within=TIME):
            form.add_error(None, _("Too many tries. Wait an hour and try again."))
        else:
            user = person(request) if request.user.is_authenticated else None
            services.offer_interest(_offer(form.cleaned_data, area), by=user)
            days = form.cleaned_data["municipality"].answer_days
            return render(request, "areas/interest_sent.html", {"days": days})
    context = {"form": form, "area": area}
    return render(request, "areas/interest_start.html", context, status=422)


def _first(request: HttpRequest, area: Area | None) -> dict[str, Any]:
    first: dict[str, Any] = {"place": request.POST.get("place", "")}
    begun = Municipality.objects.annotate(n=Count("areas")).order_by("-n", "name")
    first["municipality"] = begun.values_list("pk", flat=True).first()
    if area:
        first |= {"place": area.name, "municipality": area.municipality_id}
    if request.user.is_authenticated:
        user = person(request)
        first |= {"name": user.name, "email": user.email}
    return first


def _offer(typed: dict[str, Any], area: Area | None) -> services.Offer:
    return services.Offer(
        municipality=area.municipality if area else typed["municipality"],
        place=typed["place"],
        name=typed["name"],
        reach=Reach(email=typed["email"], mobile=typed["mobile"]),
        willing=typed["willing"] == "ja",
        area=area,
    )


# --- the officers' queue ----------------------------------------------------------


def _head(user: User, pk: int) -> Interest:
    rows = Interest.objects.open().heads().select_related("person", "municipality")
    head = rows.filter(pk=pk, municipality__in=municipalities_for(user)).first()
    if head is None:
        raise Http404
    return head


@require_safe
def interest_list(request: HttpRequest) -> HttpResponse:
    """The open matters by place, the oldest unanswered first, with their ages."""
    rows = Interest.objects.open().heads()
    rows = rows.filter(municipality__in=municipalities_for(person(request)), area=None)
    rows = rows.select_related("municipality").prefetch_related("others")
    heads = sorted(rows, key=lambda head: (bool(head.answered_at), head.created_at))
    today = timezone.localdate()
    cards = [
        {
            "head": head,
            "people": 1 + len(head.others.all()),
            "willing": head.willing or any(o.willing for o in head.others.all()),
            "days": (today - timezone.localdate(head.created_at)).days,
        }
        for head in heads
    ]
    unanswered = sum(1 for head in heads if not head.answered_at)
    context = {"cards": cards, "nav_counts": {"areas:interest-list": unanswered}}
    return render(request, "areas/interest_list.html", context)


@both
def interest_show(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter: who, and the answer to all of them."""
    user = person(request)
    head = _head(user, pk)
    form = InterestAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.answer_interest(head, form.cleaned_data["answer"], by=user)
        messages.success(request, _("The answer is on its way."))
        return redirect("areas:interest-list")
    context = {
        "head": head,
        "people": services.gathered(head),
        "form": form,
        "area_form": AreaForm(initial={"name": head.place.split(",")[0]}),
    }
    status = 422 if form.errors else 200
    return render(request, "areas/interest_show.html", context, status=status)


@require_POST
def interest_area(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn the matter into an area."""
    user = person(request)
    head = _head(user, pk)
    form = AreaForm(request.POST)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    try:
        area = services.make_area(head, name, by=user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("areas:interest-show", pk=pk)
    messages.success(request, _("The area is made. Everybody gathered is told."))
    return redirect("areas:officer-area", slug=area.slug)


@require_POST
def interest_close(request: HttpRequest, pk: int) -> HttpResponse:
    """The matter is done."""
    services.close_interest(_head(person(request), pk), by=person(request))
    messages.success(request, _("Closed. The addresses are erased in 30 days."))
    return redirect("areas:interest-list")
