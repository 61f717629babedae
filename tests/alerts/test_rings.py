"""Officers' alerts round a burglary and inside a drawn shape."""

from types import SimpleNamespace

import pytest
from django.contrib.gis.geos import Point

from alerts.models import Alert, Delivery
from areas.models import AccessLog
from areas.services.surroundings import ring_round
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "Inbrott i en villa i närheten. Lås dörrar och fönster."
METRE = 1 / 111_320  # degrees of latitude
HERE = (13.105, 56.125)  # inside Björkvägen


def at(east, north):
    return Point(HERE[0] + east * METRE / 0.5577, HERE[1] + north * METRE, srid=4326)


def make_home(area, name, east, north, *, channels=("email",), **extra):
    home = make.make_household(area, "Granstigen", **extra)
    home.point = at(east, north)
    home.save()
    person = make.make_person(name, channels=channels)
    make.make_member(area, person, household=home)
    return person


@pytest.fixture
def near(cast, settings):
    """Homes at 0, 90, 190 and 210 m from a burglary at Stigen 1."""
    settings.STOP_SECONDS = 0
    struck = make.make_household(cast.bjork, "Stigen", 1)
    struck.point = at(0, 0)
    struck.save()
    for person in (cast.alva, cast.bo):  # the middle of the area lies elsewhere
        home = person.memberships.get().household
        home.point = at(-300, -300)
        home.save()
    return SimpleNamespace(
        close=make_home(cast.bjork, "Karl Nära", 60, 60),
        edge=make_home(cast.bjork, "Edda Kant", 0, 190),
        outside=make_home(cast.bjork, "Ulf Utom", 0, 212),
        next_area=make_home(cast.gran, "Gun Granne", 190, 0),
    )


def ask(client, **answers):
    page = client.get("/samordning/larm/ring/")
    data = {
        "token": page.context["form"]["token"].value(),
        "kind": "burglary",
        "timing": "last_night",
        "text": TEXT,
        "street": "Stigen",
        "number": "1",
        "metres": "200",
    }
    return client.post("/samordning/larm/ring/", data | answers)


def send(client, answer):
    code = answer.url.split("/")[3]
    client.post(f"/ombud/larm/{code}/skicka/")
    return Alert.objects.get(code=code)


def told(alert):
    return set(
        Delivery.objects.filter(alert=alert).values_list("user__name", flat=True)
    )


def test_a_ring_reaches_across_areas_and_no_farther_than_200_metres(cast, near, login):
    client = login(cast.pia, strong=True)
    cast.klippan.two_officers_above = 2000
    make.make_area("Tredje")
    alert = send(client, ask(client))
    assert alert.state == "sent"
    assert told(alert) == {"Karl Nära", "Edda Kant", "Gun Granne"}
    assert {area.name for area in alert.areas.all()} == {"Björkvägen", "Granbacken"}


def test_in_the_second_week_it_is_100_metres(cast, near, login):
    client = login(cast.pia, strong=True)
    alert = send(client, ask(client, metres="100"))
    assert told(alert) == {"Karl Nära"}


def test_the_check_page_says_how_many_it_reaches(cast, near, login):
    client = login(cast.pia, strong=True)
    page = client.get(ask(client).url)
    assert page.context["reach"].people == 3


def test_the_house_is_never_kept_or_shown(cast, near, login):
    client = login(cast.pia, strong=True)
    alert = send(client, ask(client))
    assert "Stigen 1" not in str(vars(alert))
    cap = client.get(f"/samordning/larm/{alert.code}.cap.xml").content.decode()
    ring = cap.split("<polygon>")[1].split("<")[0]
    assert len(ring.split()) == 5  # a coarse box, whose middle is nobody's house


def test_a_wide_ring_needs_a_second_officer(cast, near, login):
    cast.klippan.two_officers_above = 2
    cast.klippan.save()
    client = login(cast.pia, strong=True)
    assert send(client, ask(client)).state == "in_review"


@pytest.mark.parametrize(
    "answers", [{"street": "Ingenstansvägen"}, {"number": "999"}, {"street": ""}]
)
def test_an_unknown_address_is_said_in_a_sentence(cast, near, login, answers):
    answer = ask(login(cast.pia, strong=True), **answers)
    assert answer.status_code == 422
    assert not Alert.objects.exists()


def test_the_wording_guard_holds_for_officers_as_well(cast, near, login):
    answer = ask(login(cast.pia, strong=True), text="Ring 070-123 45 67.")
    assert answer.status_code == 422


def test_another_municipality_is_out_of_reach(cast, near, login):
    astorp = make.make_municipality("1277", "Åstorp", (12.9, 56.0, 13.0, 56.2))
    other = make.make_officer(make.make_person("Olle"), municipality=astorp)
    assert ask(login(other, strong=True)).status_code == 422


def test_contacts_and_members_have_no_rings(cast, near, login):
    for person in (cast.alva, cast.bo):
        client = login(person, strong=True)
        assert client.get("/samordning/larm/ring/").status_code == 403
    assert login(cast.pia).get("/samordning/larm/ring/").status_code == 403


def test_a_drawn_shape_reaches_the_homes_inside(cast, near, login):
    client = login(cast.mona, strong=True)
    page = client.get("/samordning/larm/form/")
    corners = [at(-10, -10), at(-10, 100), at(100, 100), at(100, -10)]
    data = {
        "token": page.context["form"]["token"].value(),
        "kind": "information",
        "timing": "earlier",
        "text": TEXT,
        "corners": "\n".join(f"{one.y}, {one.x}" for one in corners),
    }
    alert = send(client, client.post("/samordning/larm/form/", data))
    assert told(alert) == {"Karl Nära"}
    crossed = [corners[0], corners[2], corners[1], corners[3]]
    bad = data | {"corners": "\n".join(f"{one.y}, {one.x}" for one in crossed)}
    assert client.post("/samordning/larm/form/", bad).status_code == 422


def test_the_words_of_a_draft_can_be_changed_and_the_ring_stays(cast, near, login):
    client = login(cast.pia, strong=True)
    code = ask(client).url.split("/")[3]
    form = client.get(f"/ombud/larm/{code}/andra/", follow=True)
    data = {
        "token": form.context["form"]["token"].value(),
        "kind": "attempt",
        "timing": "earlier",
        "text": "Försök till inbrott i närheten.",
    }
    answer = client.post(f"/samordning/larm/{code}/andra/", data)
    alert = Alert.objects.get()
    assert answer.url == f"/ombud/larm/{code}/las-igenom/"
    assert (alert.kind, alert.shape is not None) == ("attempt", True)


def test_the_doors_without_a_channel_get_a_note(cast, near, login):
    make_home(cast.bjork, "Gunvor Gran", 10, 0, channels=("door",), house=31)
    lone = make.make_household(cast.bjork, "Granstigen", 33)
    refused = make.make_household(cast.bjork, "Granstigen", 35)
    for home in (lone, refused):
        home.point = at(0, 20)
        home.save()
    refused.refused_at = "2026-01-01T00:00Z"
    refused.save()
    client = login(cast.pia, strong=True)
    alert = send(client, ask(client))
    page = client.get(f"/samordning/larm/{alert.code}/dorrar/").content.decode()
    assert "Till dig som bor här" in page
    assert "Granstigen 31" in page
    assert "Granstigen 33" in page
    assert "Granstigen 35" not in page
    assert "Gunvor" not in page
    assert AccessLog.objects.filter(act="alert.doors", by=cast.pia).exists()


def test_a_ring_is_as_wide_as_it_says():
    ring = ring_round(at(0, 0), 200)
    for east, north, inside in (
        (199, 0, True),
        (0, 199, True),
        (201, 0, False),
        (0, 201, False),
    ):
        assert ring.contains(at(east, north)) is inside


def test_a_link_to_the_municipalitys_own_site_may_stand_and_no_other(cast, near, login):
    cast.klippan.website = "https://www.klippan.se/"
    cast.klippan.save()
    client = login(cast.pia, strong=True)
    fine = ask(client, text="Läs mer på klippan.se/trygg. Lås dörren.")
    assert fine.status_code == 302
    bad = ask(client, text="Läs mer på klippan-se.example.com. Lås dörren.")
    assert bad.status_code == 422
