"""Drawing a boundary: corners, streets, a file; proposed, approved, placed."""

import json

import pytest
from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import SimpleUploadedFile

from areas.models import Boundary, BoundaryDraft, Household
from tests import make

pytestmark = pytest.mark.django_db
SQUARE = "56.20, 13.20\n56.21, 13.20\n56.21, 13.22\n56.20, 13.22"
BOWTIE = "56.20, 13.20\n56.21, 13.22\n56.21, 13.20\n56.20, 13.22"


@pytest.fixture
def new(cast):
    """An area without boundary, with its contact and three homes on a street."""
    area = make.make_area("Nya", state="contacts_found")
    make.make_contact(area, make.make_person("Rut Rask"))
    Boundary.objects.filter(area=area).delete()
    for number in range(3):
        Household.objects.create(
            municipality=cast.klippan,
            street="Ringvägen",
            number=str(number),
            locality="Klippan",
            point=Point(13.205 + number * 0.001, 56.205, srid=4326),
        )
    area.rut = area.contacts.get().user
    return area


def draw(client, area, corners, **more):
    return client.post(
        f"/ombud/grans/{area.slug}/", {"satt": "horn", "corners": corners, **more}
    )


def test_a_contact_proposes_and_an_officer_approves(client, cast, new, login):
    assert draw(login(new.rut), new, SQUARE).status_code == 302
    proposal = Boundary.objects.get(area=new)
    assert proposal.state == "proposed"
    page = f"/samordning/omraden/{new.slug}/grans/{proposal.pk}/godkann/"
    assert login(cast.mona).post(page).status_code == 403
    login(cast.mona, strong=True).post(page)
    proposal.refresh_from_db()
    assert proposal.is_current
    assert Household.objects.filter(area=new, street="Ringvägen").count() == 3


def test_a_contact_approves_nothing(client, cast, new, login):
    draw(login(new.rut), new, SQUARE)
    proposal = Boundary.objects.get(area=new)
    page = f"/samordning/omraden/{new.slug}/grans/{proposal.pk}/godkann/"
    assert login(new.rut, strong=True).post(page).status_code == 403


def test_a_refusal_needs_a_reason_and_keeps_the_old(client, cast, new, login):
    draw(login(new.rut), new, SQUARE)
    proposal = Boundary.objects.get(area=new)
    page = f"/samordning/omraden/{new.slug}/grans/{proposal.pk}/neka/"
    login(cast.mona, strong=True).post(page, {"reason": ""})
    proposal.refresh_from_db()
    assert proposal.state == "proposed"
    client.post(page, {"reason": "För stor"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.note) == ("refused", "För stor")


@pytest.mark.parametrize(
    "wrong",
    [
        BOWTIE,
        "56.2, 13.2\n56.3, 13.3",
        "hej",
        "nan, 13\n56, 13\n56, 14",
        "1, 2\n3, 4\n5, 6",
        "56.12, 13.10\n56.13, 13.10\n56.13, 13.11\n56.12, 13.11",
    ],
)
def test_a_wrong_boundary_is_refused_with_a_sentence(client, new, login, wrong):
    page = draw(login(new.rut), new, wrong)
    assert page.status_code == 422
    assert not Boundary.objects.filter(area=new).exists()


def test_the_number_inside_is_counted_and_the_draft_kept(client, new, login):
    page = f"/grans/{new.slug}/raknat/"
    told = login(new.rut).post(page, {"corners": SQUARE}).json()
    assert told["count"].startswith("3 ")
    assert told["faults"] == []
    assert len(BoundaryDraft.objects.get(area=new).corners) == 4
    told = client.post(page, {"corners": BOWTIE}).json()
    assert told["faults"]
    page = client.get(f"/ombud/grans/{new.slug}/").content.decode()
    assert "56.200000, 13.200000" in page


def test_chosen_streets_give_corners_round_their_homes(client, new, login):
    answers = {"satt": "gator", "streets": ["Ringvägen|Klippan"]}
    page = login(new.rut).post(f"/ombud/grans/{new.slug}/", answers)
    assert page.status_code == 200
    assert page.context["drawn"].startswith("3 ")
    corners = BoundaryDraft.objects.get(area=new).corners
    assert 4 <= len(corners) <= 40


def test_streets_keep_off_the_neighbouring_area(client, cast, new, login):
    make.make_area("Granne", bounds=(13.20, 56.2, 13.2055, 56.21))
    answers = {"satt": "gator", "streets": ["Ringvägen|Klippan"]}
    login(new.rut).post(f"/ombud/grans/{new.slug}/", answers)
    corners = BoundaryDraft.objects.get(area=new).corners
    assert min(east for east, _north in corners) > 13.2054


def test_a_file_becomes_corners(client, new, login):
    ring = [[13.2, 56.2], [13.22, 56.2], [13.22, 56.21], [13.2, 56.2]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    file = SimpleUploadedFile("grans.geojson", json.dumps(shape).encode())
    page = f"/ombud/grans/{new.slug}/"
    answer = login(new.rut).post(page, {"satt": "fil", "file": file})
    assert answer.status_code == 200
    assert len(BoundaryDraft.objects.get(area=new).corners) == 3
    bad = SimpleUploadedFile("x.geojson", b"not a map")
    answer = client.post(page, {"satt": "fil", "file": bad})
    assert "x.geojson" not in answer.content.decode()


def test_others_neither_see_nor_draw(client, cast, new, login):
    assert login(cast.bo).get(f"/ombud/grans/{new.slug}/").status_code == 403
    assert login(cast.alva).get(f"/ombud/grans/{new.slug}/").status_code == 404
    page = f"/grans/{new.slug}/raknat/"
    assert login(cast.alva).post(page, {"corners": SQUARE}).status_code == 404


def test_homes_that_fall_outside_are_asked_not_dropped(client, cast, login):
    login(cast.mona, strong=True)
    page = f"/samordning/omraden/{cast.bjork.slug}/grans/"
    client.post(page, {"satt": "horn", "corners": SQUARE})
    proposal = cast.bjork.boundaries.get(state="proposed")
    client.post(f"{page}{proposal.pk}/godkann/")
    cast.home.refresh_from_db()
    assert cast.home.area == cast.bjork
