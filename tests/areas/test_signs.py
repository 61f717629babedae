"""Signs from order to taking down, the yearly round, and stickers."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from areas.exceptions import Refused
from areas.models import Area, Duty, Notice, Sign, SignEvent, StickerHandout
from areas.services import signs, upkeep
from tests import make, make_upkeep

State = Sign.State
MUNICIPAL, CONTACT = "mona", "alva"
# Each allowed step of domain 4.7 and who may take it.
TABLE = {
    ("ordered", "received"): {MUNICIPAL},
    ("received", "cleared"): {MUNICIPAL},
    ("cleared", "up"): {MUNICIPAL, CONTACT},
    ("up", "up"): {MUNICIPAL, CONTACT},
    ("up", "damaged"): {MUNICIPAL, CONTACT},
    ("damaged", "replaced"): {MUNICIPAL},
    ("received", "taken_down"): {MUNICIPAL, CONTACT},
    ("cleared", "taken_down"): {MUNICIPAL, CONTACT},
    ("up", "taken_down"): {MUNICIPAL, CONTACT},
    ("damaged", "taken_down"): {MUNICIPAL, CONTACT},
}


def press(client, name, *args, **values):
    return client.post(reverse(f"areas:{name}", args=args), values, follow=True)


@pytest.mark.parametrize("before", list(State))
@pytest.mark.parametrize("after", list(State))
@pytest.mark.parametrize("who", ["mona", "alva", "pia", "bo", "cilla"])
def test_only_the_tables_steps_are_taken_by_those_who_may(cast, before, after, who):
    sign = make_upkeep.make_sign(cast.bjork, state=before)
    if who in TABLE.get((before, after), set()):
        signs.take_step(sign, after, by=getattr(cast, who), note="för att")
        assert Sign.objects.get().state == after
        assert SignEvent.objects.get().by == getattr(cast, who)
    else:
        with pytest.raises(Refused):
            signs.take_step(sign, after, by=getattr(cast, who))
        assert Sign.objects.get().state == before
        assert not SignEvent.objects.exists()


@pytest.mark.parametrize("state", list(Area.State))
def test_orders_open_when_the_area_runs(cast, state):
    Area.objects.filter(pk=cast.bjork.pk).update(state=state)
    order = {"place": "Infarten", "land": "municipal", "by": cast.mona}
    if state == "running":
        assert signs.order_sign(cast.bjork, **order).state == "ordered"
    else:
        with pytest.raises(Refused):
            signs.order_sign(cast.bjork, **order)


@pytest.mark.parametrize("who", ["alva", "pia", "bo"])
def test_only_the_municipality_orders(cast, who):
    with pytest.raises(Refused):
        signs.order_sign(
            cast.bjork, place="Infarten", land="municipal", by=getattr(cast, who)
        )


def test_a_public_road_is_refused_at_every_door(cast):
    with pytest.raises(Refused):
        signs.order_sign(cast.bjork, place="Väg 13", land="public_road", by=cast.mona)
    sign = make_upkeep.make_sign(cast.bjork, state="received")
    with pytest.raises(Refused):
        signs.clear(
            sign,
            land="public_road",
            permission="municipality",
            reference="KS 1",
            by=cast.mona,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Sign.objects.filter(pk=sign.pk).update(land="public_road", state="up")


@pytest.mark.parametrize(
    ("permission", "reference"), [("", "KS 1"), ("municipality", "  "), ("mum", "KS 1")]
)
def test_no_sign_is_cleared_without_permission_and_reference(
    cast, permission, reference
):
    sign = make_upkeep.make_sign(cast.bjork, state="received")
    with pytest.raises(Refused):
        signs.clear(sign, permission=permission, reference=reference, by=cast.mona)
    assert Sign.objects.get().state == "received"


def test_from_order_to_replacement_in_the_browser(login, cast):
    press(
        login(cast.mona),
        "sign-new",
        area=cast.bjork.pk,
        place="Infarten",
        land="municipal",
        point="56.12500, 13.10500",
    )
    sign = Sign.objects.get()
    assert (sign.point.x, sign.point.y) == (13.105, 56.125)
    press(login(cast.mona), "sign-step", sign.pk, "motta")
    cleared = {"land": "municipal", "permission": "municipality", "reference": "KS 2"}
    press(login(cast.mona), "sign-step", sign.pk, "klar", **cleared)
    assert Notice.objects.filter(user=cast.alva, kind="sign.cleared").exists()
    press(login(cast.alva), "sign-step", sign.pk, "upp")
    press(login(cast.alva), "sign-step", sign.pk, "skadad", fault="Blekt av solen")
    assert Notice.objects.filter(user=cast.mona, kind="sign.damaged").exists()
    press(login(cast.mona), "sign-step", sign.pk, "byt")
    sign.refresh_from_db()
    new = Sign.objects.get(replaces=sign)
    assert (sign.state, new.state, new.place) == ("replaced", "ordered", "Infarten")
    assert new.point.coords == sign.point.coords


def test_the_page_offers_only_what_can_be_done(login, cast):
    def deeds(person, state):
        sign = make_upkeep.make_sign(cast.bjork, state=state)
        page = login(person).get(reverse("areas:sign", args=[sign.pk]))
        return set(page.context["deeds"])

    assert deeds(cast.mona, "ordered") == {"motta"}
    assert deeds(cast.alva, "ordered") == set()
    assert deeds(cast.mona, "received") == {"klar", "ner"}
    assert deeds(cast.alva, "cleared") == {"upp", "ner"}
    assert deeds(cast.alva, "up") == {"hel", "skadad", "ner"}
    assert deeds(cast.mona, "damaged") == {"byt", "ner"}
    assert deeds(cast.pia, "up") == set()
    assert deeds(cast.mona, "taken_down") == set()


@pytest.mark.parametrize("step", ["skadad", "ner"])
def test_a_reason_is_asked_for_and_the_page_says_so(login, cast, step):
    sign = make_upkeep.make_sign(cast.bjork, state="up")
    answer = press(login(cast.alva), "sign-step", sign.pk, step)
    assert answer.status_code == 422
    assert Sign.objects.get().state == "up"


def test_the_next_areas_sign_is_not_found(login, cast):
    sign = make_upkeep.make_sign(cast.gran, state="up")
    client = login(cast.alva)
    assert client.get(reverse("areas:sign", args=[sign.pk])).status_code == 404
    url = reverse("areas:sign-step", args=[sign.pk, "hel"])
    assert client.post(url).status_code == 404
    assert client.post(url.replace("hel", "spring")).status_code == 404


def test_the_yearly_round_on_the_phone_settles_the_duty(login, cast):
    long_ago = timezone.localdate() - timedelta(days=400)
    for place in ("Norra infarten", "Södra infarten"):
        make_upkeep.make_sign(
            cast.bjork,
            state="up",
            place=place,
            seen_on=long_ago,
            point="POINT(13.1 56.1)",
        )
    today = timezone.localdate()
    duty = Duty.objects.create(
        area=cast.bjork, kind="signs", year=today.year, due_on=today
    )
    client = login(cast.alva)
    page = client.get(reverse("areas:sign-list"))
    assert page.context["left"] == 2
    assert [one["name"][0] for one in page.context["map"]["places"]] == ["A", "B"]
    for number, sign in enumerate(Sign.objects.all(), start=1):
        duty.refresh_from_db()
        assert duty.done_on is None
        answer = press(client, "sign-step", sign.pk, "hel", fran="runda")
        assert answer.context["left"] == 2 - number
    duty.refresh_from_db()
    assert duty.done_on == today


def test_a_round_without_positions_has_a_list_and_no_map(login, cast):
    make_upkeep.make_sign(cast.bjork, state="up")
    page = login(cast.alva).get(reverse("areas:sign-list"))
    assert page.context["map"] is None
    assert "Infarten från Storgatan" in page.content.decode()


@pytest.mark.parametrize("state", ["dormant", "closed"])
def test_signs_of_resting_and_closed_areas_are_to_come_down(login, cast, state):
    up = make_upkeep.make_sign(cast.bjork, state="up")
    make_upkeep.make_sign(cast.bjork, state="taken_down")
    make_upkeep.make_sign(cast.gran, state="up")
    Area.objects.filter(pk=cast.bjork.pk).update(state=state)
    assert list(signs.to_take_down(Area.objects.all())) == [up]
    page = login(cast.mona).get(reverse("areas:officer-signs"))
    assert list(page.context["down"]) == [up]
    press(login(cast.mona), "sign-step", up.pk, "ner", reason="Området vilar")
    assert not signs.to_take_down(Area.objects.all()).exists()


def test_stickers_go_to_joined_households_only(login, cast):
    outside = make.make_household(cast.bjork)
    paused = make.make_member(cast.bjork, state="paused").household
    client = login(cast.alva)
    for home in (cast.home, outside, paused):
        press(client, "sticker-hand-out", home.pk)
    given = set(StickerHandout.objects.values_list("household", flat=True))
    assert given == {cast.home.pk, paused.pk}
    page = client.get(reverse("areas:sticker-list"))
    assert outside not in page.context["waiting"]
    assert cast.home in page.context["have"]


def test_the_next_areas_contact_hands_out_nothing_here(login, cast):
    other = make.make_contact(cast.gran).user
    url = reverse("areas:sticker-hand-out", args=[cast.home.pk])
    assert login(other).post(url).status_code == 404
    with pytest.raises(Refused):
        signs.hand_out_stickers(cast.home, by=other)


def test_the_note_of_stickers_goes_with_the_last_member(cast):
    signs.hand_out_stickers(cast.home, by=cast.alva)
    upkeep.daily(timezone.now())
    assert StickerHandout.objects.exists()
    cast.bo.delete()
    upkeep.daily(timezone.now())
    assert not StickerHandout.objects.exists()


@pytest.mark.parametrize("who", ["bo", "cilla", "pia"])
def test_who_reaches_the_pages(login, cast, who):
    client = login(getattr(cast, who))
    officer = who == "pia"
    for name, allowed in (
        ("sign-list", False),
        ("sticker-list", False),
        ("officer-signs", officer),
        ("sign-new", False),
    ):
        status = client.get(reverse(f"areas:{name}")).status_code
        assert (status == 200) == allowed, name
