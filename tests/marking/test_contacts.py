"""The contact's round: one neighbour after another, nine left."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from areas.models import Notice
from marking import services
from marking.models import Kit
from tests import make, make_marking

pytestmark = pytest.mark.django_db
ROUND = "/ombud/markning/"


@pytest.fixture
def shelf(cast):
    return make_marking.make_place(cast.bjork, name="Alvas hylla")


@pytest.fixture
def kits(shelf):
    make_marking.make_batch(shelf, [f"KL{n:04d}" for n in range(410, 420)])
    return Kit.objects.order_by("number")


def hand_out(client, number, home):
    return client.post(ROUND, {"number": number, "home": home.pk}, follow=True)


def test_a_kit_is_handed_out_by_its_number_and_the_count_goes_down(cast, login, kits):
    alva = login(cast.alva)
    assert "10 kvar" in alva.get(ROUND).content.decode()
    answer = hand_out(alva, "kl 0417", cast.home).content.decode()
    assert "9 kvar" in answer
    kit = Kit.objects.of(cast.home).get()
    assert (kit.number, kit.state) == ("KL0417", "handed_out")
    assert Notice.objects.filter(user=cast.bo, kind="kit.handed_out").exists()


def test_a_scanned_address_is_a_number_too(cast, login, kits):
    hand_out(login(cast.alva), "https://grannar.example/m/KL0412/", cast.home)
    assert Kit.objects.of(cast.home).get().number == "KL0412"


def refusals(cast):
    bjuv = make.make_municipality("1260", "Bjuv")
    far = make_marking.make_kit(
        make_marking.make_place(municipality=bjuv), number="BJ0001"
    )
    library = make_marking.make_place(
        municipality=cast.klippan, kind="library", name="Biblioteket"
    )
    other = make_marking.make_kit(library, number="KL0500")
    held = make_marking.make_held(make.make_household(cast.bjork), number="KL0501")
    back = make_marking.make_held(make.make_household(cast.bjork), number="KL0502")
    services.open_liquid(back)
    services.return_kit(
        back, to=make_marking.make_place(cast.bjork), by=make_marking.officer()
    )
    gone = make_marking.make_held(
        make.make_household(cast.bjork), "lost", number="KL0503"
    )
    return {
        "KL9999": "Inget set har numret",
        far.number: "hör till en annan kommun",
        other.number: "ligger set KL 0500 hos Biblioteket",
        held.number: "är redan utlämnat",
        back.number: "har lämnats tillbaka",
        gone.number: "antecknat som borta",
        "hej": "bokstäver A till Z och siffror",
        "": "Skriv numret på asken",
    }


def test_every_wrong_number_has_its_sentence_and_nothing_is_half_done(cast, login):
    alva = login(cast.alva)
    for number, says in refusals(cast).items():
        answer = hand_out(alva, number, cast.home)
        assert answer.status_code == 422
        assert says in answer.content.decode(), (number, says)
    assert not Kit.objects.of(cast.home).exists()


def test_a_household_that_has_one_gets_no_second(cast, login, kits):
    alva = login(cast.alva)
    hand_out(alva, "KL0410", cast.home)
    answer = hand_out(alva, "KL0411", cast.home)
    assert "Hushållet har redan ett märkset." in answer.content.decode()
    assert Kit.objects.get(number="KL0411").state == "in_stock"


def test_a_contact_cannot_give_to_another_area_nor_to_a_hidden_home(cast, login, kits):
    alva = login(cast.alva)
    far = make.make_household(cast.gran)
    hidden = make.make_household(cast.bjork, street="")
    for home in (far, hidden):
        assert hand_out(alva, "KL0410", home).status_code == 422
        assert not Kit.objects.of(home).exists()
        assert alva.get(f"{ROUND}hem/{home.pk}/").status_code == 404


def test_the_round_is_closed_to_all_but_contacts(cast, login):
    for person in (cast.bo, cast.mona, cast.pia, cast.dan):
        assert login(person).get(ROUND).status_code == 403


def test_the_list_shows_states_but_only_the_numbers_still_to_be_given(
    cast, login, kits
):
    services.hand_out_kit(kits[0], to=cast.home, by=make_marking.contact(cast.alva))
    neighbour = make.make_household(cast.bjork)
    reserved = services.reserve_kit(neighbour, by=make_marking.contact(cast.alva))
    page = login(cast.alva).get(ROUND + "lista/").content.decode()
    assert reserved.shown_number in page
    assert kits[0].shown_number not in page


def test_steps_on_behalf_of_a_neighbour(cast, login, kits):
    alva = login(cast.alva)
    page = f"{ROUND}hem/{cast.home.pk}/"
    alva.post(page + "boka/")
    assert Kit.objects.of(cast.home).get().state == "reserved"
    alva.post(page + "avboka/")
    hand_out(alva, "KL0417", cast.home)
    alva.post(page + "dekaler/")
    assert Kit.objects.of(cast.home).get().state == "stickers_up"
    alva.post(page + "oanvant/", {"note": "vill inte"})
    assert Kit.objects.of(cast.home).get().state == "unused"
    assert alva.get(page).status_code == 200


def test_a_kit_and_a_pen_come_back(cast, login, shelf, kits):
    alva = login(cast.alva)
    pen = make_marking.make_kit(shelf, number="PENNA1", product=make_marking.make_pen())
    alva.post(ROUND + "penna/", {"number": "PENNA1", "home": cast.home.pk})
    assert make_marking.reread(pen).state == "lent"
    hand_out(alva, "KL0417", cast.home)
    for number in ("PENNA1", "KL0417"):
        alva.post(ROUND + "tillbaka/", {"number": number, "place": shelf.pk})
        assert Kit.objects.get(number=number).state == "in_stock"


def test_a_lost_kit_is_noted_by_the_contact(cast, login, kits):
    login(cast.alva).post(ROUND + "borta/", {"number": "KL0410", "note": "borttappat"})
    assert Kit.objects.get(number="KL0410").state == "lost"


# --- what the phone kept while it was offline -------------------------------


def sync(client, acts, now=None):
    now = now or timezone.now()
    body = {"now": now.isoformat(), "acts": acts}
    return client.post(
        ROUND + "synka/", json.dumps(body), content_type="application/json"
    )


def act(number, home, at=None, key=None):
    at = at or timezone.now()
    key = str(key or uuid4())
    return {"id": key, "number": number, "home": home.pk, "at": at.isoformat()}


def test_what_the_phone_kept_is_done_once_however_often_it_is_sent(cast, login, kits):
    alva = login(cast.alva)
    message = [act("KL0410", cast.home)]
    first, second = sync(alva, message).json(), sync(alva, message).json()
    assert first["answers"] == second["answers"]
    assert first["answers"][0]["done"]
    assert second["left"] == 9
    assert Kit.objects.get(number="KL0410").events.filter(kind="hand_out").count() == 1
    assert Notice.objects.filter(user=cast.bo, kind="kit.handed_out").count() == 1


def test_one_refused_hand_out_does_not_stop_the_others(cast, login, kits):
    neighbour = make.make_household(cast.bjork)
    answers = sync(
        login(cast.alva),
        [act("KL9999", cast.home), act("KL0411", neighbour)],
    ).json()["answers"]
    assert [answer["done"] for answer in answers] == [False, True]
    assert "Inget set har numret" in answers[0]["sentence"]
    assert not Kit.objects.of(cast.home).exists()
    assert Kit.objects.of(neighbour).exists()


@pytest.mark.parametrize(
    ("clock_is_off", "ago", "day_is"),
    [
        (timedelta(0), timedelta(days=2), 2),
        (timedelta(days=-4000), timedelta(days=1), 1),  # a clock that stands on 2015
        (timedelta(days=300), timedelta(days=1), 1),  # a clock in the future
        (timedelta(0), timedelta(days=40), 7),  # too long ago: a week at most
        (timedelta(0), timedelta(days=-3), 0),  # "tomorrow"
    ],
)
def test_a_wrong_clock_does_no_harm(cast, login, kits, clock_is_off, ago, day_is):
    now = timezone.now() + clock_is_off
    sync(login(cast.alva), [act("KL0410", cast.home, at=now - ago)], now=now)
    day = Kit.objects.of(cast.home).get().handed_out_on
    assert day == timezone.localdate() - timedelta(days=day_is)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"now": 1, "acts": 7}', b"\xff"])
def test_a_message_that_is_not_ours_is_refused(cast, login, body):
    answer = login(cast.alva).post(
        ROUND + "synka/", body, content_type="application/json"
    )
    assert answer.status_code == 400


def test_only_contacts_may_send_a_queue(cast, login, kits):
    for person in (cast.bo, cast.mona, cast.cilla):
        assert sync(login(person), [act("KL0410", cast.home)]).status_code == 403
    assert not Kit.objects.of(cast.home).exists()
