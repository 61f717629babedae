"""Every step of every state: what the table allows happens, the rest is refused."""

from datetime import date, timedelta
from itertools import product

import pytest

from marking import services
from marking.exceptions import KitRefused
from marking.models import Kit, KitEvent, Role, Verb
from marking.services.acts import act
from marking.steps import OFFICER, STEPS, Doer, target
from tests import make, make_marking

pytestmark = pytest.mark.django_db

# Domain, section 4.6, written out once more by hand.
ALLOWED = {
    ("allocate", "in_stock"): ("in_stock", "officer"),
    ("move", "in_stock"): ("in_stock", "contact officer system"),
    ("move", "reserved"): ("reserved", "contact officer system"),
    ("move", "returned"): ("returned", "contact officer system"),
    ("reserve", "in_stock"): ("reserved", "household contact officer"),
    ("ready", "reserved"): ("reserved", "contact officer system"),
    ("cancel", "reserved"): ("in_stock", "household contact officer system"),
    ("hand_out", "in_stock"): ("handed_out", "contact officer"),
    ("hand_out", "reserved"): ("handed_out", "contact officer"),
    ("stickers", "handed_out"): ("stickers_up", "household contact"),
    ("stickers", "unused"): ("stickers_up", "household contact"),
    ("stickers", "stickers_up"): ("stickers_up", "household contact"),
    ("stickers", "registered"): ("registered", "household contact"),
    ("open", "handed_out"): ("handed_out", "household"),
    ("open", "stickers_up"): ("stickers_up", "household"),
    ("open", "registered"): ("registered", "household"),
    ("mark", "handed_out"): ("handed_out", "household"),
    ("mark", "stickers_up"): ("stickers_up", "household"),
    ("mark", "registered"): ("registered", "household"),
    ("register", "handed_out"): ("registered", "household"),
    ("register", "stickers_up"): ("registered", "household"),
    ("register", "unused"): ("registered", "household"),
    ("register", "expired"): ("registered", "household"),
    ("unuse", "handed_out"): ("unused", "household contact system"),
    ("unuse", "stickers_up"): ("unused", "household contact system"),
    ("expire", "handed_out"): ("expired", "system"),
    ("expire", "stickers_up"): ("expired", "system"),
    ("return", "handed_out"): ("returned", "contact officer"),
    ("return", "unused"): ("returned", "contact officer"),
    ("return", "lent"): ("returned", "contact officer"),
    ("restock", "returned"): ("in_stock", "contact officer"),
    ("lose", "in_stock"): ("lost", "household contact officer"),
    ("lose", "reserved"): ("lost", "household contact officer"),
    ("lose", "handed_out"): ("lost", "household contact officer"),
    ("lose", "stickers_up"): ("lost", "household contact officer"),
    ("lose", "unused"): ("lost", "household contact officer"),
    ("lose", "expired"): ("lost", "household contact officer"),
    ("lose", "returned"): ("lost", "household contact officer"),
    ("lose", "lent"): ("lost", "household contact officer"),
    ("lend", "in_stock"): ("lent", "contact officer"),
}
DATES_AND_NOTES = ("release", "remind", "try", "receive")


@pytest.mark.parametrize("verb", [v for v in Verb.values if v not in DATES_AND_NOTES])
def test_the_table_is_the_domains(verb):
    for state, role in product(Kit.State.values, Role.values):
        to, roles = ALLOWED.get((verb, state), (None, ""))
        kit = Kit(number="KL0417", state=state)
        if role in roles.split():
            assert target(kit, verb, Doer(role)) == to
            continue
        with pytest.raises(KitRefused) as refusal:
            target(kit, verb, Doer(role))
        assert refusal.value.sentence.endswith("."), (state, role)


def test_reminders_and_releases_never_change_the_state():
    for verb in ("release", "remind", "try"):
        assert all(state == to for state, to in STEPS[verb].moves.items())


def test_a_refused_step_leaves_the_row_and_the_ledger_alone():
    kit = make_marking.make_kit()
    before = KitEvent.objects.count()
    with pytest.raises(KitRefused, match="GB 0"):
        act(kit, Verb.RETURN, Doer(OFFICER))
    assert make_marking.reread(kit).state == "in_stock"
    assert KitEvent.objects.count() == before


def test_of_two_who_read_the_same_kit_only_one_hands_it_out(cast):
    kit = make_marking.make_kit(make_marking.make_place(cast.bjork))
    one = make_marking.reread(kit)
    two = make_marking.reread(kit)
    services.hand_out_kit(one, to=cast.home, by=make_marking.contact(cast.alva))
    other = make.make_household(cast.bjork)
    with pytest.raises(KitRefused) as refusal:
        services.hand_out_kit(two, to=other, by=make_marking.contact(cast.alva))
    assert refusal.value.code == "raced"
    assert Kit.objects.of(cast.home).get() == kit
    assert not Kit.objects.of(other).exists()


def test_two_kits_scanned_for_one_household_in_the_same_second_give_it_one(cast):
    place = make_marking.make_place(cast.bjork)
    one, two = make_marking.make_kit(place), make_marking.make_kit(place)
    services.hand_out_kit(one, to=cast.home, by=make_marking.contact(cast.alva))
    with pytest.raises(KitRefused) as refusal:
        services.hand_out_kit(two, to=cast.home, by=make_marking.contact(cast.alva))
    assert refusal.value.code == "has_one"
    assert make_marking.reread(two).state == "in_stock"


def test_the_state_is_the_furthest_whatever_the_order(cast):
    kit = make_marking.make_held(cast.home)
    services.register_kit(kit, "7K3 P9M")
    services.put_up_stickers(kit)
    services.mark_home(kit)
    kit = make_marking.reread(kit)
    assert kit.state == "registered"
    assert kit.stickers_up_on == kit.marked_on == kit.opened_on == date.today()
    with pytest.raises(KitRefused):
        services.put_up_stickers(kit)


def test_a_day_in_the_future_or_before_the_hand_out_is_refused(cast):
    kit = make_marking.make_held(cast.home)
    for days in (-1, 1):
        with pytest.raises(KitRefused):
            services.put_up_stickers(kit, on=date.today() + timedelta(days=days))
    assert make_marking.reread(kit).stickers_up_on is None


def test_a_registered_kit_is_never_lost(cast):
    kit = make_marking.make_held(cast.home, "registered")
    with pytest.raises(KitRefused) as refusal:
        services.lose_kit(kit, by=make_marking.officer(), note="borta")
    assert refusal.value.code == "registered"


def test_an_opened_kit_comes_back_but_not_into_stock(cast):
    kit = make_marking.make_held(cast.home)
    services.open_liquid(kit)
    place = make_marking.make_place(cast.bjork)
    services.return_kit(kit, to=place, by=make_marking.contact(cast.alva))
    assert make_marking.reread(kit).state == "returned"
    assert not Kit.objects.of(cast.home).exists()


def test_an_unopened_kit_comes_back_into_stock_and_can_go_to_the_next(cast):
    kit = make_marking.make_held(cast.home)
    place = make_marking.make_place(cast.bjork)
    services.return_kit(kit, to=place, by=make_marking.contact(cast.alva))
    kit = make_marking.reread(kit)
    assert (kit.state, kit.place, kit.handed_out_on) == ("in_stock", place, None)
    next_home = make.make_household(cast.bjork)
    services.hand_out_kit(kit, to=next_home, by=make_marking.contact(cast.alva))
    assert make_marking.reread(kit).state == "handed_out"


def test_a_lost_kit_is_replaced_and_the_old_row_says_by_which(cast):
    lost = make_marking.make_held(cast.home)
    new = make_marking.make_kit(make_marking.make_place(cast.bjork))
    services.replace_kit(lost, new, to=cast.home, by=make_marking.contact(cast.alva))
    assert make_marking.reread(lost).state == "lost"
    assert Kit.objects.of(cast.home).get() == new
    assert new.number in lost.events.last().note


def test_whoever_reserved_one_kit_may_get_another_and_the_first_is_free(cast):
    place = make_marking.make_place(cast.bjork)
    first, second = make_marking.make_kit(place), make_marking.make_kit(place)
    reserved = services.reserve_kit(cast.home, by=Doer("household"))
    other = second if reserved == first else first
    services.hand_out_kit(other, to=cast.home, by=make_marking.contact(cast.alva))
    assert make_marking.reread(reserved).state == "in_stock"
    assert Kit.objects.of(cast.home).get() == other


def test_a_kit_reserved_for_one_household_is_not_given_to_another(cast):
    make_marking.make_kit(make_marking.make_place(cast.bjork))
    kit = services.reserve_kit(cast.home, by=Doer("household"))
    other = make.make_household(cast.bjork)
    with pytest.raises(KitRefused) as refusal:
        services.hand_out_kit(kit, to=other, by=make_marking.contact(cast.alva))
    assert refusal.value.code == "reserved"


def test_another_municipalitys_kit_is_not_handed_out(cast):
    bjuv = make.make_municipality("1260", "Bjuv")
    kit = make_marking.make_kit(make_marking.make_place(municipality=bjuv))
    with pytest.raises(KitRefused):
        services.hand_out_kit(kit, to=cast.home, by=make_marking.officer())


def test_a_kit_too_old_to_open_is_not_handed_out(cast):
    kit = make_marking.make_kit(
        make_marking.make_place(cast.bjork), expires_on=date.today() - timedelta(days=1)
    )
    with pytest.raises(KitRefused) as refusal:
        services.hand_out_kit(kit, to=cast.home, by=make_marking.officer())
    assert refusal.value.code == "too_old"


def test_a_lent_pen_comes_back_to_the_shelf(cast):
    place = make_marking.make_place(cast.bjork)
    pen = make_marking.make_kit(place, product=make_marking.make_pen())
    kit = make_marking.make_held(cast.home)
    services.lend_pen(pen, to=cast.home, by=make_marking.contact(cast.alva))
    assert make_marking.reread(pen).due_on == date.today() + timedelta(days=14)
    services.return_kit(pen, to=place, by=make_marking.contact(cast.alva))
    assert make_marking.reread(pen).state == "in_stock"
    assert make_marking.reread(kit).state == "handed_out"


def test_moving_out_unlinks_the_household_at_once(cast):
    kit = make_marking.make_held(cast.home, "registered")
    assert services.release_holder(cast.home) == 1
    kit = make_marking.reread(kit)
    assert (kit.holder_hash, kit.state) == (None, "registered")
    assert kit.released_on == date.today()


def test_moving_out_frees_a_reserved_kit(cast):
    make_marking.make_kit(make_marking.make_place(cast.bjork))
    kit = services.reserve_kit(cast.home, by=Doer("household"))
    services.release_holder(cast.home)
    assert make_marking.reread(kit).state == "in_stock"
