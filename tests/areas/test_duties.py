"""The duties of a year: planned, ticked, overdue."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from areas.exceptions import Refused
from areas.models import Area, Duty
from areas.services import duties, upkeep
from tests import make

NEW_YEAR = datetime(2027, 1, 1, 8, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def year(cast):
    """New Year's morning; Björkvägen has run since 2025 and met in June."""
    Area.objects.update(started_on=date(2025, 3, 1), met_on=date(2026, 6, 10))
    with time_machine.travel(NEW_YEAR, tick=False):
        yield 2027


def at(month, day):
    return time_machine.travel(NEW_YEAR.replace(month=month, day=day), tick=False)


def press(client, name, *args, **values):
    return client.post(reverse(f"areas:{name}", args=args), values, follow=True)


def test_the_seasons_days():
    days = duties.due_days(2026)
    assert days["tips_winter"] == date(2026, 2, 15)
    assert days["tips_44"] == date(2026, 11, 1)
    assert days["tips_summer"] == date(2026, 6, 19)
    for year in range(2020, 2040):
        eve = duties.midsummer_eve(year)
        assert eve.weekday() == 4
        assert date(year, 6, 19) <= eve <= date(year, 6, 25)


def test_each_running_area_gets_its_eight_duties_once(cast, year):
    make.make_area("Vilande", state="dormant")
    make.make_area("Intresse", state="interest")
    upkeep.daily(timezone.now())
    upkeep.daily(timezone.now())
    assert Duty.objects.filter(year=year).count() == 2 * 8
    meeting = Duty.objects.get(area=cast.bjork, kind="meeting", year=year)
    assert meeting.due_on == date(2027, 6, 10)


def test_next_years_duties_stand_there_in_december(cast, year):
    with at(12, 1):
        upkeep.daily(timezone.now())
    assert Duty.objects.filter(year=2028, kind="list").count() == 2


def test_an_area_that_began_this_year_owes_nothing_for_before(cast, year):
    Area.objects.filter(pk=cast.bjork.pk).update(
        started_on=date(2027, 5, 1), met_on=date(2027, 5, 1)
    )
    with at(5, 2):
        upkeep.daily(timezone.now())
    kinds = set(Duty.objects.filter(area=cast.bjork).values_list("kind", flat=True))
    assert "list" not in kinds
    assert "tips_winter" not in kinds
    assert "meeting" not in kinds  # a year after the start is next year
    assert "signs" in kinds


def test_an_area_that_has_not_met_for_years_is_late_at_once(cast, year):
    Area.objects.filter(pk=cast.bjork.pk).update(met_on=date(2025, 4, 1))
    upkeep.daily(timezone.now())
    with at(2, 1):
        late = duties.overdue(Area.objects.filter(pk=cast.bjork.pk))
        assert [duty.kind for duty in late] == ["meeting"]


def test_overdue_is_what_is_open_and_past_in_running_areas(cast, year):
    upkeep.daily(timezone.now())
    with at(4, 1):
        late = duties.overdue(Area.objects.all())
        assert {duty.kind for duty in late} == {"tips_winter", "list"}
        duties.tick_duty(late.get(kind="list", area=cast.bjork), by=cast.alva)
        assert late.filter(kind="list").get().area == cast.gran
        Area.objects.filter(pk=cast.gran.pk).update(state="dormant")
        assert not duties.overdue(Area.objects.all()).filter(kind="list").exists()


@pytest.mark.parametrize(
    ("who", "kind", "may"),
    [
        ("alva", "list", True),
        ("alva", "tips_winter", False),
        ("mona", "list", True),
        ("pia", "tips_winter", True),
        ("bo", "list", False),
        ("cilla", "list", False),
    ],
)
def test_who_ticks_what(cast, year, who, kind, may):
    upkeep.daily(timezone.now())
    duty = Duty.objects.get(area=cast.bjork, kind=kind)
    if may:
        duties.tick_duty(duty, by=getattr(cast, who))
        with pytest.raises(Refused):
            duties.tick_duty(duty, by=getattr(cast, who))
    else:
        with pytest.raises(Refused):
            duties.tick_duty(duty, by=getattr(cast, who))
    duty.refresh_from_db()
    assert (duty.done_on is not None) == may


def test_the_contacts_page_shows_late_and_coming_of_the_own_area(client, cast, year):
    upkeep.daily(timezone.now())
    with at(4, 1):
        client.force_login(cast.alva, "django.contrib.auth.backends.ModelBackend")
        page = client.get(reverse("areas:duty-list"))
        assert [duty.kind for duty in page.context["late"]] == ["list"]
        assert {duty.area for duty in page.context["coming"]} == {cast.bjork}
        duty = page.context["late"][0]
        page = press(client, "duty-tick", duty.pk)
        assert not page.context["late"]
        other = Duty.objects.get(area=cast.gran, kind="list")
        url = reverse("areas:duty-tick", args=[other.pk])
        assert client.post(url).status_code == 404


def test_the_officer_sees_what_lags_and_ticks_tips_for_all(client, cast, year):
    upkeep.daily(timezone.now())
    with at(4, 1):
        client.force_login(cast.mona, "django.contrib.auth.backends.ModelBackend")
        page = client.get(reverse("areas:officer-duties"))
        assert [area for area, _rows in page.context["late"]] == [cast.bjork, cast.gran]
        assert page.context["tips"][0]["duty"].kind == "tips_winter"
        assert page.context["tips"][0]["count"] == 2
        page = press(client, "tips-tick", "tips_winter")
        assert page.context["tips"][0]["duty"].kind == "tips_summer"
        done = Duty.objects.filter(kind="tips_winter", done_by=cast.mona)
        assert done.count() == 2


def test_tips_of_another_municipality_stay_open(cast, year):
    far = make.make_municipality("1275", "Perstorp", (13.3, 56.1, 13.5, 56.2))
    area = make.make_area("Perstorp C", municipality=far)
    upkeep.daily(timezone.now())
    count = duties.tick_tips(Area.objects.all(), kind="tips_winter", by=cast.mona)
    assert count == 2
    assert Duty.objects.get(area=area, kind="tips_winter").done_on is None
    with pytest.raises(Refused):
        duties.tick_tips(Area.objects.all(), kind="list", by=cast.mona)


def test_residents_and_strangers_reach_neither_page(login, cast):
    for person in (cast.bo, cast.cilla):
        client = login(person)
        for name in ("duty-list", "officer-duties"):
            assert client.get(reverse(f"areas:{name}")).status_code == 403


def test_a_year_holds_only_whole_weeks_of_work(cast):
    """Every kind has a day in every year."""
    for year in range(2024, 2034):
        kinds = set(duties.due_days(year)) | {"meeting"}
        assert kinds == set(Duty.Kind.values)
        for due in duties.due_days(year).values():
            assert due.year == year or abs(due - date(year, 1, 1)) < timedelta(days=7)
