"""Draw the boundary: corners in list and map, streets, or a file; approve it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from areas import maps
from areas.boundaries.neighbours import approved_boundaries
from areas.boundaries.placing import households_in
from areas.boundaries.plain import Unreadable
from areas.boundaries.sandbox import read_file
from areas.boundaries.sentences import say, sentence_of
from areas.boundaries.streets import grown_round, movable
from areas.exceptions import Refused
from areas.forms.drawing import CornersForm, FileForm, StreetsForm, in_text
from areas.models import Area, Boundary, BoundaryDraft, Household, Locality, User
from areas.permissions import contact_areas_for, officer_areas_for, person
from areas.services import boundaries as services

both = require_http_methods(["GET", "HEAD", "POST"])
CLOSE = 13  # the zoom of the drawing's ground
START = 0.004  # degrees: half the side of a first square


def area_for(user: User, slug: str) -> Area:
    """An area that the person may draw for, as contact or officer."""
    rows = contact_areas_for(user) | officer_areas_for(user)
    area = rows.filter(slug=slug).distinct().select_related("municipality").first()
    if area is None:
        raise Http404
    return area


def _is_officer(user: User, area: Area) -> bool:
    return officer_areas_for(user).filter(pk=area.pk).exists()


@both
def boundary(request: HttpRequest, slug: str) -> HttpResponse:
    """The drawing page; each way of drawing ends in the same corners."""
    user = person(request)
    area = area_for(user, slug)
    ways = {"gator": _by_streets, "fil": _by_file, "horn": _by_corners}
    if request.method == "POST":
        return ways.get(request.POST.get("satt", ""), _by_corners)(request, area)
    return _page(request, area, _corners(area, user))


def _corners(area: Area, user: User) -> list[list[float]]:
    """The draft, else the boundary there is, else a square to begin with."""
    draft = BoundaryDraft.objects.filter(area=area, by=user).first()
    if draft:
        return list(draft.corners)
    if area.boundary:
        return [list(corner) for corner in movable(area.boundary.shape)]
    x, y = _middle(area)
    return [
        [x - START * 2, y - START],
        [x - START * 2, y + START],
        [x + START * 2, y + START],
        [x + START * 2, y - START],
    ]


def _middle(area: Area) -> tuple[float, float]:
    place = Locality.objects.filter(municipality=area.municipality).first()
    point = place.point if place else area.municipality.boundary.point_on_surface
    return round(point.x, 6), round(point.y, 6)


def _page(
    request: HttpRequest, area: Area, corners: list[list[float]], **context: Any
) -> HttpResponse:
    user = person(request)
    form = context.get("form") or CornersForm(initial={"corners": in_text(corners)})
    wide = _wide(corners)
    data = _map_data(area, corners)
    context = {
        "area": area,
        "form": form,
        "corners": corners,
        "streets": StreetsForm(area=area, near=_homes_near(area, request, wide)),
        "localities": Locality.objects.filter(municipality=area.municipality),
        "file": FileForm(),
        "map_data": data,
        "words": _words(),
        "is_officer": _is_officer(user, area),
        "proposed": area.boundaries.filter(state=Boundary.State.PROPOSED).first(),
        **context,
    }
    if context["proposed"]:
        context["growth"] = services.growth(context["proposed"])
        context["much"] = services.MUCH_GROWTH
    status = 422 if any(f.errors for f in (form, context["streets"])) else 200
    return render(request, "areas/boundary_draw.html", context, status=status)


def _map_data(area: Area, corners: list[list[float]]) -> dict[str, Any]:
    """The ground and the neighbouring areas; the corners are drawn by the script."""
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    box = maps.box_of((min(xs), min(ys), max(xs), max(ys)))
    wide = _wide(corners)
    data = maps.ground(wide, CLOSE)
    near = Boundary.objects.current().filter(shape__bboverlaps=wide).exclude(area=area)
    areas = [row.area for row in near.select_related("area")[:40]]
    data["areas"] = [one | {"url": ""} for one in maps.area_shapes(areas)]
    west, south, east, north = maps.around(box)
    data["bounds"] = [[west, south], [east, north]]
    return data


def _wide(corners: list[list[float]]) -> Polygon:
    """The box of the corners with as much again on each side."""
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    box = maps.box_of((min(xs), min(ys), max(xs), max(ys)))
    return maps.box_of(maps.around(box, by=1.0))


def _homes_near(area: Area, request: HttpRequest, wide: Polygon) -> QuerySet[Household]:
    """The homes whose streets can be chosen: of a named place, or round the corners."""
    if place := request.GET.get("ort"):
        homes = Household.objects.filter(locality=place)
        return homes.filter(municipality=area.municipality)
    return households_in(wide)


def _words() -> dict[str, str]:
    """What the drawing script says."""
    return {
        "corner": _("Corner {number}"),
        "move": _("Move"),
        "done": _("Done"),
        "remove": _("Remove"),
        "north": _("North"),
        "south": _("South"),
        "west": _("West"),
        "east": _("East"),
        "n": _("N"),
        "s": _("S"),
        "w": _("W"),
        "e": _("E"),
        "group": _("Move corner {number}, ten metres at a time"),
        "least": _("Three corners are the least."),
        "failed": _("Not saved. Check your connection."),
    }


# --- three ways -------------------------------------------------------------------


def _by_corners(request: HttpRequest, area: Area) -> HttpResponse:
    """Propose what the corners say; an officer approves afterwards."""
    form = CornersForm(request.POST)
    user = person(request)
    if form.is_valid():
        try:
            services.propose(area, form.shape, by=user)
        except Refused as refusal:
            form.add_error("corners", refusal.as_form_error())
        else:
            messages.success(
                request, _("Saved. It holds when the municipality has approved it.")
            )
            officer = request.resolver_match and "samordning" in request.path
            name = "areas:officer-boundary" if officer else "areas:contact-boundary"
            return redirect(name, slug=area.slug)
    typed = form.cleaned_data.get("corners")
    return _page(request, area, typed or _corners(area, user), form=form)


def _by_streets(request: HttpRequest, area: Area) -> HttpResponse:
    """Corners round the homes of the chosen streets, to look at and move."""
    everywhere = Household.objects.all()
    form = StreetsForm(request.POST, area=area, near=everywhere)
    user = person(request)
    if not form.is_valid():
        return _page(request, area, _corners(area, user), streets=form)
    wanted = Q()
    for pair in form.cleaned_data["streets"]:
        street, _bar, locality = pair.partition("|")
        wanted |= Q(street=street, locality=locality)
    homes = Household.objects.filter(wanted, municipality=area.municipality)
    points = [home.point for home in homes if home.point]
    others = approved_boundaries(area.municipality, but=area)
    corners = [list(corner) for corner in grown_round(points, others)]
    if not corners:
        form.add_error("streets", _("No boundary can be drawn round these streets."))
        return _page(request, area, _corners(area, user), streets=form)
    services.save_draft(area, corners, by=user)
    return _page(request, area, corners, drawn=inside_in_words(area, corners))


def _by_file(request: HttpRequest, area: Area) -> HttpResponse:
    """The first sound shape of a file, to look at and move."""
    form = FileForm(request.POST, request.FILES)
    user = person(request)
    now = _corners(area, user)
    if not form.is_valid():
        return _page(request, area, now, file=form)
    limits = "officer" if _is_officer(user, area) else "contact"
    try:
        reading = read_file(form.cleaned_data["file"].read(), limits=limits)
    except Unreadable as refusal:
        form.add_error("file", sentence_of(refusal))
        return _page(request, area, now, file=form)
    shapes = [found.shape for found in reading.features if found.shape]
    if not shapes:
        broken = reading.features[0] if reading.features else None
        sentence = say(broken.fault, broken.known) if broken else say("empty", {})
        form.add_error("file", sentence)
        return _page(request, area, now, file=form)
    corners = [list(c) for c in movable(shapes[0])]
    services.save_draft(area, corners, by=user)
    return _page(request, area, corners, drawn=inside_in_words(area, corners))


def inside_in_words(area: Area, corners: list[list[float]]) -> str:
    """How many addresses the corners hold; nothing while they cross."""
    ring = [tuple(corner) for corner in corners]
    shape = MultiPolygon(Polygon([*ring, ring[0]], srid=4326), srid=4326)
    if not shape.valid:
        return ""
    count = households_in(shape).filter(municipality=area.municipality).count()
    words = ngettext(
        "%(count)s address lies inside the boundary.",
        "%(count)s addresses lie inside the boundary.",
        count,
    )
    return words % {"count": count}
