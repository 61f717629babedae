"""From a file's rings to WGS 84: one system, no repeats, closed, and not too many."""

from __future__ import annotations

import math

from . import systems
from .plain import Faulty, Feature, Limits, Polygon, Position, Ring, Unreadable

LEAST = 4  # positions of a closed ring
METRES_PER_DEGREE = 111_320.0
TOLERANCES = (0.5, 1.0, 2.0)  # metres; decision 48 allows two at most
SURE = (
    "kml",
    "kmz",
    "gpx",
    "geojson",
)  # formats that mean WGS 84 when they say nothing


def settle(
    kind: str, features: list[Feature], limits: Limits, *, crs: int | None
) -> list[Feature]:
    """The same features in WGS 84; Unreadable when nobody knows the system."""
    corners = sum(len(r) for f in features for p in f.polygons for r in p)
    if corners > limits.corners:
        raise Unreadable("too_many_corners_file", corners=corners, most=limits.corners)
    for feature in features:
        feature.crs = crs or feature.crs
    _ask_for_crs(kind, features, limits)
    for feature in features:
        if not feature.fault:
            _settle_one(feature, limits)
    return features


def _ask_for_crs(kind: str, features: list[Feature], limits: Limits) -> None:
    for feature in features:
        if feature.crs is not None or feature.fault:
            continue
        guess = _guess(feature)
        if kind in SURE and guess in (None, systems.WGS84):
            feature.crs = systems.WGS84
        elif not limits.any_crs:
            raise Unreadable("only_wgs84", named=systems.NAMES[guess or systems.WGS84])
        else:
            raise Unreadable("needs_crs", likely=guess)


def _guess(feature: Feature) -> int | None:
    for polygon in feature.polygons:
        for x, y in (position for ring in polygon for position in ring):
            if math.isfinite(x) and math.isfinite(y):
                return systems.likely(x, y) or systems.likely(y, x)
    return None


def _settle_one(feature: Feature, limits: Limits) -> None:
    try:
        feature.polygons = _settled(feature, limits)
    except Faulty as fault:
        feature.polygons = []
        feature.fault, feature.known = fault.code, fault.known


def _settled(feature: Feature, limits: Limits) -> list[Polygon]:
    crs = feature.crs or systems.WGS84
    polygons = [
        [clean([systems.to_wgs84(p, crs) for p in ring]) for ring in polygon if ring]
        for polygon in feature.polygons
    ]
    polygons = [polygon for polygon in polygons if polygon]
    if not polygons:
        raise Faulty("empty")
    rings = sum(len(polygon) for polygon in polygons)
    if rings > limits.rings:
        raise Faulty("too_many_rings", rings=rings, most=limits.rings)
    return _few_enough(polygons, limits)


def clean(ring: Ring) -> Ring:
    """The ring without corners that repeat the one before, and closed."""
    kept = [p for i, p in enumerate(ring) if i == 0 or p != ring[i - 1]]
    if kept[0] != kept[-1]:
        kept.append(kept[0])
    if len(kept) < LEAST:
        raise Faulty("too_few_corners", where=list(kept[0]))
    return kept


def _few_enough(polygons: list[Polygon], limits: Limits) -> list[Polygon]:
    """As given if small enough, else simplified as little as will do."""
    corners = _corners(polygons)
    if corners <= limits.corners_each:
        return polygons
    for tolerance in TOLERANCES if limits.simplifies else ():
        lighter = [[simplified(r, tolerance) for r in p] for p in polygons]
        if _corners(lighter) <= limits.corners_each:
            return lighter
    raise Faulty("too_many_corners", corners=corners, most=limits.corners_each)


def _corners(polygons: list[Polygon]) -> int:
    return sum(len(ring) for polygon in polygons for ring in polygon)


def simplified(ring: Ring, metres: float) -> Ring:
    """Douglas-Peucker on a closed ring, split at the corner farthest from its start."""
    flat = _flat(ring)
    far = max(range(len(flat)), key=lambda i: math.dist(flat[0], flat[i]))
    keep = {0, far, len(ring) - 1}
    waiting = [(0, far), (far, len(ring) - 1)]
    while waiting:
        start, end = waiting.pop()
        away, at = _farthest(flat, start, end)
        if away > metres:
            keep.add(at)
            waiting += [(start, at), (at, end)]
    kept = [ring[i] for i in sorted(keep)]
    return kept if len(kept) >= LEAST else ring


def _flat(ring: Ring) -> list[Position]:
    """Metres enough for a tolerance: degrees scaled at the ring's own latitude."""
    across = METRES_PER_DEGREE * math.cos(math.radians(ring[0][1]))
    return [(x * across, y * METRES_PER_DEGREE) for x, y in ring]


def _farthest(flat: list[Position], start: int, end: int) -> tuple[float, int]:
    """How far the farthest corner between two others lies from their line segment."""
    (ax, ay), (bx, by) = flat[start], flat[end]
    dx, dy = bx - ax, by - ay
    square = dx * dx + dy * dy
    worst, at = -1.0, start
    for i in range(start + 1, end):
        px, py = flat[i][0] - ax, flat[i][1] - ay
        along = max(0.0, min(1.0, (px * dx + py * dy) / square)) if square else 0.0
        away = (px - along * dx) ** 2 + (py - along * dy) ** 2
        if away > worst:
            worst, at = away, i
    return math.sqrt(max(worst, 0.0)) if at != start else 0.0, at
