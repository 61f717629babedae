"""A boundary that grows round the homes of chosen streets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.gis.geos import GEOSGeometry, MultiPoint, MultiPolygon, Point

from areas.boundaries.faults import Neighbour
from areas.boundaries.measure import metric
from areas.boundaries.systems import WGS84
from areas.models.places import SWEREF99TM

GARDEN = 35.0  # metres kept round the outermost homes
REACH = 90.0  # metres between homes that belong together
BETWEEN = 3.0  # metres left to a neighbouring area
FEWEST_CORNERS = 4
SMOOTH = (0.5, 2.0, 5.0, 10.0, 20.0)  # metres; until the corners are few enough
MOST_CORNERS = 24


def grown_round(
    points: Sequence[Point], others: Iterable[Neighbour]
) -> list[tuple[float, float]]:
    """The corners (lon, lat), not closed, of one shape round the homes.

    It follows the streets rather than cutting straight across, keeps off neighbouring
    areas, and has few enough corners to be moved by hand. Empty without homes.
    """
    if not points:
        return []
    flat = metric(MultiPoint(list(points), srid=WGS84))
    near = flat.buffer(REACH, 4).buffer(GARDEN - REACH, 4)
    shape = _one_piece(near, flat)
    for other in others:
        taken = metric(other.shape)
        if taken.intersects(shape):
            shape = _largest(shape.difference(taken.buffer(BETWEEN, 2)))
    return _corners(shape)


def _one_piece(shape: GEOSGeometry, homes: GEOSGeometry) -> GEOSGeometry:
    """Homes too far apart to hang together are bound by the shortest outline."""
    if shape.geom_type == "Polygon":
        return shape
    return homes.convex_hull.buffer(GARDEN, 4)


def _largest(shape: GEOSGeometry) -> GEOSGeometry:
    if isinstance(shape, MultiPolygon):
        return max(shape, key=lambda part: part.area)
    return shape


def movable(shape: MultiPolygon) -> list[tuple[float, float]]:
    """A boundary's corners (lon, lat), few enough to be moved by hand.

    Only the outer ring of its largest part; within twenty metres of what it was.
    """
    return _corners(metric(_largest(shape)))


def _corners(shape: GEOSGeometry) -> list[tuple[float, float]]:
    shape.srid = SWEREF99TM
    for tolerance in SMOOTH:
        plain = shape.simplify(tolerance, preserve_topology=True)
        if plain.num_coords <= MOST_CORNERS:
            break
    if plain.empty or plain.num_coords < FEWEST_CORNERS:
        return []
    ring = plain.transform(WGS84, clone=True).coords[0]  # type: ignore[attr-defined]
    return [(round(x, 6), round(y, 6)) for x, y in ring[:-1]]
