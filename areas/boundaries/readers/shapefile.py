"""Shapefiles (ESRI's white paper, July 1998): the .shp in order, without its index."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterator

from areas.boundaries import systems
from areas.boundaries.plain import (
    Faulty,
    Feature,
    Limits,
    Polygon,
    Position,
    Ring,
    Unreadable,
    tidy,
)

from . import dbf
from .words import decode

MAGIC = b"\x00\x00\x27\x0a"
HEADER = 100
NULL, POLYGONS = 0, (5, 15, 25)  # flat, with heights, with measures
OTHERS = {1: "point", 8: "point", 3: "line"}
LEAST_RING = 4


def read(parts: dict[str, bytes], limits: Limits, *, wanted: str = "") -> list[Feature]:
    """The features of one shapefile; `parts` has its files by extension (".shp")."""
    crs = _crs(parts.get(".prj"))
    contents = list(_records(parts[".shp"], limits))
    table = parts.get(".dbf")
    names = dbf.names(table, parts.get(".cpg"), wanted=wanted) if table else []
    features = []
    for number, content in enumerate(contents, start=1):
        name = names[number - 1] if number <= len(names) else ""
        features.append(_feature(number, tidy(name), crs, content))
    return features


def _crs(prj: bytes | None) -> int | None:
    if prj is None or not prj.strip():
        return None
    text = decode(prj)
    crs = systems.by_wkt(text)
    if crs is None:
        raise Unreadable("unknown_crs", named=tidy(systems.named_in(text)))
    return crs


def _records(data: bytes, limits: Limits) -> Iterator[bytes]:
    if len(data) < HEADER or not data.startswith(MAGIC):
        raise Unreadable("broken_shapefile")
    end = struct.unpack_from(">i", data, 24)[0] * 2
    if not HEADER <= end <= len(data):
        raise Unreadable("broken_shapefile")
    at, count = HEADER, 0
    while at < end:
        if at + 8 > len(data):
            raise Unreadable("broken_shapefile")
        length = struct.unpack_from(">ii", data, at)[1] * 2
        if length < 4 or at + 8 + length > len(data):  # noqa: PLR2004
            raise Unreadable("broken_shapefile")
        count += 1
        if count > limits.features:
            raise Unreadable("too_many_features", most=limits.features)
        yield data[at + 8 : at + 8 + length]
        at += 8 + length


def _feature(number: int, name: str, crs: int | None, content: bytes) -> Feature:
    feature = Feature(number, name=name, crs=crs)
    try:
        feature.polygons = _polygons(content)
    except Faulty as fault:
        feature.fault, feature.known = fault.code, fault.known
    except struct.error:
        feature.fault = "broken_geometry"
    return feature


def _polygons(content: bytes) -> list[Polygon]:
    (kind,) = struct.unpack_from("<i", content, 0)
    if kind == NULL:
        raise Faulty("empty")
    if kind not in POLYGONS:
        raise Faulty(OTHERS.get(kind % 10, "not_a_surface"))
    count, corners = struct.unpack_from("<ii", content, 36)
    if count < 0 or corners < 0 or 44 + 4 * count + 16 * corners > len(content):
        raise Faulty("broken_geometry")
    starts = [*struct.unpack_from(f"<{count}i", content, 44), corners]
    if starts != sorted(starts) or (count and starts[0] != 0):
        raise Faulty("broken_geometry")
    flat = struct.unpack_from(f"<{2 * corners}d", content, 44 + 4 * count)
    points = list(zip(flat[::2], flat[1::2], strict=True))
    rings = [points[a:b] for a, b in itertools.pairwise(starts)]
    return _grouped(rings)


def _grouped(rings: list[Ring]) -> list[Polygon]:
    """Outer rings run clockwise; a hole goes to the outer ring that its start is in.

    Files drawn the wrong way round have holes without an outer ring: those are outer.
    """
    outer = [ring for ring in rings if _turn(ring) <= 0]
    polygons: list[Polygon] = [[ring] for ring in outer]
    for hole in (ring for ring in rings if _turn(ring) > 0):
        around = [
            p for p in polygons if len(p[0]) >= LEAST_RING and within(hole[0], p[0])
        ]
        if around:
            min(around, key=lambda p: abs(_turn(p[0]))).append(hole)
        else:
            polygons.append([hole])
    return polygons


def _turn(ring: Ring) -> float:
    """Twice the area, positive when it runs against the clock."""
    if not ring:
        return 0.0
    x0, y0 = ring[0]
    pairs = itertools.pairwise(ring)
    return sum((a - x0) * (d - y0) - (c - x0) * (b - y0) for (a, b), (c, d) in pairs)


def within(point: Position, ring: Ring) -> bool:
    """Whether the point lies in the ring (ray casting)."""
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in itertools.pairwise(ring):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside
