"""What lies inside a shape or round a place, for other apps."""

from __future__ import annotations

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon

from areas.boundaries.measure import SWEREF99TM, metric
from areas.boundaries.placing import households_in
from areas.models import Municipality

WGS84 = 4326


def homes_inside(shape: GEOSGeometry, municipality: Municipality) -> list[int]:
    """The ids of a municipality's homes whose point lies in the shape."""
    rows = households_in(shape).filter(municipality=municipality)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def ring_round(place: GEOSGeometry, metres: int) -> MultiPolygon:
    """Everything within so many metres, measured in SWEREF 99 TM."""
    ring = metric(place).buffer(metres, 16)
    ring.srid = SWEREF99TM
    ring.transform(WGS84)
    if isinstance(ring, MultiPolygon):
        return ring
    return MultiPolygon(ring, srid=WGS84)
