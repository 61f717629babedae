"""Two people at the same moment, in two real threads: one gets it, one gets a word."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from marking import services
from marking.exceptions import KitRefused
from marking.models import Kit, KitEvent
from marking.steps import HOUSEHOLD, Doer
from tests import make, make_marking

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Runs all of them together; what each refused, or None."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=10)
            act()
        except KitRefused as refusal:
            return refusal.code
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def shelf(cast):
    return make_marking.make_place(cast.bjork)


def give(kit, home, client_id=None):
    own = make_marking.reread(kit)
    return lambda: services.hand_out_kit(
        own, to=home, by=make_marking.contact(), client_id=client_id
    )


def test_one_kit_scanned_by_two_goes_to_one_household(cast, shelf):
    kit = make_marking.make_kit(shelf)
    other = make.make_household(cast.bjork)
    refused = at_once(give(kit, cast.home), give(kit, other))
    assert sorted(refused, key=str) in (["raced", None], [None, "raced"])
    assert KitEvent.objects.filter(kind="hand_out").count() == 1


def test_two_kits_for_one_household_become_one(cast, shelf):
    kits = [make_marking.make_kit(shelf) for _n in range(2)]
    refused = at_once(*(give(kit, cast.home) for kit in kits))
    assert set(refused) == {None, "has_one"}
    assert Kit.objects.of(cast.home).count() == 1
    assert KitEvent.objects.filter(kind="hand_out").count() == 1


def test_the_same_message_from_a_phone_twice_at_once_is_one_hand_out(cast, shelf):
    kit, key = make_marking.make_kit(shelf), uuid4()
    refused = at_once(give(kit, cast.home, key), give(kit, cast.home, key))
    assert refused == [None, None]
    assert KitEvent.objects.filter(client_id=key).count() == 1


def test_the_last_kit_is_reserved_by_one(cast, shelf):
    make_marking.make_kit(shelf)
    other = make.make_household(cast.bjork)
    refused = at_once(
        *(
            lambda home=home: services.reserve_kit(home, by=Doer(HOUSEHOLD))
            for home in (cast.home, other)
        )
    )
    assert set(refused) == {None, "none_left"}
    assert Kit.objects.filter(state="reserved").count() == 1


def test_two_who_reserve_at_once_each_get_one(cast, shelf):
    make_marking.make_batch(shelf, 2)
    homes = (cast.home, make.make_household(cast.bjork))
    acts = [
        lambda home=home: services.reserve_kit(home, by=Doer(HOUSEHOLD))
        for home in homes
    ]
    assert at_once(*acts) == [None, None]


def test_one_household_that_presses_twice_reserves_one(cast, shelf):
    make_marking.make_batch(shelf, 2)
    acts = [lambda: services.reserve_kit(cast.home, by=Doer(HOUSEHOLD))] * 2
    assert set(at_once(*acts)) == {None, "has_one"}
    assert Kit.objects.filter(state="reserved").count() == 1
