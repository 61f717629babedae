"""Batches in, places, moves, stock-taking."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from areas.permissions import municipalities_for, person
from marking import services
from marking.exceptions import KitRefused
from marking.forms import BatchForm, MoveForm, PlaceForm, ProductForm, StockTakeForm
from marking.models import Batch, Kit, Place
from marking.permissions import (
    get_place_for,
    officer_for,
    officer_kits_for,
    officer_places_for,
    products_for,
)


@require_safe
def stock(request: HttpRequest) -> HttpResponse:
    """What lies where, which batches have come, which products there are."""
    user = person(request)
    free = Count("kits", filter=Q(kits__state=Kit.State.IN_STOCK))
    kept = Count("kits", filter=Q(kits__state=Kit.State.RESERVED))
    batches = Batch.objects.filter(municipality__in=municipalities_for(user))
    context = {
        "places": officer_places_for(user).annotate(free=free, kept=kept),
        "batches": batches.select_related("product").annotate(
            count=Count("kits"), free=free
        ),
        "products": products_for(user),
    }
    return render(request, "marking/stock.html", context)


def _form_page(request: HttpRequest, form: Any, words: dict[str, Any]) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(
        request, "marking/stock_form.html", {"form": form, **words}, status=status
    )


def batch_receive(request: HttpRequest) -> HttpResponse:
    """A batch arrives: all of its kits are put in stock, or none."""
    user = person(request)
    words = {
        "heading": _("A batch has arrived"),
        "explanation": _(
            "All its kits are put in stock, or none if a number is wrong."
        ),
        "button": _("Put in stock"),
        "multipart": True,
    }
    form = BatchForm(request.POST or None, request.FILES or None, user=user)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, words)
    try:
        services.receive_batch(
            form.save(commit=False),
            form.reading.numbers,
            at=form.cleaned_data["place"],
            by=officer_for(user),
        )
    except KitRefused as refusal:
        form.add_error("numbers", refusal.as_form_error())
        return _form_page(request, form, words)
    count = len(form.reading.numbers)
    messages.success(
        request,
        ngettext("%(count)s kit is in stock.", "%(count)s kits are in stock.", count)
        % {"count": count},
    )
    for warning in form.reading.warnings[:5]:
        messages.warning(request, warning)
    return redirect("marking:stock")


def _add(
    request: HttpRequest, form_class: type[Any], words: dict[str, Any]
) -> HttpResponse:
    form = form_class(request.POST or None, user=person(request))
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, words)
    form.save()
    messages.success(request, _("Saved."))
    return redirect("marking:stock")


def product_add(request: HttpRequest) -> HttpResponse:
    """A new kind of kit."""
    words = {
        "heading": _("A new product"),
        "explanation": _("How its numbers and codes look, so that typing is checked."),
        "button": _("Save"),
    }
    return _add(request, ProductForm, words)


def place_add(request: HttpRequest) -> HttpResponse:
    """A new place where kits lie."""
    words = {
        "heading": _("A new place for kits"),
        "explanation": _("With an officer, an area contact, a library."),
        "button": _("Save"),
    }
    return _add(request, PlaceForm, words)


def kits_move(request: HttpRequest) -> HttpResponse:
    """Moves kits to another place."""
    user = person(request)
    words = {
        "heading": _("Move kits"),
        "explanation": _("Whoever has reserved one is told when it can be collected."),
        "button": _("Move"),
    }
    form = MoveForm(request.POST or None, user=user)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, words)
    try:
        moved = _move(request, form.cleaned_data)
    except KitRefused as refusal:
        form.add_error("numbers", refusal.as_form_error())
        return _form_page(request, form, words)
    messages.success(
        request,
        ngettext("%(count)s kit is moved.", "%(count)s kits are moved.", moved)
        % {"count": moved},
    )
    return redirect("marking:stock")


def _move(request: HttpRequest, answers: dict[str, Any]) -> int:
    user = person(request)
    wanted = answers["numbers"]
    kits = list(officer_kits_for(user).filter(number__in=wanted))
    unknown = sorted(set(wanted) - {kit.number for kit in kits})
    if unknown:
        raise KitRefused(
            _("No kit has the number %(number)s. Nothing was moved.")
            % {"number": unknown[0]}
        )
    return services.move_kits(
        kits, to=answers["place"], by=officer_for(user), note=answers["note"]
    )


def stock_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Counts a place: the comparison, the explanation, then it is settled."""
    user = person(request)
    place: Place = get_place_for(user, pk)
    form = StockTakeForm(request.POST or None)
    context: dict[str, Any] = {
        "place": place,
        "form": form,
        "expected": Kit.objects.filter(place=place).count(),
        "earlier": place.stock_takes.select_related("by")[:5],
    }
    if request.method == "POST" and form.is_valid():
        numbers, why = form.cleaned_data["numbers"], form.cleaned_data["explanation"]
        context["count"] = services.compare_stock(place, numbers)
        try:
            services.take_stock(place, numbers, by=officer_for(user), explanation=why)
        except KitRefused as refusal:
            form.add_error("explanation", refusal.as_form_error())
        else:
            messages.success(request, _("The count is saved."))
            return redirect("marking:stock")
    status = 422 if form.errors else 200
    return render(request, "marking/stock_take.html", context, status=status)
