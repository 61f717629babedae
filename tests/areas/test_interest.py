"""Who wants an area: three questions, gathered by place, answered, made an area."""

from datetime import timedelta

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone

from areas.models import Area, Channel, Household, Interest, Notice, User
from areas.services import interest
from tests import make

pytestmark = pytest.mark.django_db


def offer(client, **answers):
    given = {
        "place": "Skogsvägen 4",
        "name": "Sam Skog",
        "email": f"s{Interest.objects.count()}@grannar.example",
        "mobile": "",
        "willing": "ja",
    }
    return client.post("/starta/", given | answers)


def test_anyone_may_want_an_area_without_an_account(client, cast):
    assert offer(client).status_code == 200
    row = Interest.objects.get()
    assert row.willing
    assert row.person.email is None
    receipt = Notice.objects.get(kind="interest.receipt")
    assert receipt.channel.address == "s0@grannar.example"


def test_the_officers_have_a_to_do(client, cast):
    offer(client)
    told = Notice.objects.filter(kind="interest.new")
    assert {notice.user for notice in told} == {cast.mona, cast.pia}


def test_neighbours_on_the_same_street_are_gathered(client, cast):
    offer(client)
    offer(client, place="skogsvägen 9", name="Siri Skog")
    offer(client, place="Bergsgatan 1", name="Berit Berg")
    assert Interest.objects.heads().count() == 2
    assert Interest.objects.heads().first().others.count() == 1


def test_a_home_close_by_is_the_same_place(client, cast):
    for street, x in (("Ena vägen", 13.30), ("Andra vägen", 13.301)):
        point = Point(x, 56.2, srid=4326)
        Household.objects.create(
            municipality=cast.klippan, street=street, number="1", point=point
        )
    offer(client, place="Ena vägen 1")
    offer(client, place="Andra vägen 1")
    assert Interest.objects.heads().count() == 1


def test_the_same_person_again_is_not_counted_twice(client, cast):
    offer(client, email="x@grannar.example", willing="nej")
    offer(client, email="x@grannar.example", willing="ja")
    assert Interest.objects.get().willing


@pytest.mark.parametrize(
    "wrong", [{"place": ""}, {"name": ""}, {"email": ""}, {"email": "x"}]
)
def test_missing_answers_get_sentences(client, cast, wrong):
    assert offer(client, **wrong).status_code == 422
    assert not Interest.objects.exists()


def test_asking_has_an_end(client, cast):
    statuses = [offer(client, name=f"Nr {n}").status_code for n in range(7)]
    assert statuses[-1] == 422


def test_the_queue_shows_the_age_and_one_answer_reaches_all(client, cast, login):
    offer(client)
    offer(client, name="Siri Skog")
    Interest.objects.update(created_at=timezone.now() - timedelta(days=12))
    text = login(cast.mona).get("/samordning/intresse/").content.decode()
    assert "12 dagar" in text
    head = Interest.objects.heads().get()
    client.post(f"/samordning/intresse/{head.pk}/", {"answer": "Vi hörs i veckan."})
    told = Notice.objects.filter(kind="interest.answer")
    assert told.count() == 2
    assert all("Vi hörs" in notice.text for notice in told)


def test_a_matter_becomes_an_area_and_everybody_is_told(client, cast, login):
    offer(client)
    offer(client, name="Siri Skog")
    head = Interest.objects.heads().get()
    login(cast.mona).post(f"/samordning/intresse/{head.pk}/omrade/", {"name": "Skogen"})
    area = Area.objects.get(name="Skogen")
    assert area.state == "interest"
    assert area.interests.count() == 2
    assert Notice.objects.filter(kind="interest.area").count() == 2
    assert area.events.get().evidence == {"interested": 2}


def test_officers_elsewhere_see_nothing(client, cast, login):
    offer(client)
    bjuv = make.make_municipality("1260", "Bjuv", (12.8, 56.0, 12.99, 56.2))
    other = make.make_officer(make.make_person("Otto"), municipality=bjuv)
    head = Interest.objects.get()
    assert "Skogsv" not in login(other).get("/samordning/intresse/").content.decode()
    assert client.get(f"/samordning/intresse/{head.pk}/").status_code == 404


def test_thirty_days_after_closing_the_addresses_are_gone(client, cast, login):
    offer(client)
    head = Interest.objects.get()
    login(cast.mona).post(f"/samordning/intresse/{head.pk}/stang/")
    interest.erase_due(timezone.now() + timedelta(days=31))
    assert not Interest.objects.exists()
    assert not Channel.objects.filter(address__startswith="s0@").exists()
    assert not User.objects.filter(name="Sam Skog").exists()


def test_an_account_survives_its_closed_interest(client, cast, login):
    login(cast.bo)
    offer(client)
    interest.close_interest(Interest.objects.get(), by=cast.mona)
    interest.erase_due(timezone.now() + timedelta(days=31))
    assert User.objects.filter(pk=cast.bo.pk).exists()
