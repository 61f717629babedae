"""What is wrong with a boundary, in words and with the place where it is.

A shape is never mended: it is refused and the place shown (decision 48). The order
matters: GEOS gets only shapes that our own checks have let through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Protocol, cast

from django.contrib.gis.geos import (
    GEOSException,
    GEOSGeometry,
    MultiPolygon,
    Polygon,
)

from .crossing import Tangled, crossings
from .measure import Box, meets, metric, middle, percent, short
from .plain import CONTACT, Faulty, Limits, Position, Ring
from .sentences import say
from .systems import WGS84, to_wgs84

SQUARE_KM = 1_000_000.0
HECTARE = 10_000.0
AREA_SIZES = (0.01, 200.0)  # km², guarantees 10
MUNICIPALITY_SIZES = (1.0, 25_000.0)
MOST_OVERLAP = 0.02  # of the smaller, decision 17
MOST_OUTSIDE = 0.02
BORDER_STRIP = 50.0  # metres: public boundaries are simplified by that much
LEAST = 4


@dataclass(frozen=True)
class Fault:
    """One thing to mend; `stops` is false when it is only worth knowing.

    `where` is (lon, lat); `geometry` (WGS 84) is there when a surface shows it better.
    """

    code: str
    sentence: str
    where: Position | None = None
    geometry: GEOSGeometry | None = None
    stops: bool = True


@dataclass
class Neighbour:
    """Another boundary that this one may touch but not lie over."""

    name: str
    shape: GEOSGeometry

    @cached_property
    def extent(self) -> Box:
        """Its box; asking GEOS for it costs more than most comparisons."""
        return self.shape.extent

    @cached_property
    def size(self) -> float:
        """Its square metres."""
        return metric(self.shape).area


class HasBoundary(Protocol):
    """A municipality, or what looks like one."""

    name: str
    boundary: MultiPolygon


def faults(
    shape: GEOSGeometry,
    *,
    municipality: HasBoundary | None = None,
    others: Iterable[Neighbour] = (),
    limits: Limits = CONTACT,
    sizes: tuple[float, float] = AREA_SIZES,
) -> list[Fault]:
    """Everything wrong with a shape in WGS 84; empty when it is sound.

    Later checks need a shape that the earlier ones let through, so a shape that crosses
    itself is not also measured against its neighbours.
    """
    steps = (
        partial(_of_numbers, shape, limits),
        partial(_of_form, shape),
        partial(_of_place, shape, municipality, others, sizes),
    )
    for step in steps:
        found = list(step())
        if any(fault.stops for fault in found):
            return found
    return found


def stopping(found: Iterable[Fault]) -> list[Fault]:
    """Those of the faults that a boundary may not have."""
    return [fault for fault in found if fault.stops]


def _fault(
    code: str,
    where: Position | None = None,
    geometry: GEOSGeometry | None = None,
    **known: object,
) -> Fault:
    return Fault(code, say(code, known), where, geometry, stops=code != "hole")


# --- numbers ----------------------------------------------------------------


def _polygons(shape: Any) -> list[list[Ring]]:
    parts = [shape.coords] if isinstance(shape, Polygon) else shape.coords
    return [[[(p[0], p[1]) for p in ring] for ring in part] for part in parts]


def _of_numbers(shape: GEOSGeometry, limits: Limits) -> Iterator[Fault]:
    if not isinstance(shape, Polygon | MultiPolygon):
        yield _fault("not_a_surface")
        return
    if shape.empty:
        yield _fault("empty")
        return
    if shape.num_coords > limits.corners_each:
        corners = shape.num_coords
        yield _fault("too_many_corners", corners=corners, most=limits.corners_each)
        return
    rings = [ring for polygon in _polygons(shape) for ring in polygon]
    if len(rings) > limits.rings:
        yield _fault("too_many_rings", rings=len(rings), most=limits.rings)
    yield from _misplaced(rings)


def _misplaced(rings: list[Ring]) -> Iterator[Fault]:
    """The first corner that cannot be in Sweden; where all are wrong one is enough."""
    try:
        for ring in rings:
            for position in ring:
                to_wgs84(position, WGS84)
    except Faulty as fault:
        where = cast(Position | None, fault.known.pop("where", None))
        yield _fault(fault.code, (where[0], where[1]) if where else None, **fault.known)
    for ring in rings:
        if len(set(ring)) < LEAST - 1:
            yield _fault("too_few_corners", ring[0] if ring else None)


# --- form -------------------------------------------------------------------


def _of_form(shape: GEOSGeometry) -> Iterator[Fault]:
    rings = [ring for polygon in _polygons(shape) for ring in polygon]
    try:
        places = crossings(rings)
    except Tangled:
        yield _fault("tangled")
        return
    yield from (_fault("crossing", where) for where in places)
    if not places and not shape.valid:
        yield _fault("not_valid", _place_in(shape.valid_reason))


def _place_in(reason: str) -> Position | None:
    """GEOS says "Self-intersection[13.1 56.1]"."""
    found = re.search(r"\[(-?[\d.]+) (-?[\d.]+)\]", reason)
    return (float(found[1]), float(found[2])) if found else None


# --- place ------------------------------------------------------------------


def _of_place(
    shape: GEOSGeometry,
    municipality: HasBoundary | None,
    others: Iterable[Neighbour],
    sizes: tuple[float, float],
) -> Iterator[Fault]:
    size = metric(shape).area
    yield from _of_size(size, sizes)
    for polygon in _polygons(shape):
        yield from (_hole(ring) for ring in polygon[1:])
    if municipality is not None:
        yield from _outside(shape, size, municipality)
    box = shape.extent
    for other in others:
        if meets(box, other.extent):
            yield from _overlap(shape, size, other)


def _of_size(size: float, sizes: tuple[float, float]) -> Iterator[Fault]:
    least, most = sizes
    if size < least * SQUARE_KM:
        hectares = short(size / HECTARE)
        yield _fault("too_small", size=hectares, least=short(least * 100))
    if size > most * SQUARE_KM:
        yield _fault("too_big", size=short(size / SQUARE_KM), most=short(most))


def _hole(ring: Ring) -> Fault:
    surface = Polygon(ring, srid=WGS84)
    return _fault("hole", middle(surface), surface)


def _outside(
    shape: GEOSGeometry, size: float, municipality: HasBoundary
) -> Iterator[Fault]:
    """A narrow strip along the border is let pass: no boundary is that exact."""
    beyond = shape.difference(municipality.boundary)
    if beyond.empty:
        return
    flat = metric(beyond)
    share = flat.area / size
    if share > MOST_OUTSIDE and not flat.buffer(-BORDER_STRIP / 2).empty:
        known = {"share": percent(share), "municipality": municipality.name}
        yield _fault("outside_municipality", middle(beyond), beyond, **known)


def _overlap(shape: GEOSGeometry, size: float, other: Neighbour) -> Iterator[Fault]:
    try:
        common = shape.intersection(other.shape)
    except GEOSException:
        yield _fault("not_valid")
        return
    # Degrees do for a first look: neighbours that only touch end here.
    if common.area < MOST_OVERLAP / 2 * min(shape.area, other.shape.area):
        return
    share = metric(common).area / min(size, other.size)
    if share > MOST_OVERLAP:
        known = {"name": other.name, "share": percent(share)}
        yield _fault("overlap", middle(common), common, **known)
