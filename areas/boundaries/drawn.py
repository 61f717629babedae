"""A boundary drawn on the page: the GeoJSON of a form field, read here and now."""

from __future__ import annotations

from django.contrib.gis.geos import MultiPolygon, Polygon

from areas.exceptions import Refused

from .plain import CONTACT, Unreadable
from .readers import geojson
from .rings import settle
from .sentences import say, sentence_of
from .systems import WGS84

LONGEST_TEXT = 200_000  # characters


def shape_of(text: str) -> MultiPolygon:
    """The MultiPolygon (WGS 84) in a geometry or Feature; Refused with a sentence.

    What the page sends is small, so it needs no process of its own; the numbers are
    under the same limits as a contact's file. Call `faults.faults` on the answer.
    """
    if len(text) > LONGEST_TEXT:
        raise Refused(say("too_large", {"most": LONGEST_TEXT / 1_000_000}))
    try:
        features = geojson.read(text.encode("utf-8", "replace"), CONTACT)
        features = settle("geojson", features, CONTACT, crs=None)
    except Unreadable as refusal:
        raise Refused(sentence_of(refusal), code=refusal.code) from refusal
    if fault := next((f for f in features if f.fault), None):
        raise Refused(say(fault.fault, fault.known), code=fault.fault)
    polygons = [polygon for feature in features for polygon in feature.polygons]
    if not polygons:
        raise Refused(say("empty", {}), code="empty")
    parts = [Polygon(*polygon, srid=WGS84) for polygon in polygons]
    return MultiPolygon(*parts, srid=WGS84)
