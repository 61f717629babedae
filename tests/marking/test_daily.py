"""What happens by itself: reminders, expiry, moves; never twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from areas.models import Membership, Notice
from marking import services, tasks
from marking.models import Kit, Lookup
from marking.services import daily
from marking.services.daily import due
from tests import make, make_marking

pytestmark = pytest.mark.django_db


def run(days=0):
    return daily.run(timezone.now() + timedelta(days=days))


def told(person, kind):
    return Notice.objects.filter(user=person, kind=kind).count()


def state(kit):
    return make_marking.reread(kit).state


def test_the_task_runs_on_an_empty_database(db):
    tasks.daily()


def test_a_reservation_ends_after_thirty_days(cast):
    make_marking.make_kit(make_marking.make_place(cast.bjork))
    kit = services.reserve_kit(cast.home, by=make_marking.contact(cast.alva))
    run(30)
    assert state(kit) == "reserved"
    run(31)
    assert state(kit) == "in_stock"
    assert told(cast.bo, "kit.lapsed") == 1


def test_registration_is_reminded_at_14_and_30_days_and_then_it_is_the_contacts(cast):
    make_marking.make_held(cast.home)
    run(13)
    assert told(cast.bo, "kit.remind14") == 0
    for days in (14, 14, 15, 29):
        run(days)
    assert (told(cast.bo, "kit.remind14"), told(cast.bo, "kit.remind30")) == (1, 0)
    for days in (30, 30, 31):
        run(days)
    assert (told(cast.bo, "kit.remind14"), told(cast.bo, "kit.remind30")) == (1, 1)
    assert told(cast.alva, "kit.todo") == 1
    assert "Björkvägen 7" not in Notice.objects.get(kind="kit.todo").text


def test_a_kit_first_seen_after_a_month_gets_one_message_not_two(cast):
    make_marking.make_held(cast.home)
    run(40)
    run(41)
    assert (told(cast.bo, "kit.remind14"), told(cast.bo, "kit.remind30")) == (0, 1)


def test_a_registered_home_is_left_in_peace(cast):
    kit = make_marking.make_held(cast.home, "registered")
    Notice.objects.all().delete()
    for days in (14, 30, 100, 400):
        run(days)
    assert not Notice.objects.exists()
    assert state(kit) == "registered"


def test_opened_liquid_is_warned_of_at_three_months_and_ends_at_six(cast):
    kit = make_marking.make_held(cast.home)
    services.open_liquid(kit)
    run(88)
    assert told(cast.bo, "kit.liquid") == 0
    run(93)
    run(94)
    assert told(cast.bo, "kit.liquid") == 1
    run(180)
    assert state(kit) == "handed_out"
    run(186)
    assert state(kit) == "expired"
    assert told(cast.bo, "kit.expired") == 1
    services.register_kit(make_marking.reread(kit), "7K3P9M")
    assert state(kit) == "registered"


def test_an_unopened_kit_ends_with_its_batch(cast):
    last = timezone.localdate() + timedelta(days=50)
    kit = make_marking.make_held(cast.home, expires_on=last)
    run(50)
    assert state(kit) == "handed_out"
    run(51)
    assert state(kit) == "expired"


def test_after_a_year_a_kit_counts_as_not_used(cast):
    kit = make_marking.make_held(cast.home)
    run(364)
    assert state(kit) == "handed_out"
    run(365)
    run(366)
    assert state(kit) == "unused"
    assert told(cast.bo, "kit.unused") == 1


def test_a_pen_is_asked_for_once_per_loan(cast):
    shelf = make_marking.make_place(cast.bjork)
    pen = make_marking.make_kit(shelf, product=make_marking.make_pen())
    services.lend_pen(pen, to=cast.home, by=make_marking.contact(cast.alva))
    run(13)
    assert told(cast.bo, "pen.due") == 0
    run(14)
    run(15)
    assert told(cast.bo, "pen.due") == 1


def test_a_home_that_everybody_has_left_is_unlinked(cast):
    kit = make_marking.make_held(cast.home, "registered")
    Membership.objects.filter(household=cast.home).update(state="moved")
    run()
    assert not Kit.objects.of(cast.home).exists()
    assert state(kit) == "registered"


def test_a_home_where_one_stays_keeps_its_kit(cast):
    make_marking.make_held(cast.home, "registered")
    make.make_member(cast.bjork, household=cast.home, state="left")
    run()
    assert Kit.objects.of(cast.home).exists()


def test_a_home_outside_the_watch_keeps_its_kit(cast):
    outside = make.make_household(cast.bjork)
    make_marking.make_held(outside)
    run()
    assert Kit.objects.of(outside).exists()


def test_each_person_reads_it_in_their_own_language(cast):
    cast.bo.language = "en"
    cast.bo.save()
    make_marking.make_held(cast.home)
    run(14)
    notice = Notice.objects.get(user=cast.bo, kind="kit.remind14")
    assert notice.subject == "Have you registered your marking kit?"
    assert notice.link == "/en/mitt/markning/"


def test_what_is_kept_no_longer_is_deleted(cast):
    kit = make_marking.make_held(cast.home, "registered")
    services.release_holder(cast.home)
    Lookup.objects.create(
        what="number", hit=False, asked_hash="x", tell_on=timezone.localdate()
    )
    run(35 * 30)
    assert Lookup.objects.exists()
    run(37 * 31)
    assert not Lookup.objects.exists()
    run(5 * 365 - 5)
    assert Kit.objects.filter(pk=kit.pk).exists()
    run(5 * 365 + 5)
    assert not Kit.objects.filter(pk=kit.pk).exists()


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-01-15", 3, "2026-04-15"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2027-03-31", -1, "2027-02-28"),
    ],
)
def test_months_later(day, months, later):
    read = type(timezone.localdate()).fromisoformat
    assert due.months_later(read(day), months) == read(later)
