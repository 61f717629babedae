"""Sheets to print: labels with QR codes, the poster."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from areas.permissions import contact_areas_for, person
from marking import labels as engine
from marking.models import Kit
from marking.permissions import get_batch_for

LABELS_A_PAGE = 240  # ten sheets of 24


@require_safe
def labels(request: HttpRequest, pk: int) -> HttpResponse:
    """A4 sheets of 24 labels, each with the kit's number and its code."""
    batch = get_batch_for(person(request), pk)
    kits = Kit.objects.filter(batch=batch, state__in=Kit.ON_THE_SHELF)
    page = Paginator(kits.order_by("number"), LABELS_A_PAGE).get_page(
        request.GET.get("sida")
    )
    context = {
        "batch": batch,
        "page": page,
        "labels": [engine.label(kit) for kit in page],
    }
    return render(request, "marking/labels.html", context)


@require_safe
def poster(request: HttpRequest) -> HttpResponse:
    """A poster for the notice board: collect your marking kit."""
    areas = contact_areas_for(person(request))
    with translation.override("sv"):
        address = reverse("marking:home-kit")
    context = {
        "areas": areas,
        "code": engine.code_for(address),
        "address": engine.shown(address),
    }
    return render(request, "marking/poster.html", context)
