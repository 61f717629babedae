"""An area's life: every allowed step, every refused one, and who is told."""

import itertools
from datetime import date, timedelta

import pytest
from django.utils import timezone

from areas import lifecycle
from areas.exceptions import Refused
from areas.models import Area, Boundary, Contact, Household, Membership, Notice
from areas.services import lifecycle as services
from areas.services.lifecycle import advance
from tests import make, make_upkeep

pytestmark = pytest.mark.django_db
State = Area.State
TODAY = date.today()
ALLOWED = {
    ("interest", "contacts_found"),
    ("contacts_found", "meeting_booked"),
    ("meeting_booked", "trained"),
    ("trained", "running"),
    ("running", "dormant"),
    ("dormant", "running"),
    ("running", "closed"),
    ("dormant", "closed"),
    ("interest", "closed"),
    ("contacts_found", "closed"),
    ("meeting_booked", "closed"),
    ("trained", "closed"),
}
EVIDENCE = {
    "meeting_booked": {"meeting_on": TODAY, "place": "Skolan", "time": "18:00"},
    "trained": {"start_meeting_on": TODAY, "attended": 21},
    "running": {"information_on": TODAY, "informed": 80},
    "closed": {"reason": "Ingen vill"},
}
RESTART = {"meeting_on": TODAY, "list_checked": True}


@pytest.fixture
def world(cast):
    """An area at any state with everything in place for the next step."""

    def area_in(state):
        area = make.make_area(f"Prov {state}", state=state)
        resident = make.make_person("Rut Rask")
        make.make_contact(area, resident)
        if state == "trained":
            note(area, "meeting_booked", "trained", **EVIDENCE["trained"])
        if state == "running":
            Contact.objects.filter(area=area).update(
                ended_at=timezone.now() - timedelta(days=400)
            )
        return area

    def note(area, before, after, **evidence):
        plain = {
            key: value.isoformat() if hasattr(value, "isoformat") else value
            for key, value in evidence.items()
        }
        area.events.create(from_state=before, to_state=after, evidence=plain)

    return area_in


def evidence_for(now, to):
    return RESTART if (now, to) == ("dormant", "running") else EVIDENCE.get(to, {})


@pytest.mark.parametrize(("now", "to"), itertools.product(State.values, repeat=2))
def test_the_table_of_steps(world, cast, now, to):
    area = world(now)
    if (now, to) in ALLOWED:
        event = advance(area, to=to, by=cast.mona, **evidence_for(now, to))
        area.refresh_from_db()
        assert area.state == to
        assert (event.from_state, event.to_state, event.by) == (now, to, cast.mona)
    else:
        with pytest.raises(Refused) as refusal:
            advance(area, to=to, by=cast.mona, **evidence_for(now, to))
        assert refusal.value.code == "step"
        area.refresh_from_db()
        assert area.state == now


@pytest.mark.parametrize(("now", "to"), sorted(ALLOWED))
def test_each_step_is_an_officers(world, cast, now, to):
    area = world(now)
    for person in (cast.bo, cast.alva):
        with pytest.raises(Refused) as refusal:
            advance(area, to=to, by=person, **evidence_for(now, to))
        assert refusal.value.code == "officer"


@pytest.mark.parametrize(
    ("now", "to"),
    [("running", "dormant"), ("dormant", "running"), ("interest", "closed")],
)
def test_some_steps_are_the_municipalitys_alone(world, cast, now, to):
    with pytest.raises(Refused) as refusal:
        advance(world(now), to=to, by=cast.pia, **evidence_for(now, to))
    assert refusal.value.code == "officer"


def test_an_officer_elsewhere_takes_no_step(world, cast):
    bjuv = make.make_municipality("1260", "Bjuv", (12.8, 56.0, 12.99, 56.2))
    other = make.make_officer(make.make_person("Otto"), municipality=bjuv)
    with pytest.raises(Refused):
        advance(world("interest"), to="contacts_found", by=other)


@pytest.mark.parametrize(
    ("now", "to", "without"),
    [
        ("contacts_found", "meeting_booked", "meeting_on"),
        ("contacts_found", "meeting_booked", "place"),
        ("meeting_booked", "trained", "start_meeting_on"),
        ("meeting_booked", "trained", "attended"),
        ("trained", "running", "information_on"),
        ("trained", "running", "informed"),
        ("dormant", "running", "list_checked"),
        ("running", "closed", "reason"),
        ("interest", "closed", "reason"),
    ],
)
def test_without_its_evidence_a_step_is_refused_and_says_why(
    world, cast, now, to, without
):
    evidence = {k: v for k, v in evidence_for(now, to).items() if k != without}
    with pytest.raises(Refused) as refusal:
        advance(world(now), to=to, by=cast.mona, **evidence)
    assert refusal.value.code == without
    assert len(refusal.value.sentence) > 8


def test_an_area_with_signs_up_is_not_closed(cast):
    sign = make_upkeep.make_sign(cast.bjork, state="up")
    with pytest.raises(Refused) as refusal:
        advance(cast.bjork, to="closed", by=cast.mona, reason="Slut")
    assert refusal.value.code == "signs_down"
    sign.__class__.objects.filter(pk=sign.pk).update(state="taken_down")
    advance(cast.bjork, to="closed", by=cast.mona, reason="Slut")


def test_no_area_without_a_contact(cast):
    area = make.make_area("Tom", state="interest")
    with pytest.raises(Refused) as refusal:
        advance(area, to="contacts_found", by=cast.mona)
    assert refusal.value.code == "contact"


def test_no_running_without_an_approved_boundary_or_training(world, cast):
    area = world("trained")
    Boundary.objects.filter(area=area).update(state="proposed")
    with pytest.raises(Refused) as refusal:
        advance(area, to="running", by=cast.mona, **EVIDENCE["running"])
    assert refusal.value.code == "approved"
    Contact.objects.filter(area=area).update(trained_on=None)
    with pytest.raises(Refused) as refusal:
        advance(area, to="running", by=cast.mona, **EVIDENCE["running"])
    assert refusal.value.code == "trained"


def test_a_meeting_that_lies_ahead_was_not_held(world, cast):
    evidence = {"start_meeting_on": TODAY + timedelta(days=1), "attended": 4}
    with pytest.raises(Refused):
        advance(world("meeting_booked"), to="trained", by=cast.mona, **evidence)


def test_running_keeps_all_the_evidence_beside_it(world, cast):
    area = world("trained")
    event = advance(area, to="running", by=cast.mona, **EVIDENCE["running"])
    area.refresh_from_db()
    assert area.started_on == TODAY
    assert event.evidence == {
        "contacts_trained": 1,
        "boundary_approved_on": TODAY.isoformat(),
        "confirmed_by": cast.mona.pk,
        "start_meeting_on": TODAY.isoformat(),
        "attended": 21,
        "information_on": TODAY.isoformat(),
        "informed": 80,
    }


def test_a_restart_keeps_the_first_day(world, cast):
    area = world("dormant")
    first = TODAY - timedelta(days=900)
    Area.objects.filter(pk=area.pk).update(started_on=first)
    advance(area, to="running", by=cast.mona, **RESTART)
    area.refresh_from_db()
    assert area.started_on == first


def test_the_start_meeting_trains_those_who_came(world, cast):
    area = world("meeting_booked")
    Contact.objects.filter(area=area).update(trained_on=None)
    office = Contact.objects.get(area=area)
    advance(area, to="trained", by=cast.mona, trained=[office], **EVIDENCE["trained"])
    office.refresh_from_db()
    assert office.trained_on == TODAY


def test_closing_ends_memberships_offices_and_boundary(cast):
    advance(cast.bjork, to="closed", by=cast.mona, **EVIDENCE["closed"])
    assert not Membership.objects.active().filter(area=cast.bjork).exists()
    assert not Contact.objects.active().filter(area=cast.bjork).exists()
    assert not cast.bjork.boundaries.current().exists()
    assert not Household.objects.filter(area=cast.bjork).exists()
    assert Notice.objects.filter(user=cast.bo, kind="area.closed").exists()
    assert not Notice.objects.filter(user=cast.cilla).exists()


# --- rest --------------------------------------------------------------------------


def quiet_since(area, **time):
    day = TODAY - timedelta(**time)
    Area.objects.filter(pk=area.pk).update(started_on=day, met_on=day)


@pytest.mark.parametrize(("days", "told"), [(200, 0), (285, 9), (345, 11)])
def test_warnings_come_at_nine_and_eleven_months(cast, days, told):
    quiet_since(cast.bjork, days=days)
    for _ in range(3):
        services.daily(timezone.now())
    notices = Notice.objects.filter(kind="area.warning", user=cast.alva)
    assert notices.count() == (1 if told else 0)


def test_after_twelve_months_the_area_rests_and_people_are_told(cast):
    quiet_since(cast.bjork, days=370)
    services.daily(timezone.now())
    cast.bjork.refresh_from_db()
    assert cast.bjork.state == "dormant"
    assert cast.bjork.events.first().by is None
    told = Notice.objects.filter(kind="area.dormant").values_list("user", flat=True)
    assert set(told) == {cast.alva.pk, cast.mona.pk, cast.pia.pk}


def test_a_meeting_keeps_it_awake(cast):
    quiet_since(cast.bjork, days=370)
    services.note_meeting(cast.bjork, on=TODAY, attended=12, by=cast.mona)
    services.daily(timezone.now())
    cast.bjork.refresh_from_db()
    assert cast.bjork.state == "running"


def test_a_year_without_a_contact_rests_it_too(cast):
    long_ago = timezone.now() - timedelta(days=400)
    Contact.objects.filter(area=cast.bjork).update(ended_at=long_ago)
    assert lifecycle.quiet_months(cast.bjork, TODAY) >= 12
    services.daily(timezone.now())
    cast.bjork.refresh_from_db()
    assert cast.bjork.state == "dormant"


# --- the officer's pages ------------------------------------------------------


def test_the_task_list_says_what_is_missing_and_who_has_the_ball(client, cast, login):
    area = make.make_area("Ny", state="interest")
    Area.objects.filter(pk=area.pk).update(
        state_since=timezone.now() - timedelta(days=9)
    )
    text = login(cast.mona).get(f"/samordning/omraden/{area.slug}/").content.decode()
    assert "En boende vill vara kontaktombud" in text
    assert "kommunen eller Polisen, i 9 dagar" in text


def test_a_step_from_the_page(client, cast, login):
    area = make.make_area("Ny", state="contacts_found")
    make.make_contact(area, make.make_person("Rut"))
    page = f"/samordning/omraden/{area.slug}/steg/meeting_booked/"
    login(cast.mona, strong=True)
    refused = client.post(page, {"place": "Skolan"})
    assert refused.status_code == 422
    assert "Skriv en dag" in refused.content.decode()
    answers = {"place": "Skolan", "meeting_on": TODAY, "time": "18:30"}
    assert client.post(page, answers).status_code == 302
    area.refresh_from_db()
    assert area.state == "meeting_booked"
    invited = Notice.objects.get(kind="area.meeting_booked", user__name="Rut")
    assert "Skolan" in invited.text


def test_officers_elsewhere_do_not_find_the_area(client, cast, login):
    bjuv = make.make_municipality("1260", "Bjuv", (12.8, 56.0, 12.99, 56.2))
    other = make.make_officer(make.make_person("Otto"), municipality=bjuv)
    page = f"/samordning/omraden/{cast.bjork.slug}/"
    assert login(other).get(page).status_code == 404
    assert login(cast.bo).get(page).status_code == 403


def test_a_new_area_begins_as_interest(client, cast, login):
    answers = {"name": "Ljungbyhed Norra", "municipality": cast.klippan.pk}
    login(cast.mona).post("/samordning/omraden/nytt/", answers)
    area = Area.objects.get(name="Ljungbyhed Norra")
    assert area.state == "interest"
    again = client.post("/samordning/omraden/nytt/", answers)
    assert again.status_code == 422


def test_the_list_of_areas_costs_the_same_for_many(
    client, cast, login, django_assert_max_num_queries
):
    for number in range(30):
        make.make_area(f"Område {number}")
    login(cast.mona).get("/samordning/omraden/")
    with django_assert_max_num_queries(16):
        client.get("/samordning/omraden/")
