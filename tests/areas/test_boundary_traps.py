"""Files that somebody broke, or made to break us: refused in words, and soon."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
import zipfile

import pytest

from areas.boundaries import sentences
from areas.boundaries.plain import Unreadable
from areas.boundaries.sandbox import ROOT, read_file

from . import mapfiles as files

SECRET = "<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/etc/passwd"
SHAPE = files.shapefile()


def cut(parts, **changed):
    return files.zipped({**parts, **changed})


def without(*names):
    return files.zipped({k: v for k, v in SHAPE.items() if k not in names})


def link():
    """A zip whose .shp is a symbolic link to a file of the server."""
    info = zipfile.ZipInfo("o.shp")
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return files.zipped({info: b"/etc/passwd"})


def many_numbers():
    return files.geojson(files.feature(geometry=files.polygon([[13, 56]] * 100_001)))


WHOLE_FILES = {
    "empty": (b"", "empty_file"),
    "only blanks": (b" \n\t ", "empty_file"),
    "binary junk": (bytes(range(256)) * 40, "unknown_format"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "unknown_format"),
    "a table": (b"namn;lon;lat\nA;13.1;56.1\n", "unknown_format"),
    "a web page": (b"<!doctype html><html><body>kml</body></html>", "unknown_format"),
    "a VRT that opens another file": (SECRET.encode(), "unknown_format"),
    "json that ends too early": (files.geojson(files.feature())[:-9], "broken_json"),
    "a hundred thousand brackets": (b"[" * 100_000, "broken_json"),
    "brackets inside": (b'{"type":' + b"[" * 100_000, "broken_json"),
    "a number of 5,000 digits": (b'{"a":' + b"9" * 5000 + b"}", "broken_json"),
    "json that is no map": (b'{"hej": 1}', "not_geojson"),
    "a json list": (b"[1, 2]", "not_geojson"),
    "features that are no list": (
        b'{"type":"FeatureCollection","features":{}}',
        "not_geojson",
    ),
    "no features": (files.geojson(), "no_features"),
    "half UTF-16": ("{".encode("utf-16") + b"\0", "not_text"),
    "another system": (
        files.geojson(
            files.feature(), crs={"type": "name", "properties": {"name": "EPSG:3857"}}
        ),
        "unknown_crs",
    ),
    "a system that is an address": (
        files.geojson(
            files.feature(),
            crs={"type": "link", "properties": {"href": "http://127.0.0.1/x"}},
        ),
        "unknown_crs",
    ),
    "a broken KML": (files.kml()[:-20], "broken_xml"),
    "a KML with entities": (
        b'<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]><kml>&a;</kml>',
        "broken_xml",
    ),
    "a KML that fetches": (
        files.kml(
            inside="<NetworkLink><Link><href>http://x</href></Link></NetworkLink>"
        ),
        "network_link",
    ),
    "a GPX without tracks": (b"<gpx><wpt lat='56' lon='13'/></gpx>", "no_tracks"),
    "a cut zip": (files.zipped(SHAPE)[:-40], "broken_archive"),
    "an empty zip": (files.zipped({}), "no_map_inside"),
    "a zip of pictures": (files.zipped({"a.png": b"x"}), "no_map_inside"),
    "a zip in a zip": (files.zipped({"a.zip": b"PK"}), "nested_archive"),
    "a zip named .kml in a zip": (
        files.zipped({"a.json": files.zipped({"b.json": b"{}"})}),
        "nested_archive",
    ),
    "a zip that climbs": (files.zipped({"../../o.shp": b"x"}), "unsafe_archive"),
    "a zip with a root path": (files.zipped({"/etc/o.shp": b"x"}), "unsafe_archive"),
    "a zip with a link": (link(), "unsafe_archive"),
    "a zip of thirteen": (
        files.zipped({f"{n}.txt": b"x" for n in range(13)}),
        "too_many_entries",
    ),
    "a bomb": (files.zipped({"doc.kml": b" " * 30_000_000}), "bomb"),
    "a bigger bomb": (files.zipped({"doc.kml": b" " * 60_000_000}), "bomb"),
    "a shapefile without its shapes": (without("o.shp"), "no_map_inside"),
    "a shapefile cut short": (
        cut(SHAPE, **{"o.shp": SHAPE["o.shp"][:-30]}),
        "broken_shapefile",
    ),
    "a shapefile of zeros": (
        cut(SHAPE, **{"o.shp": b"\x00\x00\x27\x0a" + b"\0" * 500}),
        "broken_shapefile",
    ),
    "a shapefile without a system": (without("o.prj"), "needs_crs"),
    "a lone .shp": (SHAPE["o.shp"], "needs_crs"),
    "a shapefile in a foreign system": (
        cut(SHAPE, **{"o.prj": b'PROJCS["NAD83_Vermont"]'}),
        "unknown_crs",
    ),
    "a .prj that is an address": (
        cut(SHAPE, **{"o.prj": b"http://127.0.0.1/crs"}),
        "unknown_crs",
    ),
    "a database that is no GeoPackage": (
        b"SQLite format 3\0" + b"\0" * 4000,
        "broken_geopackage",
    ),
    "too many corners in all": (many_numbers(), "too_many_corners_file"),
    "too many features": (
        files.geojson(*[files.feature() for _ in range(2001)]),
        "too_many_features",
    ),
    "more than the limit": (b"{" + b" " * 20_000_000, "too_large"),
}


@pytest.mark.parametrize("name", WHOLE_FILES)
def test_a_file_that_cannot_be_read_is_refused_in_words(name):
    data, code = WHOLE_FILES[name]
    with pytest.raises(Unreadable) as refusal:
        read_file(data, limits="officer")
    assert refusal.value.code == code
    sentence = sentences.sentence_of(refusal.value)
    assert sentence.endswith(".")
    assert "%(" not in sentence


def gj(geometry):
    return {"type": "Feature", "properties": {}, "geometry": geometry}


BAD_FEATURES = {
    "no geometry": (gj(None), "empty"),
    "no coordinates": (gj({"type": "Polygon", "coordinates": []}), "empty"),
    "an empty ring": (gj({"type": "Polygon", "coordinates": [[]]}), "empty"),
    "two corners": (gj(files.polygon([[13, 56], [13.1, 56]])), "too_few_corners"),
    "one corner three times": (gj(files.polygon([[13, 56]] * 4)), "too_few_corners"),
    "a point": (gj({"type": "Point", "coordinates": [13.1, 56.1]}), "point"),
    "a line": (gj({"type": "LineString", "coordinates": files.square()}), "line"),
    "an unknown kind": (gj({"type": "Circle"}), "not_a_surface"),
    "text for numbers": (gj(files.polygon([["13", "56"]] * 4)), "not_numbers"),
    "truths for numbers": (gj(files.polygon([[True, False]] * 4)), "not_numbers"),
    "one number": (gj(files.polygon([[13]] * 4)), "not_numbers"),
    "a flat list": (gj(files.polygon([13, 56, 13, 57])), "not_numbers"),
    "not a feature": ({"type": "Polygon"}, "not_a_feature"),
    "a number": (7, "not_a_feature"),
    "latitude first": (
        gj(files.polygon([[y, x] for x, y in files.square()])),
        "swapped",
    ),
    "in the sea of zeros": (
        gj(files.polygon([[0, 0], [1, 0], [1, 1]])),
        "outside_sweden",
    ),
    "beyond the globe": (
        gj(files.polygon([[59000, 18000], [59001, 18000], [59001, 18001]])),
        "outside_sweden",
    ),
    "a point among surfaces": (
        gj(
            {
                "type": "GeometryCollection",
                "geometries": [
                    files.polygon(),
                    {"type": "Point", "coordinates": [13.1, 56.1]},
                ],
            }
        ),
        "point",
    ),
}


def test_each_bad_feature_has_its_own_reason_and_the_good_one_stays():
    rows = [files.feature("bra"), *(bad for bad, _ in BAD_FEATURES.values())]
    found = read_file(json.dumps(files.collection(*rows)).encode()).features
    assert not found[0].fault
    faults = dict(zip(BAD_FEATURES, (one.fault for one in found[1:]), strict=True))
    assert faults == {name: code for name, (_, code) in BAD_FEATURES.items()}
    for one in found[1:]:
        assert sentences.say(one.fault, one.known).endswith(".")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400", "-1e999", "9" * 400])
def test_numbers_without_an_end_are_refused(number):
    text = files.geojson(files.feature()).decode().replace("13.15,", f"{number},")
    (found,) = read_file(text.encode()).features
    assert found.fault == "not_finite"


def nested(depth):
    geometry = files.polygon()
    for _ in range(depth):
        geometry = {"type": "GeometryCollection", "geometries": [geometry]}
    return geometry


@pytest.mark.parametrize(
    ("depth", "fault"), [(8, ""), (9, "too_deep"), (90, "too_deep")]
)
def test_collections_may_lie_in_each_other_eight_deep(depth, fault):
    (found,) = read_file(files.geojson(gj(nested(depth)))).features
    assert found.fault == fault


@pytest.mark.parametrize(
    "data", [files.zipped(SHAPE), SHAPE["o.shp"]], ids=["zipped", "lone"]
)
def test_a_contact_may_not_send_the_officers_formats(data):
    with pytest.raises(Unreadable) as refusal:
        read_file(data)
    assert refusal.value.code == "officers_format"


@pytest.mark.parametrize("size", [1_000_001, 20_000_001])
def test_a_contact_may_send_a_megabyte(size):
    with pytest.raises(Unreadable) as refusal:
        read_file(b"{" + b" " * size)
    assert refusal.value.code == "too_large"


def test_a_contact_may_send_two_thousand_corners():
    ring = [[13.15 + i * 1e-5, 56.13] for i in range(2001)]
    with pytest.raises(Unreadable) as refusal:
        read_file(files.geojson(gj(files.polygon(ring))))
    assert refusal.value.code == "too_many_corners_file"


def test_a_geopackage_cannot_run_anything(tmp_path):
    path = tmp_path / "a.gpkg"
    files.geopackage(path, {"a": [("x", files.square())]})
    base = sqlite3.connect(path)
    base.executescript(
        """
        DROP TABLE gpkg_contents;
        CREATE VIEW gpkg_contents AS WITH RECURSIVE n(i) AS
          (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 'a' || i AS table_name,
          'features' AS data_type, 1 AS srs_id, i AS rowid FROM n;
        """
    )
    base.close()
    with pytest.raises(Unreadable) as refusal:
        read_file(path.read_bytes(), limits="officer")
    assert refusal.value.code == "broken_geopackage"


CHILD = """
import sys, socket, os
sys.path.insert(0, sys.argv[1])
from areas.boundaries.child import give_up_rights
from areas.boundaries.plain import LIMITS
give_up_rights(LIMITS["contact"])
tries = {
    "read": lambda: open("/etc/hostname"),
    "write": lambda: open(sys.argv[2], "w"),
    "socket": lambda: socket.socket(),
    "run": lambda: os.system("true"),
    "memory": lambda: bytearray(300_000_000),
}
for name, act in tries.items():
    try:
        act()
    except (OSError, MemoryError):
        continue
    print(name)
"""


def test_the_reading_process_can_open_no_file_no_socket_and_no_program(tmp_path):
    target = tmp_path / "left"
    done = subprocess.run(
        [sys.executable, "-I", "-c", CHILD, str(ROOT), str(target)],
        capture_output=True,
        text=True,
        check=True,
        env={},
    )
    assert done.stdout == ""
    assert not target.exists()


def test_the_reading_process_gets_nothing_of_our_environment(monkeypatch):
    monkeypatch.setitem(os.environ, "PYTHONSTARTUP", "/nonexistent")
    monkeypatch.setitem(os.environ, "SECRET_KEY", "not for strangers")
    assert read_file(files.geojson(files.feature())).features[0].shape
