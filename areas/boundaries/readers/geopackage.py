"""GeoPackage (OGC 12-128): an SQLite file, opened in memory and only read from."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing
from typing import Any

from areas.boundaries import systems
from areas.boundaries.plain import Faulty, Feature, Limits, Unreadable, tidy

from .wkb import Reader
from .words import name_field

MAGIC = b"SQLite format 3\0"
ENVELOPES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}  # bytes, by the header's flag
ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA}
LAYERS = """
    SELECT c.table_name, g.column_name, s.organization, s.organization_coordsys_id,
           s.srs_name
    FROM gpkg_contents c
    JOIN gpkg_geometry_columns g ON g.table_name = c.table_name
    JOIN sqlite_master m ON m.name = c.table_name AND m.type = 'table'
        AND m.rootpage > 0
    LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id
    WHERE c.data_type = 'features' ORDER BY c.rowid LIMIT 50
"""


def read(data: bytes, limits: Limits, *, wanted: str = "") -> list[Feature]:
    """The features of all layers, numbered through."""
    try:
        with closing(_opened(data)) as database:
            return _features(database, limits, wanted)
    except (sqlite3.Error, ValueError, OverflowError) as error:
        raise Unreadable("broken_geopackage") from error


def _opened(data: bytes) -> sqlite3.Connection:
    """The file as a database that can do nothing but answer SELECT."""
    database = sqlite3.connect(":memory:")
    # A file in WAL mode can't be opened from memory: bytes 18 and 19 say legacy mode.
    database.deserialize(data[:18] + b"\x01\x01" + data[20:])  # type: ignore[attr-defined]
    database.execute("PRAGMA trusted_schema = OFF")
    database.execute("PRAGMA cell_size_check = ON")
    database.execute("PRAGMA temp_store = MEMORY")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 20_000_000)
    database.text_factory = lambda raw: raw.decode("utf-8", "replace")
    database.set_authorizer(_authorize)
    return database


def _authorize(action: int, first: str | None, *_: Any) -> int:
    """No functions, no writing, no attaching, and of the pragmas only table_info."""
    if action not in ALLOWED:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and first != "table_info":
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def _features(
    database: sqlite3.Connection, limits: Limits, wanted: str
) -> list[Feature]:
    features: list[Feature] = []
    layers = database.execute(LAYERS).fetchall()
    if not layers:
        raise Unreadable("no_layers")
    for table, column, *srs in layers:
        crs = _crs(*srs)
        for name, blob in _rows(database, table, column, wanted):
            features.append(_feature(len(features) + 1, name, crs, blob))
            if len(features) > limits.features:
                raise Unreadable("too_many_features", most=limits.features)
    return features


def _rows(database: sqlite3.Connection, table: str, column: str, wanted: str) -> Any:
    fields = [
        row[1] for row in database.execute(f"PRAGMA table_info({_quoted(table)})")
    ]
    key = name_field((f for f in fields if f != column), wanted)
    name = _quoted(key) if key else "NULL"
    return database.execute(f"SELECT {name}, {_quoted(column)} FROM {_quoted(table)}")  # noqa: S608


def _quoted(name: str) -> str:
    return '"' + str(name).replace('"', '""') + '"'


def _crs(organization: Any, number: Any, name: Any) -> int | None:
    """None when the layer says that it doesn't know (srs_id -1 or 0)."""
    if organization is None or str(organization).upper() == "NONE":
        return None
    crs = None
    if str(organization).upper() == "EPSG" and isinstance(number, int):
        crs = systems.by_number(number)
    crs = crs or systems.by_name(str(name))
    if crs is None:
        raise Unreadable("unknown_crs", named=tidy(name) or f"{organization}:{number}")
    return crs


def _feature(number: int, name: Any, crs: int | None, blob: Any) -> Feature:
    feature = Feature(number, name=tidy(name), crs=crs)
    try:
        feature.polygons = Reader(*_body(blob)).polygons()
    except Faulty as fault:
        feature.fault, feature.known = fault.code, fault.known
    return feature


def _body(blob: Any) -> tuple[bytes, int]:
    """The bytes, and where the WKB begins after GeoPackage's own header."""
    if blob is None:
        raise Faulty("empty")
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":  # noqa: PLR2004
        raise Faulty("broken_geometry")
    (flags,) = struct.unpack_from("B", blob, 3)
    envelope = ENVELOPES.get((flags >> 1) & 0b111)
    if envelope is None:
        raise Faulty("broken_geometry")
    if flags & 0b10000:
        raise Faulty("empty")
    return blob, 8 + envelope
