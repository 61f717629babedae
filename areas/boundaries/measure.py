"""Metres, boxes and short numbers for the sentences about a boundary."""

from __future__ import annotations

import threading

from django.contrib.gis.gdal import CoordTransform, SpatialReference
from django.contrib.gis.geos import GEOSGeometry

from .plain import Position
from .systems import WGS84

SWEREF99TM = 3006  # metric work happens in this system
Box = tuple[float, float, float, float]  # west, south, east, north
# Making a transformation takes ten times as long as using it; threads may not share it.
_own = threading.local()


def metric(shape: GEOSGeometry) -> GEOSGeometry:
    """The shape in SWEREF 99 TM: metres."""
    if not hasattr(_own, "to_metres"):
        systems = SpatialReference(WGS84), SpatialReference(SWEREF99TM)
        _own.to_metres = CoordTransform(*systems)
    return shape.transform(_own.to_metres, clone=True)


def meets(one: Box, other: Box) -> bool:
    """Whether two boxes have anything in common."""
    return (
        one[0] <= other[2]
        and other[0] <= one[2]
        and one[1] <= other[3]
        and other[1] <= one[3]
    )


def middle(surface: GEOSGeometry) -> Position:
    """A point that lies on the surface, also when it is bent."""
    point = surface.point_on_surface
    return round(point.x, 6), round(point.y, 6)


def percent(share: float) -> str:
    """Whole percent, for a sentence; never 0 and never above 100."""
    return "1" if share < 0.015 else f"{min(share, 1) * 100:.0f}"  # noqa: PLR2004


def short(number: float) -> str:
    """Three figures with a Swedish comma."""
    return f"{number:.3g}".replace(".", ",") if number < 1000 else f"{number:.0f}"  # noqa: PLR2004
