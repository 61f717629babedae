"""Map files of every kind that we promise to read, and what comes out of them."""

from pathlib import Path

import pytest

from areas.boundaries.plain import Unreadable
from areas.boundaries.sandbox import read_file

from . import mapfiles as files

HERE = Path(__file__).resolve().parent / "data"
SAME = ("omraden_wgs84_rfc7946.geojson", "omraden_shp_sweref99tm_utf8.zip")


def only(data, **options):
    """The one sound feature of a file."""
    (found,) = read_file(data, **options).features
    assert not found.fault, found
    return found


@pytest.mark.parametrize(
    "data",
    [
        files.geojson(files.feature()),
        files.kml(),
        files.gpx(),
        files.gpx(files.square()[:-1]),
        files.zipped({"doc.kml": files.kml(), "files/bild.png": b"\x89PNG"}),
    ],
    ids=["geojson", "kml", "gpx", "gpx left open", "kmz with a picture"],
)
def test_a_contact_may_send_the_files_that_map_programs_write(data):
    found = only(data)
    assert found.name == "Björkvägen"
    assert files.same_place(found.shape)


@pytest.mark.parametrize("crs", [3006, 3008, 3021, 4326])
def test_a_shapefile_is_put_in_its_place_from_each_system(crs):
    found = only(files.zipped(files.shapefile(crs=crs)), limits="officer")
    assert found.name == "Björkvägen"
    assert files.same_place(found.shape)


@pytest.mark.parametrize("crs", [3006, 3008, 3021, 4326])
def test_a_geopackage_is_put_in_its_place_from_each_system(tmp_path, crs):
    layers = {"omraden": [("Björkvägen", files.square())]}
    data = files.geopackage(tmp_path / "a.gpkg", layers, crs=crs)
    assert files.same_place(only(data, limits="officer").shape)


def test_all_layers_of_a_geopackage_are_read(tmp_path):
    layers = {
        "norra": [("Granvägen", files.square())],
        "södra delen": [("Åvägen", files.square(1)), ("Ekvägen", files.square(2))],
    }
    data = files.geopackage(tmp_path / "a.gpkg", layers)
    found = read_file(data, limits="officer").features
    assert [one.name for one in found] == ["Granvägen", "Åvägen", "Ekvägen"]
    assert [one.number for one in found] == [1, 2, 3]


@pytest.mark.parametrize(
    ("encoding", "extra"),
    [
        ("utf-8", {"o.cpg": b"UTF-8"}),
        ("utf-8", {}),
        ("cp1252", {"o.cpg": b"ISO-8859-1"}),
        ("cp1252", {}),
        ("cp1252", {"o.cpg": b"UTF-8"}),
        ("cp850", {"o.cpg": b"850"}),
    ],
)
def test_swedish_letters_survive_whatever_the_table_says(encoding, extra):
    parts = files.shapefile(["Åvägen Ö", "Björkvägen"], encoding=encoding) | extra
    found = read_file(files.zipped(parts), limits="officer").features
    assert [one.name for one in found] == ["Åvägen Ö", "Björkvägen"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_geojson_is_read_in_the_encodings_that_offices_use(encoding):
    text = files.geojson(files.feature("Åvägen")).decode()
    assert only(text.encode(encoding)).name == "Åvägen"


def test_a_shapefile_without_its_table_has_shapes_without_names():
    parts = files.shapefile()
    del parts["o.dbf"]
    assert only(files.zipped(parts), limits="officer").name == ""


@pytest.mark.parametrize(("crs", "likely"), [(3006, 3006), (3008, 3008), (3021, 3021)])
def test_without_a_system_the_person_is_asked_and_shown_the_likely_one(crs, likely):
    data = files.zipped(files.shapefile(crs=crs, prj=False))
    with pytest.raises(Unreadable) as refusal:
        read_file(data, limits="officer")
    assert refusal.value.code == "needs_crs"
    assert refusal.value.known["likely"] == likely
    assert files.same_place(only(data, limits="officer", crs=crs).shape)


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:EPSG::3006", "EPSG:3006", "SWEREF99 TM"]
)
def test_old_geojson_names_its_system_and_only_officers_may_use_it(name):
    ring = files.moved(files.square(), 3006)
    crs = {"type": "name", "properties": {"name": name}}
    data = files.geojson(files.feature(geometry=files.polygon(ring)), crs=crs)
    assert files.same_place(only(data, limits="officer").shape)
    with pytest.raises(Unreadable) as refusal:
        read_file(data)
    assert refusal.value.code == "only_wgs84"


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326"]
)
def test_a_contact_may_name_wgs84(name):
    crs = {"type": "name", "properties": {"name": name}}
    assert files.same_place(only(files.geojson(files.feature(), crs=crs)).shape)


@pytest.mark.parametrize("crs", [3006, 3021, 4326])
def test_changed_places_are_named(crs):
    data = files.zipped(files.shapefile(crs=crs, swap=True))
    (found,) = read_file(data, limits="officer").features
    assert found.fault == "swapped"


def test_a_file_that_says_another_system_than_it_uses_is_told_which():
    parts = files.shapefile(crs=3021) | {"o.prj": files.PRJ[3006].encode()}
    (found,) = read_file(files.zipped(parts), limits="officer").features
    assert found.fault == "other_system"
    assert found.known["likely"] == "RT 90 2,5 gon V"


def test_heights_repeats_and_an_open_end_are_no_faults():
    ring = [[x, y, 61.5] for x, y in files.square()[:-1]]
    ring.insert(1, ring[0])
    data = files.geojson(files.feature(geometry=files.polygon(ring)))
    shape = only(data).shape
    assert not shape.hasz
    assert files.same_place(shape)


def test_a_hole_goes_to_the_ring_around_it():
    outer = files.square()[::-1]
    hole = [(13.153, 56.133), (13.156, 56.133), (13.156, 56.136), (13.153, 56.133)]
    parts = {"o.shp": files.shp([outer, hole]), "o.prj": files.PRJ[4326].encode()}
    shape = only(files.zipped(parts), limits="officer").shape
    assert len(shape) == 1
    assert shape[0].num_interior_rings == 1


def test_rings_drawn_the_wrong_way_round_are_outer_rings():
    parts = {"o.shp": files.shp([files.square()]), "o.prj": files.PRJ[4326].encode()}
    shape = only(files.zipped(parts), limits="officer").shape
    assert files.same_place(shape)


def test_a_shape_with_very_many_corners_is_simplified_by_two_metres_at_most():
    south, east, north, west = (
        [(13.15 + i * 1e-6, 56.13) for i in range(5000)],
        [(13.155, 56.13 + i * 1e-6) for i in range(5000)],
        [(13.155 - i * 1e-6, 56.135) for i in range(5000)],
        [(13.15, 56.135 - i * 1e-6) for i in range(5000)],
    )
    ring = [*south, *east, *north, *west]
    data = files.geojson(files.feature(geometry=files.polygon(ring)))
    shape = only(data, limits="officer").shape
    assert shape.num_coords < 10
    assert files.same_place(shape, files.square(size=0.005), metres=0.1)


@pytest.mark.parametrize("wanted", ["omr", "OMR"])
def test_the_field_with_the_names_can_be_chosen(wanted):
    data = files.geojson(files.feature("fel", omr="rätt"))
    assert only(data, limits="officer", name_field=wanted).name == "rätt"


def test_a_field_that_does_not_exist_is_answered_with_those_that_do():
    with pytest.raises(Unreadable) as refusal:
        read_file(files.geojson(files.feature()), limits="officer", name_field="x")
    assert refusal.value.code == "no_such_field"
    assert "namn" in refusal.value.known["there"]


def test_the_statistical_areas_say_the_same_in_both_formats():
    one, other = (
        read_file((HERE / name).read_bytes(), limits="officer").features
        for name in SAME
    )
    assert [f.name for f in one] == [f.name for f in other]
    for a, b in zip(one, other, strict=True):
        assert a.shape.sym_difference(b.shape).area < 1e-4 * a.shape.area
