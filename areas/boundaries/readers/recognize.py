"""Which reader a file belongs to, by its content; its name says nothing."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from areas.boundaries.plain import Feature, Limits, Unreadable

from . import archive, geojson, geopackage, markup, shapefile
from .words import BOMS

SIDES = (".shp", ".shx", ".dbf", ".prj", ".cpg")
INSIDE = {".kml", ".gpkg", ".geojson", ".json", ".gpx"}  # what a zip may also hold


def read(data: bytes, limits: Limits, *, wanted: str = "") -> tuple[str, list[Feature]]:
    """The format's name and the features, whatever of ours the bytes are."""
    kind = recognize(data)
    if kind == "archive":
        return _from_archive(archive.entries(data, limits), limits, wanted)
    if kind not in limits.formats:
        raise Unreadable("officers_format", format=kind)
    return kind, _one(kind, data, limits, wanted)


def recognize(data: bytes) -> str:
    """The format that the first bytes speak of."""
    if not data.strip(b" \t\r\n\0"):
        raise Unreadable("empty_file")
    if data.startswith((archive.MAGIC, archive.EMPTY)):
        return "archive"
    if data.startswith(geopackage.MAGIC):
        return "geopackage"
    if data.startswith(shapefile.MAGIC):
        return "shapefile"
    return _of_text(data)


def _of_text(data: bytes) -> str:
    start = data[:4000]
    for mark, encoding in BOMS:
        if start.startswith(mark):
            start = start[len(mark) :].decode(encoding, "replace").encode()
    start = start.lstrip()
    if start.startswith((b"{", b"[")):
        return "geojson"
    tag = re.search(rb"<(?:[\w.-]+:)?(kml|gpx)[\s>]", start, re.IGNORECASE)
    if start.startswith(b"<") and tag:
        return tag[1].decode().lower()
    raise Unreadable("unknown_format")


def _one(kind: str, data: bytes, limits: Limits, wanted: str) -> list[Feature]:
    if kind == "geojson":
        return geojson.read(data, limits, wanted=wanted)
    if kind == "geopackage":
        return geopackage.read(data, limits, wanted=wanted)
    if kind == "shapefile":
        return shapefile.read({".shp": data}, limits, wanted=wanted)
    if kind == "gpx":
        return markup.read_gpx(data, limits, wanted=wanted)
    return markup.read_kml(data, limits, wanted=wanted)


def _from_archive(
    files: dict[str, bytes], limits: Limits, wanted: str
) -> tuple[str, list[Feature]]:
    if any(_suffix(name) == ".shp" for name in files):
        return _shapefiles(files, limits, wanted)
    maps = [name for name in files if _suffix(name) in INSIDE]
    if not maps:
        raise Unreadable("no_map_inside")
    # A KMZ's main file is its first one at the top; the rest are pictures and parts.
    best = min(maps, key=lambda name: (name.count("/"), name.lower() != "doc.kml"))
    if _suffix(best) == ".kml" and "kmz" in limits.formats:
        return "kmz", markup.read_kml(files[best], limits, wanted=wanted)
    if recognize(files[best]) == "archive":
        raise Unreadable("nested_archive")
    return read(files[best], limits, wanted=wanted)


def _shapefiles(
    files: dict[str, bytes], limits: Limits, wanted: str
) -> tuple[str, list[Feature]]:
    """All shapefiles of an archive, one after the other."""
    if "shapefile" not in limits.formats:
        raise Unreadable("officers_format", format="shapefile")
    features: list[Feature] = []
    for name in sorted(n for n in files if _suffix(n) == ".shp"):
        features += shapefile.read(_sides(files, name), limits, wanted=wanted)
    if len(features) > limits.features:
        raise Unreadable("too_many_features", most=limits.features)
    for number, feature in enumerate(features, start=1):
        feature.number = number
    return "shapefile", features


def _sides(files: dict[str, bytes], name: str) -> dict[str, bytes]:
    """The files of the same name beside a .shp, by extension."""
    stem = _stem(name)
    return {
        _suffix(other): data
        for other, data in files.items()
        if _stem(other) == stem and _suffix(other) in SIDES
    }


def _stem(name: str) -> str:
    return str(PurePosixPath(name).with_suffix("")).casefold()


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()
