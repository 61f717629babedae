"""What the map panel draws: areas' outlines and the ground, never a home.

Shapes are simplified to what a screen's pixel shows and clipped to the view; the
answer for a whole county stays below 200 kB (performance.md, the map's data).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from string import ascii_uppercase
from typing import Any

from django.contrib.gis.geos import GEOSException, GEOSGeometry, Point, Polygon
from django.urls import reverse

from areas.models import Area, Boundary, Locality, Municipality, Street

HEAVIEST = 190_000  # bytes
WHOLE = 9  # the zoom at which a county fills the screen
STREETS_FROM = 13
MOST_STREETS = 400
COARSER = 4.0
LINES = ("LineString", "MultiLineString")
Box = tuple[float, float, float, float]


def letter(number: int) -> str:
    """A, B … Z, AA …: the sign of the n-th area in list and map, from 0."""
    rest, place = divmod(number, len(ascii_uppercase))
    return (letter(rest - 1) if rest else "") + ascii_uppercase[place]


def pixel(zoom: float) -> float:
    """Degrees of longitude that one pixel covers."""
    return float(360 / (256 * 2.0**zoom))


def area_shapes(
    areas: Iterable[Area],
    *,
    letters: Mapping[int, str] | None = None,
    chosen: Area | None = None,
    zoom: float = 15,
) -> list[dict[str, Any]]:
    """These areas as the panel wants them; one query for their boundaries."""
    listed = list(areas)
    rows = Boundary.objects.exclude(state=Boundary.State.REFUSED)
    rows = rows.filter(area__in=listed, replaced_on=None)
    # Proposed ones first, so that the approved one takes their place.
    shapes = {row.area_id: row.shape for row in rows.order_by("-state", "pk")}
    return [
        _drawn(area, shapes[area.pk], zoom=zoom)
        | {"letter": (letters or {}).get(area.pk, ""), "chosen": area == chosen}
        for area in listed
        if area.pk in shapes
    ]


def county(box: Box | None = None, zoom: float = WHOLE) -> dict[str, Any]:
    """Every open area in the box with the ground below, within the byte budget."""
    rows = Boundary.objects.current().exclude(area__state=Area.State.CLOSED)
    view = box_of(box) if box else None
    if view is not None:
        rows = rows.filter(shape__bboverlaps=view)
    found = [(row.area, row.shape) for row in rows.select_related("area")]
    data = ground(view, zoom)
    while True:
        data["areas"] = [_drawn(a, s, zoom=zoom, view=view) for a, s in found]
        if len(json.dumps(data, separators=(",", ":"))) < HEAVIEST or zoom < 1:
            return data
        # Too much for one answer: coarser shapes, and the smallest areas wait for
        # a closer look.
        zoom -= 1
        found = _larger(found)


def close_up(
    areas: Sequence[Area],
    *,
    letters: Mapping[int, str] | None = None,
    chosen: Area | None = None,
) -> dict[str, Any]:
    """These areas with the ground round them, small enough to stand in a page."""
    shapes = area_shapes(areas, letters=letters, chosen=chosen)
    rows = Boundary.objects.current().filter(area__in=areas)
    boxes = {row.area_id: row.shape.extent for row in rows}
    if not boxes:
        return {"areas": shapes} | ground()
    wests, souths, easts, norths = zip(*boxes.values(), strict=True)
    view = box_of((min(wests), min(souths), max(easts), max(norths)))
    data = {"areas": shapes} | ground(box_of(around(view, by=0.5)), STREETS_FROM - 1)
    if chosen and chosen.pk in boxes:
        near = box_of(around(box_of(boxes[chosen.pk]), by=1.0))
        data["streets"] = _streets(near, STREETS_FROM + 1)
    return data


def ground(view: GEOSGeometry | None = None, zoom: float = WHOLE) -> dict[str, Any]:
    """Municipalities' outlines, localities, and streets from close by."""
    outlines = _outlines(view, zoom)
    places = Locality.objects.order_by("-population")
    named = [{"name": p.name, "point": position(p.point)} for p in places[:60]]
    data: dict[str, Any] = {"outlines": outlines, "places": named}
    if zoom >= STREETS_FROM and view is not None:
        data["streets"] = _streets(view, zoom)
    return data


def _streets(view: GEOSGeometry, zoom: float) -> list[dict[str, Any]]:
    rows = Street.objects.filter(line__bboverlaps=view)[:MOST_STREETS]
    lines = [row.line.simplify(pixel(zoom)) for row in rows]
    return [{"line": rounded(corners_of(line))} for line in lines]


def box_of(box: Box) -> Polygon:
    """The box as a surface in WGS 84."""
    surface = Polygon.from_bbox(box)
    surface.srid = 4326
    return surface


def _outlines(view: GEOSGeometry | None, zoom: float) -> list[dict[str, Any]]:
    """The municipalities, or as much of their borders as the view shows."""
    rows = Municipality.objects.only("boundary")
    if view is None:
        return [geojson(row.boundary, COARSER * pixel(zoom)) for row in rows]
    seen = rows.filter(boundary__bboverlaps=view)
    lines = [row.boundary.boundary.intersection(view) for row in seen]
    kept = [line for line in lines if line.geom_type in LINES and not line.empty]
    return [geojson(line, pixel(zoom)) for line in kept]


def around(shape: GEOSGeometry, *, by: float = 0.25) -> Box:
    """The box of a shape with a part of its size on each side."""
    west, south, east, north = shape.extent
    x, y = (east - west) * by, (north - south) * by
    return west - x, south - y, east + x, north + y


def _larger(found: list[tuple[Area, Any]]) -> list[tuple[Area, Any]]:
    by_size = sorted(found, key=lambda one: one[1].area, reverse=True)
    return by_size[: max(100, len(by_size) * 9 // 10)]


def _drawn(
    area: Area, shape: GEOSGeometry, *, zoom: float, view: GEOSGeometry | None = None
) -> dict[str, Any]:
    return {
        "letter": "",
        "name": area.name,
        "state": area.state,
        "url": reverse("areas:area-detail", args=[area.slug]),
        "chosen": False,
        "shape": geojson(_clipped(shape, view), pixel(zoom)),
    }


def _clipped(shape: GEOSGeometry, view: GEOSGeometry | None) -> GEOSGeometry:
    if view is None or view.contains(shape):
        return shape
    try:
        part = shape.intersection(view)
    except GEOSException:
        return shape
    return part if part.geom_type in ("Polygon", "MultiPolygon") else shape


def geojson(shape: GEOSGeometry, tolerance: float) -> dict[str, Any]:
    """A shape's GeoJSON with corners closer than the tolerance left out."""
    plain = shape.simplify(tolerance, preserve_topology=True)
    return {"type": plain.geom_type, "coordinates": rounded(corners_of(plain))}


def corners_of(shape: GEOSGeometry) -> Any:
    """The shape's coordinates; every kind of geometry has them."""
    return shape.coords  # type: ignore[attr-defined]


def position(point: Point) -> list[float]:
    """Longitude and latitude to a metre."""
    return [round(point.x, 5), round(point.y, 5)]


def rounded(coords: Any) -> Any:
    """Five decimals of a degree: a metre."""
    if isinstance(coords, float):
        return round(coords, 5)
    return [rounded(one) for one in coords]
