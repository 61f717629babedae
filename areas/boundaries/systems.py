"""The coordinate systems that we read, by number, and their way to WGS 84.

Only these: text from a file is compared with names, never given to PROJ or GDAL, which
would follow addresses in it (setup.md 3.2). The formulas are Lantmäteriet's
Gauss-Krüger series ("Gauss Conformal Projection"), good to a millimetre; RT 90 goes
straight to SWEREF 99 with Lantmäteriet's fitted parameters, good to a decimetre or so.
SWEREF 99 and WGS 84 are taken as one: they differ by less than a metre.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from .plain import Faulty, Position

WGS84 = 4326
HALF_ROUND = 180  # degrees
SWEDEN = (10.5, 55.0, 24.5, 69.2)  # west, south, east, north
AXIS = 6378137.0  # GRS 80
FLATTENING = 1 / 298.257222101


@dataclass(frozen=True)
class Projection:
    """A transverse Mercator on GRS 80, and the box within which Sweden lies in it."""

    meridian: float  # degrees
    scale: float
    north: float  # false northing, metres
    east: float  # false easting
    box: tuple[float, float, float, float]  # west, south, east, north


PROJECTIONS = {
    3006: Projection(15.0, 0.9996, 0.0, 500000.0, (180e3, 6.08e6, 960e3, 7.72e6)),
    3008: Projection(13.5, 1.0, 0.0, 150000.0, (-60e3, 6.08e6, 720e3, 7.75e6)),
    3021: Projection(
        15 + 48 / 60 + 22.624306 / 3600,
        1.00000561024,
        -667.711,
        1500064.274,
        (1.15e6, 6.08e6, 1.95e6, 7.72e6),
    ),
}
NAMES = {
    4326: "WGS 84",
    3006: "SWEREF 99 TM",
    3008: "SWEREF 99 13 30",
    3021: "RT 90 2,5 gon V",
}

# What .prj files, GeoPackages and old GeoJSON call them: letters and digits only.
KNOWN_AS = {
    "wgs84": 4326,
    "gcswgs1984": 4326,
    "wgs1984": 4326,
    "ogccrs84": 4326,
    "crs84": 4326,
    "wgs84lonlat": 4326,
    "wgs84geographic2d": 4326,
    "sweref99": 4326,
    "gcssweref99": 4326,
    "sweref99tm": 3006,
    "etrs89sweref99tm": 3006,
    "sweref991330": 3008,
    "rt9025gonv": 3021,
    "rt9025gonw": 3021,
    "rt9025gonvest": 3021,
    "rt9025gonwest": 3021,
    "rt9025gonv0": 3021,
    "swedishnationalgrid": 3021,
}
BY_NUMBER = {4326: 4326, 4619: 4326, 3006: 3006, 3008: 3008, 3021: 3021, 2400: 3021}


def by_number(number: int) -> int | None:
    """Our system for an EPSG number, or None when it isn't one of ours."""
    return BY_NUMBER.get(number)


def by_name(text: str) -> int | None:
    """Our system for a name such as `SWEREF99_TM` or `urn:ogc:def:crs:EPSG::3006`."""
    text = text.strip()[:200]
    number = re.search(r"EPSG[:/]+(?:[\d.]*[:/]+)?(\d{4,6})$", text, re.IGNORECASE)
    if number:
        return by_number(int(number[1]))
    if re.search(r"CRS:*/?84$", text, re.IGNORECASE):
        return WGS84
    return KNOWN_AS.get(re.sub(r"[^a-z0-9]", "", text.lower()))


def by_wkt(text: str) -> int | None:
    """Our system for the text of a .prj file: its first name decides."""
    if text.lstrip("\ufeff \r\n\t").upper().startswith(("PROJCS", "GEOGCS", "PROJCRS")):
        first = re.search(r'"([^"]{1,200})"', text[:2000])
        return by_name(first[1]) if first else None
    if text.lstrip("\ufeff \r\n\t").upper().startswith(("GEOGCRS", "GEODCRS")):
        first = re.search(r'"([^"]{1,200})"', text[:2000])
        return by_name(first[1]) if first else None
    return by_name(text)


def named_in(text: str) -> str:
    """What a .prj file calls its system, for a sentence; short and harmless."""
    first = re.search(r'"([^"]{1,80})"', text[:2000])
    return " ".join((first[1] if first else text[:80]).split())


def inside(box: tuple[float, float, float, float], x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def likely(x: float, y: float) -> int | None:
    """The system in which this point would lie in Sweden, if there is one.

    SWEREF 99 TM and 13 30 share numbers; a point is taken for the zone whose own strip
    it lies in (13 30 counts east from 150,000 m at its meridian).
    """
    if inside(SWEDEN, x, y):
        return WGS84
    if inside(PROJECTIONS[3021].box, x, y):
        return 3021
    if inside((60e3, 6.08e6, 240e3, 7.75e6), x, y):
        return 3008
    return 3006 if inside(PROJECTIONS[3006].box, x, y) else None


def to_wgs84(position: Position, crs: int) -> Position:
    """(lon, lat) of a position; Faulty when it can't lie in Sweden in that system."""
    x, y = position
    if not (math.isfinite(x) and math.isfinite(y)):
        raise Faulty("not_finite")
    box = SWEDEN if crs == WGS84 else PROJECTIONS[crs].box
    if not inside(box, x, y):
        if inside(box, y, x):
            raise Faulty("swapped")
        raise _misplaced(x, y, crs)
    return position if crs == WGS84 else _inverse(PROJECTIONS[crs], x, y)


def _misplaced(x: float, y: float, crs: int) -> Faulty:
    other = likely(x, y) or likely(y, x)
    if other and other != crs:
        return Faulty("other_system", said=NAMES[crs], likely=NAMES[other])
    where = (
        [round(x, 4), round(y, 4)] if crs == WGS84 and abs(x) <= HALF_ROUND else None
    )
    return Faulty("outside_sweden", **({"where": where} if where else {}))


def _series() -> tuple[float, tuple[float, ...], tuple[float, ...]]:
    """The sphere's radius, and the coefficients from plane to sphere to ellipsoid."""
    n = FLATTENING / (2 - FLATTENING)
    e2 = FLATTENING * (2 - FLATTENING)
    radius = AXIS / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    deltas = (
        n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96 - n**4 / 360,
        n**2 / 48 + n**3 / 15 - 437 * n**4 / 1440,
        17 * n**3 / 480 - 37 * n**4 / 840,
        4397 * n**4 / 161280,
    )
    latitudes = (
        e2 + e2**2 + e2**3 + e2**4,
        -(7 * e2**2 + 17 * e2**3 + 30 * e2**4) / 6,
        (224 * e2**3 + 889 * e2**4) / 120,
        -(4279 * e2**4) / 1260,
    )
    return radius, deltas, latitudes


RADIUS, DELTAS, LATITUDES = _series()


def _inverse(system: Projection, x: float, y: float) -> Position:
    radius = system.scale * RADIUS
    xi, eta = (y - system.north) / radius, (x - system.east) / radius
    xi_sphere, eta_sphere = xi, eta
    for step, delta in enumerate(DELTAS, start=1):
        k = 2 * step
        xi_sphere -= delta * math.sin(k * xi) * math.cosh(k * eta)
        eta_sphere -= delta * math.cos(k * xi) * math.sinh(k * eta)
    phi = math.asin(math.sin(xi_sphere) / math.cosh(eta_sphere))
    away = math.atan2(math.sinh(eta_sphere), math.cos(xi_sphere))
    sine = math.sin(phi)
    a, b, c, d = LATITUDES
    more = a + sine**2 * (b + sine**2 * (c + sine**2 * d))
    latitude = phi + sine * math.cos(phi) * more
    return system.meridian + math.degrees(away), math.degrees(latitude)
