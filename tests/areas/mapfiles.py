"""Map files of every kind, built byte by byte, so that they can also be broken."""

import io
import json
import sqlite3
import struct
import zipfile
from pathlib import Path

from django.contrib.gis.geos import GEOSGeometry, Polygon

# A square of about 620 by 1,110 m in the town of Klippan.
WEST, SOUTH, EAST, NORTH = 13.15, 56.13, 13.16, 56.14
PRJ = {
    3006: 'PROJCS["SWEREF99_TM",GEOGCS["GCS_SWEREF99",DATUM["D_SWEREF99"]]]',
    3008: 'PROJCS["SWEREF99 13 30",GEOGCS["SWEREF99",DATUM["SWEREF99"]]]',
    3021: 'PROJCS["RT90_25_gon_V",GEOGCS["GCS_RT_1990",DATUM["D_RT_1990"]]]',
    4326: 'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"]]',
}


def square(step=0, *, size=0.01):
    """The ring of a square; `step` moves it east by so many widths."""
    west = WEST + step * 0.01
    corners = [(0, 0), (size, 0), (size, size), (0, size), (0, 0)]
    return [(round(west + x, 6), round(SOUTH + y, 6)) for x, y in corners]


def polygon(ring=None):
    return {"type": "Polygon", "coordinates": [ring or square()]}


def feature(name="Björkvägen", geometry=None, **properties):
    names = {"namn": name} if name is not None else {}
    return {
        "type": "Feature",
        "properties": names | properties,
        "geometry": geometry or polygon(),
    }


def collection(*features, **members):
    return {"type": "FeatureCollection", "features": list(features), **members}


def geojson(*features, **members):
    text = json.dumps(collection(*features, **members), ensure_ascii=False)
    return text.encode()


def moved(ring, crs, *, swap=False):
    """The ring's coordinates in another system, by PROJ: not by our own formulas."""
    if crs != 4326:
        shape = Polygon(ring, srid=4326)
        shape.transform(crs)
        ring = shape.coords[0]
    return [(y, x) for x, y in ring] if swap else [(x, y) for x, y in ring]


# --- KML, KMZ, GPX ----------------------------------------------------------


def kml(*marks, inside=""):
    text = "".join(marks) or placemark()
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder>'
        f"{inside}{text}</Folder></Document></kml>"
    ).encode()


def placemark(name="Björkvägen", ring=None, geometry=None):
    corners = " ".join(f"{x},{y},0" for x, y in ring or square())
    shape = geometry or (
        "<Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{corners}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
    )
    return f"<Placemark><name>{name}</name>{shape}</Placemark>"


def gpx(ring=None, name="Björkvägen"):
    points = "".join(f'<trkpt lat="{y}" lon="{x}"/>' for x, y in ring or square())
    return (
        '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk>'
        f"<name>{name}</name><trkseg>{points}</trkseg></trk></gpx>"
    ).encode()


def zipped(files, *, method=zipfile.ZIP_DEFLATED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


# --- shapefiles -------------------------------------------------------------


def shp(*shapes):
    """A .shp of polygons; each shape is a list of rings."""
    records = b""
    for number, rings in enumerate(shapes, start=1):
        body = shp_polygon(rings)
        records += struct.pack(">ii", number, len(body) // 2) + body
    header = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, (100 + len(records)) // 2)
    return header + struct.pack("<ii8d", 1000, 5, *[0.0] * 8) + records


def shp_polygon(rings):
    corners = [corner for ring in rings for corner in ring]
    starts, total = [], 0
    for ring in rings:
        starts.append(total)
        total += len(ring)
    return (
        struct.pack("<i4d", 5, *[0.0] * 4)
        + struct.pack(f"<ii{len(starts)}i", len(rings), total, *starts)
        + b"".join(struct.pack("<dd", *corner) for corner in corners)
    )


def dbf(names, *, encoding="utf-8", field=b"NAMN", language=0):
    width = 40
    header = struct.pack("<4BIHH16xBB2x", 3, 99, 1, 1, len(names), 65, width + 1, 0, 0)
    header = header[:29] + bytes([language]) + header[30:]
    column = field.ljust(11, b"\0") + b"C" + bytes(4) + bytes([width, 0]) + bytes(14)
    rows = b"".join(b" " + name.encode(encoding).ljust(width) for name in names)
    return header + column + b"\r" + rows + b"\x1a"


def shapefile(names=("Björkvägen",), *, crs=3006, prj=True, swap=False, **table):
    """The parts of a shapefile by name; clockwise rings, as the format wants."""
    rings = [moved(square(i)[::-1], crs, swap=swap) for i in range(len(names))]
    parts = {"o.shp": shp(*([ring] for ring in rings)), "o.dbf": dbf(names, **table)}
    if prj:
        parts["o.prj"] = PRJ[crs].encode()
    return parts


# --- GeoPackage -------------------------------------------------------------


def geopackage(path: Path, layers, *, crs=3006, organization="EPSG"):
    """A GeoPackage file with layers by name, each a list of (name, ring)."""
    base = sqlite3.connect(path)
    base.executescript(
        """
        PRAGMA application_id = 1196444487;
        CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY,
            organization TEXT, organization_coordsys_id INTEGER, definition TEXT);
        CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT, srs_id INTEGER);
        CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT,
            geometry_type_name TEXT, srs_id INTEGER);
        """
    )
    base.execute(
        "INSERT INTO gpkg_spatial_ref_sys VALUES (?, 1, ?, ?, '')",
        ["unknown", organization, crs],
    )
    for layer, rows in layers.items():
        base.execute(f'CREATE TABLE "{layer}" (fid INTEGER PRIMARY KEY, geom, namn)')
        base.execute("INSERT INTO gpkg_contents VALUES (?, 'features', 1)", [layer])
        base.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POLYGON', 1)",
            [layer],
        )
        for name, ring in rows:
            base.execute(
                f'INSERT INTO "{layer}" (geom, namn) VALUES (?, ?)',
                [gpkg_blob(ring, crs), name],
            )
    base.commit()
    base.close()
    return path.read_bytes()


def gpkg_blob(ring, crs):
    shape = Polygon(moved(ring, crs if crs in PRJ else 4326))
    return b"GP\x00\x01" + struct.pack("<i", crs) + bytes(shape.wkb)


def same_place(shape: GEOSGeometry, ring=None, *, metres=1.0):
    """Whether the shape is the square, give or take so many metres."""
    wanted = Polygon(ring or square(), srid=4326)
    wanted.transform(3006)
    found = shape.transform(3006, clone=True)
    return found.sym_difference(wanted).area < metres * wanted.length
