"""The police's events on the officer's desk, and the alert that one makes of them."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from alerts.models import Alert, Delivery, PoliceEvent
from tests import make

pytestmark = pytest.mark.django_db

PAGE = "/samordning/handelser/"


def make_hint(municipality, number=7, **values):
    given = {
        "external_id": number,
        "municipality": municipality,
        "type": "Inbrott",
        "title": "22 augusti 08.52, Inbrott, Klippan",
        "summary": "Inbrott i villa, Ljungbyhed.",
        "place": "Klippan",
        "published_at": timezone.now() - timedelta(hours=1),
        "digest": "x",
    }
    return PoliceEvent.objects.create(**(given | values))


@pytest.fixture
def hint(cast):
    return make_hint(cast.klippan)


def test_an_officer_sees_the_hints_of_the_own_municipality(cast, hint, login):
    astorp = make.make_municipality("1277", "Åstorp", (12.9, 56.0, 13.0, 56.2))
    make_hint(astorp, 8, title="Stöld i Åstorp")
    page = login(cast.mona).get(PAGE).content.decode()
    assert hint.title in page
    assert "Åstorp" not in page


def test_an_edited_hint_says_what_it_said_before(cast, login):
    make_hint(
        cast.klippan,
        edited_at=timezone.now(),
        earlier=[{"title": "Gammal rubrik", "summary": "Gammal text"}],
    )
    page = login(cast.mona).get(PAGE).content.decode()
    assert "Gammal rubrik: Gammal text" in page


def test_a_hint_fills_the_form_and_sends_nothing(cast, hint, login):
    form = (
        login(cast.pia, strong=True).get("/ombud/larm/nytt/?handelse=7").context["form"]
    )
    assert form["text"].value() == hint.summary
    assert form["kind"].value() == "burglary"
    assert form["timing"].value() == "just_now"
    assert not Delivery.objects.exists()


def test_the_hint_that_became_an_alert_leaves_the_desk(cast, hint, login):
    client = login(cast.pia, strong=True)
    path = "/ombud/larm/nytt/?handelse=7"
    form = client.get(path).context["form"]
    data = {name: form[name].value() for name in ("token", "kind", "timing", "text")}
    answer = client.post(path, data | {"areas": [cast.bjork.pk]})
    alert = Alert.objects.get()
    hint.refresh_from_db()
    assert (hint.state, hint.used_for) == ("used", alert)
    # Until it is sent one can go on with it; afterwards it is gone from the list.
    assert alert.code in client.get(PAGE).content.decode()
    client.post(f"/ombud/larm/{alert.code}/skicka/")
    assert answer.status_code == 302
    assert hint.title not in client.get(PAGE).content.decode()


def test_set_aside_is_set_aside(cast, hint, login):
    client = login(cast.mona)
    assert client.get(f"{PAGE}{hint.pk}/satt-undan/").status_code == 405
    client.post(f"{PAGE}{hint.pk}/satt-undan/")
    hint.refresh_from_db()
    assert hint.state == "dismissed"
    assert hint.title not in client.get(PAGE).content.decode()


def test_another_municipalitys_officer_can_neither_see_nor_use_it(cast, hint, login):
    astorp = make.make_municipality("1277", "Åstorp", (12.9, 56.0, 13.0, 56.2))
    other = make.make_officer(make.make_person("Olle"), municipality=astorp)
    client = login(other, strong=True)
    assert client.post(f"{PAGE}{hint.pk}/satt-undan/").status_code == 404
    form = client.get("/ombud/larm/nytt/?handelse=7").context["form"]
    assert form["text"].value() != hint.summary


@pytest.mark.parametrize("who", ["alva", "bo"])
def test_hints_are_for_officers(cast, hint, login, who):
    client = login(getattr(cast, who), strong=True)
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}{hint.pk}/satt-undan/").status_code == 403


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 40, "²"])
def test_a_made_up_number_gives_an_ordinary_form(cast, hint, login, number):
    client = login(cast.pia, strong=True)
    assert client.get(f"/ombud/larm/nytt/?handelse={number}").status_code == 200


@pytest.mark.parametrize(
    ("kind", "happened", "now", "expected"),
    [
        ("Inbrott", "2026-08-22T23:40", "2026-08-23T08:00", ("burglary", "last_night")),
        (
            "Inbrott, försök",
            "2026-08-22T12:00",
            "2026-08-23T08:00",
            ("attempt", "earlier"),
        ),
        ("Stöld", "2026-08-23T06:00", "2026-08-23T08:00", ("theft", "just_now")),
        ("Trafikolycka", "2026-08-10T01:00", "2026-08-23T08:00", ("other", "earlier")),
    ],
)
def test_the_answers_follow_from_what_and_when(cast, kind, happened, now, expected):
    from alerts.services import policehints

    zone = timezone.get_default_timezone()
    at = datetime.fromisoformat(happened).replace(tzinfo=zone)
    hint = make_hint(cast.klippan, type=kind, happened_at=at)
    then = datetime.fromisoformat(now).replace(tzinfo=zone)
    assert (policehints._kind(hint), policehints._timing(hint, then)) == expected
