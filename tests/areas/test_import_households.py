"""manage.py import_households: a register in, and again, and with faults in it."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from areas.models import Household
from tests import make

pytestmark = pytest.mark.django_db
HEADER = (
    "household_id,street,number,apartment,postcode,post_town,locality,dwelling,"
    "regso,lon,lat"
)
ROW = "H1,Åvägen,12 A,lgh 1001,26471,Klippan,Klippan,småhus,1276R005,13.155,56.135"
OTHER = "H2,Åvägen,14,,264 71,Klippan,Klippan,småhus,,13.3,56.2"


@pytest.fixture
def klippan():
    return make.make_municipality()


def run(path, data, *options, encoding="utf-8"):
    """The exit code and the object printed."""
    file = path / "hushall.csv"
    file.write_bytes(data if isinstance(data, bytes) else data.encode(encoding))
    out = StringIO()
    try:
        call_command(
            "import_households",
            str(file),
            *("--municipality", "1276", "--json", *options),
            stdout=out,
        )
        status = 0
    except SystemExit as end:
        status = end.code
    return status, json.loads(out.getvalue())


def table(*rows, header=HEADER):
    return "\n".join([header, *rows]) + "\n"


def test_a_register_becomes_households_in_their_areas(klippan, tmp_path):
    area = make.make_area(bounds=(13.15, 56.13, 13.16, 56.14))
    status, report = run(tmp_path, table(ROW, OTHER))
    assert (status, report["new"], report["placed"]) == (0, 2, 1)
    home = Household.objects.get(external_id="H1")
    assert home.address == "Åvägen 12 A, lgh 1001"
    assert (home.area, home.postcode, home.locality) == (area, "26471", "Klippan")
    assert (home.point.x, home.point.y) == (13.155, 56.135)
    assert Household.objects.get(external_id="H2").area is None


def test_a_dry_run_changes_nothing(klippan, tmp_path):
    assert run(tmp_path, table(ROW), "--dry-run")[1]["new"] == 1
    assert not Household.objects.exists()


def test_once_more_changes_only_what_changed(klippan, tmp_path):
    run(tmp_path, table(ROW, OTHER))
    before = Household.objects.get(external_id="H2")
    changed = ROW.replace("12 A", "12 B")
    _, report = run(tmp_path, table(changed, OTHER))
    numbers = [report[key] for key in ("new", "changed", "unchanged")]
    assert numbers == [0, 1, 1]
    assert Household.objects.get(external_id="H1").number == "12 B"
    assert Household.objects.get(external_id="H2").pk == before.pk


def test_a_home_that_moved_on_the_map_moves_to_another_area(klippan, tmp_path):
    area = make.make_area(bounds=(13.15, 56.13, 13.16, 56.14))
    run(tmp_path, table(OTHER))
    run(tmp_path, table(OTHER.replace("13.3,56.2", "13.155,56.135")))
    assert Household.objects.get().area == area


def test_nobody_disappears_with_a_row(klippan, tmp_path):
    run(tmp_path, table(ROW, OTHER))
    status, report = run(tmp_path, table(ROW))
    assert (status, report["missing"]) == (0, 1)
    assert Household.objects.count() == 2


def test_a_refusal_and_an_area_survive_a_new_register(klippan, tmp_path):
    run(tmp_path, table(ROW))
    Household.objects.update(refused_at="2026-01-01T00:00Z")
    run(tmp_path, table(ROW.replace("småhus", "radhus")))
    home = Household.objects.get()
    assert home.refused_at is not None
    assert home.dwelling == "radhus"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_offices_write_tables_in_many_ways(klippan, tmp_path, encoding, separator):
    text = table(ROW).replace(",", separator).replace("\n", "\r\n")
    if separator == ";":
        text = text.replace("13.155;56.135", "13,155;56,135")
    assert run(tmp_path, text, encoding=encoding)[0] == 0
    home = Household.objects.get()
    assert home.street == "Åvägen"
    assert home.point.x == pytest.approx(13.155)


def test_swedish_columns_in_any_order_will_do(klippan, tmp_path):
    text = table("56,135;13,155;Åvägen;12;H1", header="latitud;longitud;Gata;Nummer;ID")
    assert run(tmp_path, text)[0] == 0
    assert Household.objects.get().address == "Åvägen 12"


BAD = {
    "a formula": ROW.replace("Åvägen", "=HYPERLINK(1)"),
    "no id": ROW.replace("H1", ""),
    "no street": ROW.replace("Åvägen", " "),
    "a number that is too long": ROW.replace("12 A", "12 A till och med 14 C"),
    "no coordinates": ROW.replace("13.155,56.135", ","),
    "latitude first": ROW.replace("13.155,56.135", "56.135,13.155"),
    "another municipality": ROW.replace("13.155", "14.155"),
    "another country": ROW.replace("13.155,56.135", "2.35,48.85"),
    "text for a number": ROW.replace("13.155", "öster"),
    "no end": ROW.replace("13.155", "inf"),
    "no number": ROW.replace("13.155", "nan"),
    "a postcode of letters": ROW.replace("26471", "2647I"),
    "too few cells": "H1,Åvägen",
    "a bell": ROW.replace("Åvägen", "Å\x07vägen"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_is_listed_and_the_others_come_in(klippan, tmp_path, name):
    status, report = run(tmp_path, table(OTHER, BAD[name]))
    (refused,) = report["refused"]
    assert status == 1
    assert refused["row"] == 3
    assert refused["reason"].endswith(".")
    assert report["new"] == 1


def test_the_second_of_two_equal_ids_is_listed(klippan, tmp_path):
    _, report = run(tmp_path, table(ROW, OTHER, ROW))
    assert [(one["row"], one["id"]) for one in report["refused"]] == [(4, "H1")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfeX",
        b"\x89PNG\r\n\x1a\n\0\0\0",
        b"bara en rad",
        table(header="id,lon,lat").encode(),
        b'household_id,street,lon,lat\n"' + b"x" * 200_000,
    ],
)
def test_what_is_no_register_is_an_error_in_words(klippan, tmp_path, data):
    status, report = run(tmp_path, data)
    assert status == 1
    assert report["error"]
    assert not Household.objects.exists()


def test_a_header_alone_is_a_register_of_nobody(klippan, tmp_path):
    status, report = run(tmp_path, table())
    assert (status, report["rows"]) == (0, 0)


def test_people_get_the_same_in_plain_words(klippan, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(table(ROW, BAD["no street"]))
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit):
        call_command("import_households", str(path), stdout=out, stderr=err)
    assert err.getvalue().startswith("3. H1: ")
    assert "2 rader: 1 nya" in out.getvalue()
