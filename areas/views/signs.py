"""Signs: the round on the phone, the officers' register; and stickers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from areas.exceptions import Refused
from areas.forms.signs import ClearForm, DownForm, FaultForm, OrderForm, UpForm
from areas.maps import area_shapes, letter, rounded
from areas.models import Area, Household, Sign
from areas.permissions import (
    contact_areas_for,
    get_household_for,
    officer_areas_for,
    person,
)
from areas.services import signs as services
from areas.upkeep_access import found, kept_signs_for

both = require_http_methods(["GET", "HEAD", "POST"])
ROWS = 200


class Deed(NamedTuple):
    """One button: the state it leads to, its form, its service and its word."""

    to: str
    form: type[forms.Form] | None
    act: Callable[..., object]


DEEDS = {
    "motta": Deed("received", None, services.receive),
    "klar": Deed("cleared", ClearForm, services.clear),
    "upp": Deed("up", UpForm, services.put_up),
    "hel": Deed("up", None, services.inspect),
    "skadad": Deed("damaged", FaultForm, services.report_damage),
    "byt": Deed("replaced", None, services.replace),
    "ner": Deed("taken_down", DownForm, services.take_down),
}


@require_safe
def sign_list(request: HttpRequest) -> HttpResponse:
    """The yearly round: each sign in turn, on the list and on the map."""
    areas = list(contact_areas_for(person(request)))
    signs = list(Sign.objects.standing().filter(area__in=areas).select_related("area"))
    today = timezone.localdate()
    waiting = {row.pk for row in Sign.objects.to_inspect(today).filter(area__in=areas)}
    rows = [
        {"sign": sign, "letter": letter(number), "is_due": sign.pk in waiting}
        for number, sign in enumerate(signs)
    ]
    context = {"rows": rows, "left": len(waiting), "map": _map(areas, rows)}
    return render(request, "areas/sign_list.html", context)


def _map(areas: list[Area], rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The areas, and each sign that has a position by its letter."""
    places = [
        {
            "name": row["letter"],
            "point": rounded(row["sign"].point.coords),
        }
        for row in rows
        if row["sign"].point
    ]
    return {"areas": area_shapes(areas), "places": places} if places else None


@require_safe
def officer_signs(request: HttpRequest) -> HttpResponse:
    """The register: every sign, those to take down first."""
    areas = officer_areas_for(person(request))
    rows = Sign.objects.filter(area__in=areas).select_related("area")
    chosen = request.GET.get("lage", "")
    listed = rows.filter(state=chosen) if chosen in Sign.State.values else rows
    if chosen not in Sign.State.values:
        listed = rows.exclude(state__in=[Sign.State.REPLACED, Sign.State.TAKEN_DOWN])
    context = {
        "down": services.to_take_down(areas),
        "rows": listed.order_by("area__name", "place")[:ROWS],
        "states": Sign.State.choices,
        "chosen": chosen,
    }
    return render(request, "areas/sign_officer.html", context)


@both
def sign_new(request: HttpRequest) -> HttpResponse:
    """Order a sign for a running area."""
    user = person(request)
    form = OrderForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            sign = services.order_sign(by=user, **form.cleaned_data)
        except Refused as refusal:
            field = refusal.code if refusal.code in form.fields else None
            form.add_error(field, refusal.as_form_error())
        else:
            return redirect("areas:sign", sign.pk)
    status = 422 if form.errors else 200
    return render(request, "areas/sign_new.html", {"form": form}, status=status)


@require_safe
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """One sign: where it is in its life, and what comes next."""
    return _page(request, found(kept_signs_for(person(request)), pk=pk))


def _page(
    request: HttpRequest, row: Sign, name: str = "", form: forms.Form | None = None
) -> HttpResponse:
    held = services.roles(row.area, person(request))
    able = services.possible(row, held)
    is_up = row.state == Sign.State.UP
    shown = {
        key: form if key == name else (deed.form() if deed.form else None)
        for key, deed in DEEDS.items()
        if deed.to in able and (key == "hel") == (is_up and deed.to == "up")
    }
    if "klar" in shown and name != "klar":
        shown["klar"] = ClearForm(initial={"land": row.land})
    context = {
        "sign": row,
        "deeds": shown,
        "events": row.events.select_related("by"),
        "form": form,
    }
    return render(request, "areas/sign.html", context, status=422 if form else 200)


@require_POST
def sign_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One deed; the page comes back with the reason when it can't be done."""
    user = person(request)
    row = found(kept_signs_for(user), pk=pk)
    deed = DEEDS.get(step)
    if deed is None:
        raise Http404
    form = deed.form(request.POST) if deed.form else None
    if form and not form.is_valid():
        return _page(request, row, step, form)
    try:
        deed.act(row, by=user, **(form.cleaned_data if form else {}))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("areas:sign", pk)
    messages.success(request, _("Noted."))
    on_round = request.POST.get("fran") == "runda"
    return redirect("areas:sign-list") if on_round else redirect("areas:sign", pk)


# --- stickers -----------------------------------------------------------------------


@require_safe
def sticker_list(request: HttpRequest) -> HttpResponse:
    """Households that have joined: who has stickers, who waits for them."""
    areas = contact_areas_for(person(request))
    homes = Household.objects.joined().filter(area__in=areas).exclude(street="")
    homes = homes.select_related("area", "stickers").order_by("street", "number")
    context = {
        "waiting": homes.filter(stickers=None),
        "have": homes.filter(stickers__isnull=False),
    }
    return render(request, "areas/sticker_list.html", context)


@require_POST
def sticker_hand_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Handed out, at the door."""
    home = get_household_for(person(request), pk)
    try:
        services.hand_out_stickers(home, by=person(request))
        messages.success(request, _("Noted."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("areas:sticker-list")
