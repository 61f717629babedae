"""manage.py import_areas: all of a file, or what is wrong with each part of it."""

import json
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from areas.models import Area, Boundary
from tests import make

from . import mapfiles as files

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parent / "data"
KEYS = {"file", "crs", "features", "imported", "refused", "error"}


@pytest.fixture
def klippan():
    return make.make_municipality()


def run(path, *options, code="1276"):
    """The exit code and the object printed."""
    out = StringIO()
    wanted = ["--municipality", code] if code else []
    try:
        call_command("import_areas", str(path), *wanted, "--json", *options, stdout=out)
        status = 0
    except SystemExit as end:
        status = end.code
    report = json.loads(out.getvalue())
    assert report.keys() == KEYS
    assert status == (1 if report["error"] or report["refused"] else 0)
    return status, report


def put(tmp_path, data, name="omraden.geojson"):
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("omraden_wgs84_rfc7946.geojson", "EPSG:4326"),
        ("omraden_shp_sweref99tm_utf8.zip", "EPSG:3006"),
    ],
)
def test_the_statistical_areas_come_in_with_a_proposed_boundary(name, crs):
    call_command("lpo", stdout=StringIO())
    status, report = run(DATA / name)
    assert (status, report["imported"], report["crs"]) == (0, 7, crs)
    areas = Area.objects.filter(municipality__code="1276")
    assert {area.state for area in areas} == {"interest"}
    assert "Stidsvig-Östra Ljungby" in {area.name for area in areas}
    states = Boundary.objects.values_list("state", flat=True)
    assert list(states) == ["proposed"] * 7


def test_a_dry_run_says_the_same_and_changes_nothing(klippan, tmp_path):
    path = put(tmp_path, files.geojson(files.feature()))
    status, report = run(path, "--dry-run")
    assert (status, report["imported"]) == (0, 1)
    assert not Area.objects.exists()


def good_and_bad():
    return files.geojson(
        files.feature("Bra"),
        files.feature("Punkt", {"type": "Point", "coordinates": [13.1, 56.1]}),
        files.feature("Också bra", files.polygon(files.square(2))),
    )


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_one_bad_feature_stops_the_whole_file(klippan, tmp_path, options):
    status, report = run(put(tmp_path, good_and_bad()), *options)
    assert (status, report["features"], report["imported"]) == (1, 3, 0)
    (refused,) = report["refused"]
    assert (refused["feature"], refused["name"]) == (2, "Punkt")
    assert "punkt" in refused["reason"]
    assert not Area.objects.exists()


def test_partial_takes_the_good_ones_and_still_says_no(klippan, tmp_path):
    status, report = run(put(tmp_path, good_and_bad()), "--partial")
    assert (status, report["imported"], len(report["refused"])) == (1, 2, 1)
    assert {area.name for area in Area.objects.all()} == {"Bra", "Också bra"}


def test_an_approved_boundary_is_not_covered_unless_an_officer_says_so(
    klippan, tmp_path
):
    make.make_area("Granbacken", bounds=(13.15, 56.13, 13.16, 56.14))
    path = put(tmp_path, files.geojson(files.feature()))
    status, report = run(path)
    assert status == 1
    assert "Granbacken" in report["refused"][0]["reason"]
    assert run(path, "--ignore-overlap")[0] == 0


@pytest.mark.parametrize("change", ["closed", "proposed", "replaced"])
def test_only_boundaries_in_force_of_open_areas_are_in_the_way(
    klippan, tmp_path, change
):
    area = make.make_area("Granbacken", bounds=(13.15, 56.13, 13.16, 56.14))
    if change == "closed":
        Area.objects.filter(pk=area.pk).update(state="closed")
    elif change == "proposed":
        area.boundaries.update(state="proposed")
    else:
        area.boundaries.update(replaced_on="2026-01-01")
    assert run(put(tmp_path, files.geojson(files.feature())))[0] == 0


def test_features_of_one_file_may_touch_but_not_overlap(klippan, tmp_path):
    data = files.geojson(
        files.feature("Ett"),
        files.feature("Två", files.polygon(files.square(1))),
        files.feature("Samma", files.polygon()),
    )
    _, report = run(put(tmp_path, data))
    (refused,) = report["refused"]
    assert refused["name"] == "Samma"
    assert "Ett" in refused["reason"]


def test_the_same_file_twice_is_told_that_the_areas_exist(klippan, tmp_path):
    path = put(tmp_path, files.geojson(files.feature()))
    run(path)
    status, report = run(path)
    assert status == 1
    assert "finns redan" in report["refused"][0]["reason"]
    assert Area.objects.count() == 1


def test_features_without_a_name_get_a_number(klippan, tmp_path):
    data = files.geojson(
        files.feature("Björkvägen"),
        files.feature(None, files.polygon(files.square(1))),
    )
    run(put(tmp_path, data))
    assert {area.name for area in Area.objects.all()} == {"Björkvägen", "Område 2"}


def test_a_place_outside_the_municipality_is_refused(tmp_path):
    make.make_municipality(bounds=(12.8, 56.0, 13.0, 56.3))
    _, report = run(put(tmp_path, files.geojson(files.feature())))
    assert "utanför Klippan" in report["refused"][0]["reason"]


def test_a_lone_shp_takes_the_files_beside_it_along(klippan, tmp_path):
    for name, data in files.shapefile(["Åvägen"]).items():
        put(tmp_path, data, name.upper() if name.endswith("dbf") else name)
    status, report = run(tmp_path / "o.shp")
    assert (status, report["crs"]) == (0, "EPSG:3006")
    assert Area.objects.get().name == "Åvägen"


def test_without_a_system_the_command_asks_for_one(klippan, tmp_path):
    path = put(tmp_path, files.zipped(files.shapefile(crs=3008, prj=False)), "o.zip")
    status, report = run(path)
    assert status == 1
    assert "--crs" in report["error"]
    assert "SWEREF 99 13 30" in report["error"]
    assert run(path, "--crs", "EPSG:3008")[0] == 0
    assert files.same_place(Boundary.objects.get().shape)


@pytest.mark.parametrize("crs", ["4711", "x", "-1", "99999999999999999999", "3857"])
def test_a_system_that_we_do_not_read_is_an_error_in_words(klippan, tmp_path, crs):
    path = put(tmp_path, files.geojson(files.feature()))
    assert run(path, f"--crs={crs}")[1]["error"]


@pytest.mark.parametrize("name", ["a.shp", "a.gpkg", "a", "a.zip", "a.KML", "å ä.txt"])
def test_a_wrong_name_changes_nothing(klippan, tmp_path, name):
    assert run(put(tmp_path, files.geojson(files.feature()), name))[0] == 0


def test_geopackages_with_several_layers_are_imported(klippan, tmp_path):
    layers = {
        "a": [("Ett", files.square())],
        "b": [("Två", files.square(1)), (None, files.square(2))],
    }
    files.geopackage(tmp_path / "a.gpkg", layers)
    assert run(tmp_path / "a.gpkg")[0] == 0
    assert {a.name for a in Area.objects.all()} == {"Ett", "Två", "Område 3"}


@pytest.mark.parametrize(
    "make_path",
    [
        lambda tmp: tmp,
        lambda tmp: "",
        lambda tmp: tmp / "finns-inte.geojson",
        lambda tmp: tmp / "a.geojson" / "b",
        lambda tmp: put(tmp, b""),
        lambda tmp: put(tmp, b"PK\x03\x04 och sen inget"),
        lambda tmp: "/dev/zero",
        lambda tmp: "nul\0byte",
        lambda tmp: "x" * 5000,
    ],
)
def test_a_file_that_is_none_is_an_error_in_words(klippan, tmp_path, make_path):
    put(tmp_path, b"", "a.geojson")
    status, report = run(make_path(tmp_path))
    assert status == 1
    assert report["error"].strip()
    assert report["imported"] == 0


def test_a_pipe_is_not_waited_for(klippan, tmp_path):
    os.mkfifo(tmp_path / "rör")
    assert run(tmp_path / "rör")[1]["error"]


def test_a_municipality_that_is_not_there_is_named(tmp_path):
    path = put(tmp_path, files.geojson(files.feature()))
    assert "1276" in run(path)[1]["error"]


def test_the_only_municipality_needs_no_code(klippan, tmp_path):
    path = put(tmp_path, files.geojson(files.feature()))
    assert run(path, code="")[0] == 0


def test_people_get_the_same_in_plain_words(klippan, tmp_path):
    out, err = StringIO(), StringIO()
    path = str(put(tmp_path, good_and_bad()))
    with pytest.raises(SystemExit):
        call_command("import_areas", path, municipality="1276", stdout=out, stderr=err)
    assert err.getvalue().startswith("2. Punkt: ")
    assert out.getvalue().strip() == "0 av 3 områden lästes in."


def test_three_hundred_neighbours_come_in_one_file(klippan, tmp_path):
    klippan.boundary = make.box(12, 55.5, 15, 57)
    klippan.save()
    rows = [
        files.feature(f"Rad {n}", files.polygon(square_at(n % 30, n // 30)))
        for n in range(300)
    ]
    assert run(put(tmp_path, files.geojson(*rows)))[1]["imported"] == 300


def square_at(column, row):
    west, south = 13 + column * 0.005, 56 + row * 0.005
    east, north = west + 0.005, south + 0.005
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]
