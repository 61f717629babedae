"""KML and GPX. Entities, DTDs and links to other files are refused."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from areas.boundaries.plain import (
    DEPTH,
    Faulty,
    Feature,
    Limits,
    Polygon,
    Position,
    Ring,
    Unreadable,
    tidy,
)
from areas.boundaries.systems import WGS84

from .words import BOMS, name_among

SOUND_KINDS = {"Point": "point", "LineString": "line", "LinearRing": "line"}


def root(data: bytes) -> Element:
    """The parsed file, names without their namespaces."""
    try:
        tree = fromstring(_for_expat(data), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Unreadable("broken_xml") from error
    for element in tree.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    return tree  # type: ignore[no-any-return]


def _for_expat(data: bytes) -> bytes:
    """Leading blanks away, which XML forbids and people's editors leave."""
    return data if data.startswith(tuple(m for m, _ in BOMS)) else data.lstrip()


def read_kml(data: bytes, limits: Limits, *, wanted: str = "") -> list[Feature]:
    """A feature for each Placemark, in the file's order."""
    tree = root(data)
    if tree.find(".//NetworkLink") is not None:
        raise Unreadable("network_link")
    marks = list(tree.iter("Placemark"))
    if len(marks) > limits.features:
        raise Unreadable("too_many_features", most=limits.features)
    return [_placemark(n, mark, wanted) for n, mark in enumerate(marks, start=1)]


def _placemark(number: int, mark: Element, wanted: str) -> Feature:
    feature = Feature(number, name=_kml_name(mark, wanted), crs=WGS84)
    try:
        geometries = [child for child in mark if _is_geometry(child)]
        feature.polygons = [p for g in geometries for p in _kml_polygons(g)]
    except Faulty as fault:
        feature.fault, feature.known = fault.code, fault.known
    return feature


def _kml_name(mark: Element, wanted: str) -> str:
    given = {e.get("name", ""): e.text for e in mark.iter("SimpleData")}
    given |= {e.get("name", ""): e.findtext("value") for e in mark.iter("Data")}
    own = "" if wanted and wanted.casefold() != "name" else mark.findtext("name")
    return tidy(own) or name_among(given, wanted)


def _is_geometry(element: Element) -> bool:
    return element.tag in {"Polygon", "MultiGeometry", "Model", "Track", *SOUND_KINDS}


def _kml_polygons(geometry: Element, depth: int = 0) -> list[Polygon]:
    if depth > DEPTH:
        raise Faulty("too_deep")
    if geometry.tag == "Polygon":
        rings = [
            ring
            for side in ("outerBoundaryIs", "innerBoundaryIs")
            for ring in geometry.findall(f"{side}/LinearRing")
        ]
        return [[_kml_ring(ring) for ring in rings]]
    if geometry.tag == "MultiGeometry":
        inside = [child for child in geometry if _is_geometry(child)]
        return [p for child in inside for p in _kml_polygons(child, depth + 1)]
    raise Faulty(SOUND_KINDS.get(str(geometry.tag), "not_a_surface"))


def _kml_ring(ring: Element) -> Ring:
    text = ring.findtext("coordinates") or ""
    return [_kml_position(part) for part in text.split()]


def _kml_position(text: str) -> Position:
    parts = text.split(",")
    if len(parts) not in (2, 3):
        raise Faulty("not_numbers")
    return _number(parts[0]), _number(parts[1])


def _number(text: str | None) -> float:
    # float() takes "1_0" and other alphabets' digits, which no map program writes.
    if text is None or not text.isascii() or "_" in text:
        raise Faulty("not_numbers")
    try:
        return float(text)
    except ValueError as error:
        raise Faulty("not_numbers") from error


def read_gpx(data: bytes, limits: Limits, *, wanted: str = "") -> list[Feature]:  # noqa: ARG001
    """A feature for each track and route: walked or drawn round, closed by us."""
    lines = [e for e in root(data) if e.tag in ("trk", "rte")]
    if len(lines) > limits.features:
        raise Unreadable("too_many_features", most=limits.features)
    features = [_gpx_line(n, line) for n, line in enumerate(lines, start=1)]
    if not features:
        raise Unreadable("no_tracks")
    return features


def _gpx_line(number: int, line: Element) -> Feature:
    feature = Feature(number, name=tidy(line.findtext("name")), crs=WGS84)
    try:
        feature.polygons = [[ring] for ring in _gpx_rings(line)]
    except Faulty as fault:
        feature.fault, feature.known = fault.code, fault.known
    return feature


def _gpx_rings(line: Element) -> Iterator[Ring]:
    """A track's pieces are one walk: the receiver lost the sky in between."""
    points = list(line.iter("trkpt" if line.tag == "trk" else "rtept"))
    if points:
        yield [(_number(p.get("lon")), _number(p.get("lat"))) for p in points]
