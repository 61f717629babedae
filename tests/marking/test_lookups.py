"""The police's look-up: one exact code, logged, limited, told (guarantees, T8)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from areas.models import AccessLog, Notice
from marking import services
from marking.models import Lookup
from marking.services import asking, daily
from tests import make, make_marking

pytestmark = pytest.mark.django_db
PAGE = "/samordning/markning/sok/"


@pytest.fixture
def kit(cast):
    return make_marking.make_held(
        cast.home, "registered", number="KL0417", code="7K3P9M"
    )


@pytest.fixture
def pia(cast, login):
    return login(cast.pia, strong=True)


def ask(client, text="KL 0417", what="number", **changes):
    form = {
        "what": what,
        "text": text,
        "case_number": "5000-K1-26",
        "purpose": "hittad cykel",
    }
    return client.post(PAGE, form | changes)


def test_who_may_ask(cast, login, client, kit):
    assert client.get(PAGE).status_code == 302
    for person in (cast.bo, cast.alva, cast.mona, cast.dan):
        assert login(person, strong=True).get(PAGE).status_code == 403
        assert ask(login(person, strong=True)).status_code == 403
    assert login(cast.pia).get(PAGE).status_code == 403
    assert login(cast.pia, strong=True).get(PAGE).status_code == 200
    assert not Lookup.objects.exists()


def test_the_second_factor_must_be_fresh(pia, kit):
    session = pia.session
    session["account_authentication_methods"][0]["at"] -= 16 * 60
    session.save()
    assert ask(pia).status_code == 403
    assert not Lookup.objects.exists()


@pytest.mark.parametrize(("what", "text"), [("number", "kl-0417"), ("code", "7k3 p9m")])
def test_an_exact_number_or_code_gives_the_household(cast, pia, kit, what, text):
    page = ask(pia, text, what).content.decode()
    assert "Björkvägen 7" in page
    assert "Bo Berg" in page


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("number", "KL041"),
        ("number", "KL04%"),
        ("number", "KL041_"),
        ("number", "KL*"),
        ("number", "7K3P9M"),
        ("code", "KL0417"),
        ("code", "7K3P9"),
        ("code", "%"),
        ("number", "KL0418"),
    ],
)
def test_parts_and_wildcards_never_hit_but_are_logged(pia, kit, what, text):
    page = ask(pia, text, what).content.decode()
    assert "Ingen träff" in page
    assert "Björkvägen" not in page
    assert Lookup.objects.get().hit is False
    assert AccessLog.objects.filter(act="kit.look_up").count() == 1


def test_hit_and_miss_are_both_rows_and_neither_keeps_the_code(cast, pia, kit):
    ask(pia, "7K3P9M", "code")
    ask(pia, "AAAAAA", "code")
    rows = Lookup.objects.order_by("pk")
    assert [row.hit for row in rows] == [True, False]
    assert [row.case_number for row in rows] == ["5000-K1-26"] * 2
    logged = AccessLog.objects.filter(act="kit.look_up")
    assert [row.details["hit"] for row in logged.order_by("pk")] == [True, False]
    everything = str(list(rows.values())) + str(list(logged.values()))
    assert "7K3P9M" not in everything
    assert str(cast.home) not in everything
    assert not logged.exclude(about=None).exists()


@pytest.mark.parametrize("missing", ["case_number", "purpose", "text"])
def test_case_number_and_purpose_are_required(pia, kit, missing):
    assert ask(pia, **{missing: " "}).status_code == 422
    assert not Lookup.objects.exists()


def test_the_thirty_first_of_a_day_is_refused(cast, pia, kit):
    for _n in range(30):
        assert ask(pia).status_code == 200
    answer = ask(pia)
    assert answer.status_code == 422
    assert "Fortsätt i morgon" in answer.content.decode()
    assert Lookup.objects.count() == 30
    Lookup.objects.update(at=timezone.now() - timedelta(hours=25))
    assert ask(pia).status_code == 200


def test_another_municipalitys_kit_is_a_miss(cast, login, kit):
    bjuv = make.make_municipality("1260", "Bjuv")
    other = make.make_officer(office="police_officer", municipality=bjuv)
    assert "Ingen träff" in ask(login(other, strong=True)).content.decode()


def test_a_protected_household_is_a_hit_without_an_address(cast, pia, kit):
    cast.bo.is_protected = True
    cast.bo.save()
    page = ask(pia).content.decode()
    assert "skyddade uppgifter" in page
    assert "Björkvägen" not in page


def test_a_kit_that_nobody_has_is_a_miss(cast, pia, kit):
    services.release_holder(cast.home)
    assert "Ingen träff" in ask(pia).content.decode()


def test_the_household_is_told_after_thirty_days_and_once(cast, pia, kit):
    ask(pia)
    daily.run(timezone.now() + timedelta(days=29))
    assert not Notice.objects.filter(kind="kit.asked").exists()
    for days in (30, 31):
        daily.run(timezone.now() + timedelta(days=days))
    assert Notice.objects.filter(kind="kit.asked", user=cast.bo).count() == 1
    assert AccessLog.objects.filter(act="kit.asked", about=cast.bo).count() == 1


def test_a_hold_waits_is_logged_and_ends(cast, pia, kit):
    ask(pia)
    row = Lookup.objects.get()
    page = f"{PAGE}{row.pk}/vanta/"
    until = row.tell_on + timedelta(days=30)
    for day in (row.tell_on, row.tell_on + timedelta(days=400)):
        answer = pia.post(page, {"until": day.isoformat(), "reason": "utredning"})
        assert answer.status_code == 422
    assert pia.post(page, {"until": until.isoformat()}).status_code == 422
    pia.post(page, {"until": until.isoformat(), "reason": "utredning"})
    assert AccessLog.objects.filter(act="kit.hold_telling").count() == 1
    daily.run(timezone.now() + timedelta(days=59))
    assert not Notice.objects.filter(kind="kit.asked").exists()
    daily.run(timezone.now() + timedelta(days=61))
    assert Notice.objects.filter(kind="kit.asked").count() == 1


def test_only_the_officer_who_asked_may_hold(cast, login, pia, kit):
    ask(pia)
    row = Lookup.objects.get()
    other = make.make_officer(office="police_officer")
    page = f"{PAGE}{row.pk}/vanta/"
    assert login(other, strong=True).get(page).status_code == 404
    assert login(cast.mona, strong=True).get(page).status_code == 403


def test_the_service_itself_refuses_who_is_not_police(cast, kit):
    question = asking.Question("number", "KL0417", "1", "nyfiken")
    with pytest.raises(asking.KitRefused):
        asking.look_up(question, by=cast.mona)
