"""Complaints about places: told without an account, answered in public."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from areas.exceptions import Refused
from tests import make, make_watch
from tests.watch.test_home import text
from watch import services, tasks
from watch.models import Concern, ConcernFollower

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(cast, client):
    """Somebody has complained; gives the complaint and the receipt's path."""
    make_watch.make_promise(cast.klippan)
    response = client.post("/klagomal/nytt/", complaint(cast.klippan))
    assert response.status_code == 302
    return Concern.objects.get(), response["Location"]


def complaint(municipality, **changes):
    return {
        "municipality": municipality.pk,
        "category": "speed",
        "place": "Storgatan vid skolan",
        "text": "En röd Volvo ABC 123 kör för fort varje morgon",
        "email": "granne@example.org",
        **changes,
    }


def step(login, officer, concern, name, **given):
    data = {f"{name}-{key}": value for key, value in given.items()} | {"steg": name}
    return login(officer).post(f"/samordning/klagomal/{concern.code}/", data)


def answered(login, mona, concern):
    step(login, mona, concern, "las", public_text="Bilar kör fort vid skolan.")
    step(login, mona, concern, "vidare", owner="police")
    step(login, mona, concern, "svar", is_done="ja", answer="Vi mätte farten i maj.")
    concern.refresh_from_db()


def test_one_complains_without_an_account_and_gets_a_secret_receipt(client, told):
    concern, path = told
    said = text(client.get(path))
    assert concern.code in said
    assert "En röd Volvo" in said
    assert path.split("/")[-2] not in concern.key_hash
    assert client.get("/klagomal/kvitto/gissning/").status_code == 404
    assert "no-" in client.get(path)["Cache-Control"]


def test_nothing_is_public_before_an_officer_has_read_it(client, told):
    concern, _ = told
    assert client.get(f"/klagomal/{concern.code}/").status_code == 404
    assert "Storgatan" not in text(client.get("/klagomal/"))


def test_the_public_sees_the_answer_and_never_the_person(client, cast, login, told):
    concern, _ = told
    answered(login, cast.mona, concern)
    client.logout()
    for path in (f"/klagomal/{concern.code}/", "/klagomal/"):
        said = text(client.get(path))
        assert "Vi mätte farten i maj." in said
        assert "Åtgärdat" in said
        assert "Volvo" not in said
        assert "granne@example.org" not in said


def test_the_sender_sees_each_step_on_the_receipt(client, cast, login, told):
    concern, path = told
    answered(login, cast.mona, concern)
    client.logout()
    said = text(client.get(path))
    for word in ("Mottaget", "Läst", "Hos den som ansvarar", "Åtgärdat"):
        assert word in said


@pytest.mark.parametrize(
    "words",
    ["En röd Volvo ABC 123 kör fort", "Ring 070-123 45 67", "Grannen på Storgatan 14"],
)
def test_plates_numbers_and_homes_never_become_public(login, cast, told, words):
    concern, _ = told
    response = step(login, cast.mona, concern, "las", public_text=words)
    assert response.status_code == 422
    assert "Alla kan läsa det här." in text(response)
    concern.refresh_from_db()
    assert concern.state == "received"


def test_an_answer_without_words_is_no_answer(login, cast, told):
    concern, _ = told
    step(login, cast.mona, concern, "las", public_text="Bilar kör fort.")
    step(login, cast.mona, concern, "vidare", owner="police")
    response = step(login, cast.mona, concern, "svar", is_done="ja", answer=" ")
    assert response.status_code == 422
    concern.refresh_from_db()
    assert concern.state == "routed"


@pytest.mark.parametrize(
    ("act", "given"),
    [
        ("answer_concern", {"answer": "Klart", "is_done": True}),
        ("plan_concern", {"plan": "Mäta", "plan_by": timezone.localdate()}),
        ("route_concern", {"owner": "police"}),
    ],
)
def test_steps_that_are_not_in_the_table_are_refused(cast, told, act, given):
    concern, _ = told
    with pytest.raises(Refused):
        getattr(services, act)(concern, by=cast.mona, **given)
    concern.refresh_from_db()
    assert concern.state == "received"


def test_an_answered_complaint_counts_for_the_promise(client, cast, login, told):
    concern, _ = told
    commitment = make_watch.make_commitment(
        cast.klippan.promises.get(), "concerns", title="Svar", target=None
    )
    answered(login, cast.mona, concern)
    said = text(client.get(f"/loftet/{commitment.promise.slug}/"))
    assert "Svar 1" in said


def test_the_same_place_again_is_offered_to_follow_instead(client, cast, login, told):
    concern, _ = told
    step(login, cast.mona, concern, "las", public_text="Bilar kör fort vid skolan.")
    client.logout()
    again = complaint(cast.klippan, place="storgatan vid SKOLAN")
    response = client.post("/klagomal/nytt/", again)
    assert "Det verkar vara känt redan." in text(response)
    assert Concern.objects.count() == 1
    client.post(f"/klagomal/{concern.code}/", {"email": "Annan@example.org"})
    client.post(f"/klagomal/{concern.code}/", {"email": "annan@example.org"})
    assert ConcernFollower.objects.get().email == "annan@example.org"
    client.post("/klagomal/nytt/", again | {"anda": "1"})
    assert Concern.objects.count() == 2


def test_a_double_is_joined_and_its_sender_follows_the_kept_one(login, cast, told):
    concern, _ = told
    step(login, cast.mona, concern, "las", public_text="Bilar kör fort.")
    other, _key = services.receive_concern(
        cast.klippan, category="speed", place="Skolan", email="tva@example.org"
    )
    response = step(login, cast.mona, other, "dubblett", into=concern.code.lower())
    assert response.status_code == 302
    other.refresh_from_db()
    assert other.merged_into == concern
    assert concern.followers.get().email == "tva@example.org"


def test_sender_and_followers_get_a_letter_each_without_secrets(cast, told):
    concern, path = told
    services.acknowledge_concern(concern, by=cast.mona, public_text="Bilar kör fort.")
    services.follow_concern(concern, email="annan@example.org")
    tasks.tell_followers(concern.pk)
    assert [letter.to for letter in mail.outbox] == [
        ["annan@example.org"],
        ["granne@example.org"],
    ]
    for letter in mail.outbox:
        assert f"/klagomal/{concern.code}/" in letter.body
        assert path not in letter.body
        assert "Volvo" not in letter.body


def test_who_complained_is_erased_30_days_after_the_answer(client, cast, login, told):
    concern, path = told
    answered(login, cast.mona, concern)
    tasks.erase_senders()
    concern.refresh_from_db()
    assert concern.email == "granne@example.org"
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        tasks.erase_senders()
    concern.refresh_from_db()
    assert (concern.email, concern.name, concern.text, concern.key_hash) == ("",) * 4
    assert concern.answer
    client.logout()
    assert client.get(path).status_code == 404
    assert client.get(f"/klagomal/{concern.code}/").status_code == 200


def test_a_stranger_who_floods_is_stopped(client, cast):
    make_watch.make_promise(cast.klippan)
    for number in range(10):
        client.post("/klagomal/nytt/", complaint(cast.klippan, place=f"Plats {number}"))
    response = client.post("/klagomal/nytt/", complaint(cast.klippan, place="En till"))
    assert response.status_code == 422
    assert "Försök igen om en timme." in text(response)
    assert Concern.objects.count() == 10


def test_other_municipalities_officers_see_nothing(login, cast, told):
    concern, _ = told
    other = make.make_municipality("1277", "Åstorp", bounds=(12.9, 56.1, 13.0, 56.2))
    stranger = make.make_officer(make.make_person("Stig"), municipality=other)
    client = login(stranger)
    assert client.get(f"/samordning/klagomal/{concern.code}/").status_code == 404
    assert concern.code not in text(client.get("/samordning/klagomal/"))


@pytest.mark.parametrize("change", [{"category": ""}, {"place": ""}, {"email": "x"}])
def test_what_is_missing_is_said_and_what_was_typed_kept(client, cast, change):
    make_watch.make_promise(cast.klippan)
    response = client.post("/klagomal/nytt/", complaint(cast.klippan, **change))
    assert response.status_code == 422
    html = response.content.decode()
    assert "felruta" in html
    assert "En röd Volvo" in html
    assert not Concern.objects.exists()


def test_the_desk_lists_what_waits_with_the_oldest_first(login, cast, told):
    first, _ = told
    services.receive_concern(cast.klippan, category="litter", place="Badet")
    html = login(cast.mona).get("/samordning/klagomal/").content.decode()
    codes = re.findall(r"/samordning/klagomal/(\w{6})/", html)
    assert codes[0] == first.code
    assert len(codes) == 2
    assert "Svara på klagomål" in text(login(cast.mona).get("/samordning/"))
