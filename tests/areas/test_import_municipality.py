"""manage.py import_municipality and lpo: the ground that areas stand on."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from areas.models import Municipality
from tests import make

from . import mapfiles as files

pytestmark = pytest.mark.django_db


@pytest.fixture
def klippan():
    return make.make_municipality()


def put(tmp_path, data):
    path = tmp_path / "kommuner.geojson"
    path.write_bytes(data)
    return path


def make_one(*options):
    out = StringIO()
    try:
        call_command("import_municipality", *options, "--json", stdout=out)
        status = 0
    except SystemExit as end:
        status = end.code
    return status, json.loads(out.getvalue())


def municipality(code="1276", name="Klippan", ring=None):
    shape = files.polygon(ring or files.square(size=0.3))
    return files.feature(None, shape, kommunkod=code, kommunnamn=name)


def test_one_municipality_is_picked_out_of_a_county(tmp_path):
    rows = [municipality(1275, "Perstorp"), municipality()]
    path = str(put(tmp_path, files.geojson(*rows)))
    status, report = make_one(path, "--code", "1276")
    assert (status, report["name"], report["new"]) == (0, "Klippan", True)
    assert Municipality.objects.get().code == "1276"
    assert make_one(path, "--code", "1276")[1]["new"] is False


def test_a_file_with_one_shape_needs_no_code_in_it_but_a_name(tmp_path):
    row = files.feature(None, files.polygon(files.square(size=0.3)))
    path = str(put(tmp_path, files.geojson(row)))
    assert make_one(path, "--code", "1276")[0] == 1
    assert make_one(path, "--code", "1276", "--name", "Klippan")[0] == 0


@pytest.mark.parametrize("code", ["1277", "12760", "x", "", "١٢٧٦"])
def test_a_code_that_is_not_in_the_file_is_an_error(tmp_path, code):
    path = str(put(tmp_path, files.geojson(municipality(), municipality("1275"))))
    status, report = make_one(path, f"--code={code}")
    assert (status, bool(report["error"])) == (1, True)
    assert not Municipality.objects.exists()


def test_a_municipality_that_crosses_itself_is_not_made(tmp_path):
    ring = [(13, 56), (13.3, 56.3), (13.3, 56), (13, 56.3), (13, 56)]
    path = str(put(tmp_path, files.geojson(municipality(ring=ring))))
    assert make_one(path, "--code", "1276")[0] == 1


def test_the_five_of_the_local_police_area_are_made_once():
    for _ in range(2):
        call_command("lpo", stdout=StringIO())
    rows = Municipality.objects.values_list("code", flat=True)
    assert sorted(rows) == ["1214", "1260", "1275", "1276", "1277"]


def test_a_better_boundary_is_kept_when_the_five_are_loaded_again(klippan):
    call_command("lpo", stdout=StringIO())
    assert Municipality.objects.get(code="1276").boundary.num_coords == 5
