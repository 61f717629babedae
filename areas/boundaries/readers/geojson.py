"""GeoJSON (RFC 7946, and the older kind with a `crs` member)."""

from __future__ import annotations

import json
from typing import Any

from areas.boundaries import systems
from areas.boundaries.plain import (
    DEPTH,
    Faulty,
    Feature,
    Limits,
    Polygon,
    Ring,
    Unreadable,
    tidy,
)

from .words import decode, name_among, name_field

GEOMETRIES = {
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
}


def read(data: bytes, limits: Limits, *, wanted: str = "") -> list[Feature]:
    """The features of a FeatureCollection, a Feature or a bare geometry."""
    given = _parse(decode(data))
    crs = _crs(given.get("crs"), limits)
    rows = _rows(given)
    if len(rows) > limits.features:
        raise Unreadable("too_many_features", most=limits.features)
    if wanted:
        name_field(_fields(rows), wanted)
    return [
        _feature(number, row, crs, wanted=wanted)
        for number, row in enumerate(rows, start=1)
    ]


def _parse(text: str) -> dict[str, Any]:
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("broken_json") from error
    if not isinstance(given, dict):
        raise Unreadable("not_geojson")
    return given


def _rows(given: dict[str, Any]) -> list[Any]:
    kind = given.get("type")
    if kind == "FeatureCollection":
        rows = given.get("features")
        if not isinstance(rows, list):
            raise Unreadable("not_geojson")
        return rows
    if kind == "Feature":
        return [given]
    if isinstance(kind, str) and kind in GEOMETRIES:
        return [{"type": "Feature", "properties": {}, "geometry": given}]
    raise Unreadable("not_geojson")


def _fields(rows: list[Any]) -> set[str]:
    properties = (row.get("properties") for row in rows if isinstance(row, dict))
    return {str(key) for some in properties if isinstance(some, dict) for key in some}


def _crs(member: Any, limits: Limits) -> int | None:
    """What an old file's `crs` member names; contacts may only name WGS 84."""
    if member is None:
        return None
    try:
        name = str(member["properties"]["name"])
    except (TypeError, KeyError) as error:
        raise Unreadable("unknown_crs", named="crs") from error
    crs = systems.by_name(name)
    if crs is None:
        raise Unreadable("unknown_crs", named=tidy(name))
    if crs != systems.WGS84 and not limits.any_crs:
        raise Unreadable("only_wgs84", named=systems.NAMES[crs])
    return crs


def _feature(number: int, row: Any, crs: int | None, *, wanted: str) -> Feature:
    feature = Feature(number, crs=crs)
    if not isinstance(row, dict) or row.get("type") != "Feature":
        feature.fault = "not_a_feature"
        return feature
    properties = row.get("properties")
    if isinstance(properties, dict):
        feature.name = name_among(properties, wanted)
    try:
        feature.polygons = _polygons(row.get("geometry"))
    except Faulty as fault:
        feature.fault, feature.known = fault.code, fault.known
    return feature


def _polygons(geometry: Any, depth: int = 0) -> list[Polygon]:
    if depth > DEPTH:
        raise Faulty("too_deep")
    if geometry is None:
        raise Faulty("empty")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind == "GeometryCollection":
        parts = _list(geometry.get("geometries"))
        return [p for part in parts for p in _polygons(part, depth + 1)]
    if kind == "Polygon":
        return [_polygon(geometry.get("coordinates"))]
    if kind == "MultiPolygon":
        return [_polygon(part) for part in _list(geometry.get("coordinates"))]
    raise Faulty(_other(kind))


def _other(kind: Any) -> str:
    if kind in ("Point", "MultiPoint"):
        return "point"
    return "line" if kind in ("LineString", "MultiLineString") else "not_a_surface"


def _polygon(rings: Any) -> Polygon:
    return [_ring(ring) for ring in _list(rings)]


def _ring(positions: Any) -> Ring:
    return [_position(position) for position in _list(positions)]


def _position(given: Any) -> tuple[float, float]:
    """The first two numbers; heights stay behind."""
    if not isinstance(given, list) or len(given) < 2:  # noqa: PLR2004
        raise Faulty("not_numbers")
    return _number(given[0]), _number(given[1])


def _number(given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise Faulty("not_numbers")
    try:
        return float(given)
    except OverflowError as error:
        raise Faulty("not_finite") from error


def _list(given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise Faulty("not_numbers")
    return given
