"""Find your area: address first, then the list and its equal, the map."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.gis.geos import Point
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from areas import limits, maps, search, stats
from areas.forms.finding import AddressForm, ViewForm
from areas.models import Area, Boundary, Contact, Membership, Municipality
from areas.permissions import get_public_area
from areas.words import listed

ROWS = 50
NEAR = 8
MOST_SEARCHES, SEARCH_TIME = 40, timedelta(minutes=10)
NEAR_DEGREES = (0.12, 0.06)  # about seven kilometres each way


@require_http_methods(["GET", "HEAD", "POST"])
def area_list(request: HttpRequest) -> HttpResponse:
    """Every area, or with an address the one where it lies; POST keeps it unlogged."""
    if request.method == "POST":
        return _searched(request)
    page, chosen = _page(request)
    context = {
        "form": AddressForm(),
        "rows": rows_of(page.object_list, maps_letters(page.object_list)),
        "page": page,
        "municipalities": Municipality.objects.only("code", "name"),
        "chosen": chosen,
        "query": request.GET.urlencode(),
    }
    return render(request, "areas/area_list.html", context)


def _page(request: HttpRequest) -> tuple[Page[Area], str]:
    chosen = request.GET.get("kommun", "")
    areas = Area.objects.open().order_by("name", "pk")
    if chosen:
        areas = areas.filter(municipality__code=chosen)
    return Paginator(areas, ROWS).get_page(request.GET.get("sida")), chosen


def maps_letters(areas: Iterable[Area]) -> dict[int, str]:
    """The letter of each area, the same in list and map."""
    return {area.pk: maps.letter(place) for place, area in enumerate(areas)}


def rows_of(areas: Iterable[Area], letters: dict[int, str]) -> list[dict[str, Any]]:
    """The list beside the map; one query for the numbers."""
    listed = list(areas)
    joined = stats.joined_by_area(listed)
    return [
        {
            "name": area.name,
            "url": area.get_absolute_url(),
            "state": area.state,
            "word": _("Looking for area contacts") if area.state == "interest" else "",
            "note": households_in_words(joined.get(area.pk, 0)),
            "letter": letters[area.pk],
        }
        for area in listed
    ]


def households_in_words(count: int) -> str:
    """ "187 hushåll"; nothing while the number is too small to be public."""
    if stats.public(count) is None:
        return ""
    return ngettext("%(count)s household", "%(count)s households", count) % {
        "count": count
    }


# --- an address ---------------------------------------------------------------


def _searched(request: HttpRequest) -> HttpResponse:
    form = AddressForm(request.POST)
    who = limits.caller(request)
    if limits.is_spent("search", who, most=MOST_SEARCHES, within=SEARCH_TIME):
        form.add_error(None, _("Too many searches. Wait ten minutes and try again."))
        return render(request, "areas/area_list.html", {"form": form}, status=429)
    if not form.is_valid():
        return render(request, "areas/area_list.html", {"form": form}, status=422)
    answer = search.find_address(form.cleaned_data["adress"])
    context = {"form": form, "answer": answer, **_near(answer)}
    if answer.area:
        context |= about(answer.area)
    if answer.status == search.Status.NO_AREA:
        key = search.place_key(answer.address)
        context["interested"] = stats.public(stats.interested_near(key))
    status = 422 if answer.status in ("unknown", "incomplete") else 200
    return render(request, "areas/area_list.html", context, status=status)


def _near(answer: search.Answer) -> dict[str, Any]:
    """The areas round the address, nearest first, in list and map."""
    home = answer.home
    areas = _areas_round(home.point) if home and home.point else []
    if answer.area and answer.area not in areas:
        areas.insert(0, answer.area)
    areas.sort(key=lambda area: area != answer.area)
    letters = maps_letters(areas)
    data = maps.close_up(areas, letters=letters, chosen=answer.area)
    if home and home.point:
        data["pin"] = maps.position(home.point)
    shown = data if answer.home else None
    return {"rows": rows_of(areas, letters), "map_data": shown}


def _areas_round(point: Point) -> list[Area]:
    far, high = NEAR_DEGREES
    x, y = point.x, point.y
    box = maps.box_of((x - far, y - high, x + far, y + high))
    near = Boundary.objects.current().filter(shape__bboverlaps=box)
    rows = near.exclude(area__state=Area.State.CLOSED).select_related("area")
    by_distance = sorted(rows, key=lambda row: row.shape.distance(point))
    return [row.area for row in by_distance[:NEAR]]


# --- one area -----------------------------------------------------------------


def about(area: Area) -> dict[str, Any]:
    """What anyone may know: state, number of homes, contacts' first names."""
    offices = Contact.objects.active().filter(area=area).select_related("user")
    names = sorted({row.user.given_name for row in offices})
    joined = stats.joined_by_area([area]).get(area.pk, 0)
    return {
        "area": area,
        "joined": stats.public(joined),
        "contacts": names,
        "contact_names": listed(names),
        "can_join": Area.objects.joinable().filter(pk=area.pk).exists(),
        "days": area.municipality.answer_days,
        "state_words": state_in_words(area),
    }


def state_in_words(area: Area) -> str:
    """ "Running since June 2026", or just the state's own word."""
    if area.state == Area.State.RUNNING and area.started_on:
        since = date_format(area.started_on, "F Y")
        return _("Running since %(month)s") % {"month": since}
    return _("Looking for area contacts") if area.state == "interest" else ""


@require_safe
def area_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """An area's public page."""
    area = get_public_area(slug)
    data = maps.close_up([area], chosen=area)
    mine = Membership.objects.none()
    if request.user.is_authenticated:
        mine = Membership.objects.filter(user=request.user, area=area)
    context = about(area) | {
        "map_data": data if data["areas"] else None,
        "is_member": mine.active().exists(),
        "is_waiting": mine.pending().exists(),
    }
    return render(request, "areas/area_detail.html", context)


@require_safe
def map_data(request: HttpRequest) -> HttpResponse:
    """The map's data: open areas simplified by `zoom` and clipped to `bbox`."""
    form = ViewForm(request.GET)
    if not form.is_valid():
        return JsonResponse(
            {"error": _("The map's view is not understood.")}, status=400
        )
    data = maps.county(form.cleaned_data["bbox"], form.cleaned_data["zoom"])
    page, _chosen = _page(request)
    signs = {a.get_absolute_url(): maps.letter(i) for i, a in enumerate(page)}
    for area in data["areas"]:
        area["letter"] = signs.get(area["url"], "")
    answer = JsonResponse(data, json_dumps_params={"separators": (",", ":")})
    answer["Cache-Control"] = "public, max-age=300"
    return answer
