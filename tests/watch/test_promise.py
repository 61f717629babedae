"""The promise page: everything that was promised, counted from rows."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from areas.exceptions import Refused
from tests import make, make_watch
from tests.watch.test_home import text
from watch import services
from watch.models import Commitment, Evidence, Promise, Snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def klippan():
    return make.make_municipality()


@pytest.fixture
def old(klippan):
    return services.load_promise(klippan, "klippan-2016")


@pytest.fixture
def goal(klippan):
    return make_watch.make_commitment(make_watch.make_promise(klippan))


def test_klippans_promise_is_shown_with_all_its_commitments(client, old):
    said = text(client.get("/loftet/"))
    assert "1 september 2016–31 december 2017" in said
    for word in (
        "Fler hjälps åt",
        "Synas där det känns otryggt",
        "Minst fem nya områden med grannar mot brott",
        "Mer modern teknik",
        "Lugnare trafik",
        "Svar på klagomål om trafiken",
    ):
        assert word in said
    detail = text(client.get("/loftet/klippan-2016/"))
    for word in ("Lokala Brå", "länsstyrelsen", "A-traktor", "DNA"):
        assert word in detail
    assert "lägga om sitt arbete" in detail
    assert "22 augusti 2016" in detail


def test_a_promise_from_before_the_service_shows_no_false_zeros(client, klippan, old):
    said = text(client.get("/loftet/"))
    assert "innan tjänsten började räkna" in said
    make_watch.make_presence(klippan, at=make_watch.noon(date(2016, 10, 7)))
    said = text(client.get("/loftet/"))
    assert "innan tjänsten började räkna" not in said
    assert "Synas där det känns otryggt 1" in said


def test_the_safety_survey_stands_beside_the_promise_with_its_source(client, old):
    from watch.models import Survey

    Survey.objects.create(
        municipality=old.municipality, year=2017, index="2.09", answers=511, source="P"
    )
    said = text(client.get("/loftet/klippan-2016/"))
    assert "2017 2,09 511 P" in said


def test_loading_it_again_changes_nothing(klippan, old):
    again = services.load_promise(klippan, "klippan-2016")
    assert again == old
    assert old.commitments.count() == 6
    assert old.state == Promise.State.ENDED


def test_a_running_promise_stands_first(client, klippan, old):
    services.load_promise(
        klippan,
        "example",
        starts_on=make_watch.days(-90),
        ends_on=make_watch.days(90),
    )
    said = text(client.get("/loftet/"))
    assert said.index("Grannar hjälps åt") < said.index("Medborgarlöftet 2016–2017")


def test_a_draft_is_nobodys_business_yet(client, klippan):
    promise = services.load_promise(klippan, "example", published=False, **YEAR)
    assert client.get(f"/loftet/{promise.slug}/").status_code == 404
    assert client.get(f"/loftet/{promise.slug}/siffror.csv").status_code == 404
    assert "Grannar hjälps åt" not in text(client.get("/loftet/"))


YEAR = {"starts_on": date(2026, 5, 1), "ends_on": date(2027, 4, 30)}


@pytest.mark.parametrize(
    "without", ["training", "start_meeting", "information", "boundary"]
)
def test_an_area_without_one_piece_of_evidence_does_not_count(client, goal, without):
    make_watch.make_new_area(goal, "Åbyn", without=(without,))
    response = client.get("/loftet/")
    assert "0 av 5 nya områden" in response.content.decode()
    said = text(response)
    assert "Åbyn Inte än" in said
    assert "saknas" in said


def test_an_area_with_all_evidence_counts_and_shows_its_days(client, goal):
    make_watch.make_new_area(goal, "Åbyn")
    response = client.get("/loftet/")
    assert "1 av 5 nya områden" in response.content.decode()
    said = text(response)
    assert "Åbyn Ja" in said


def test_the_areas_own_step_to_running_is_evidence(client, goal):
    from areas.models import AreaEvent

    area = make_watch.make_new_area(
        goal, "Åbyn", without=("start_meeting", "information")
    )
    AreaEvent.objects.create(
        area=area,
        from_state="trained",
        to_state="running",
        evidence={"start_meeting_on": "2026-05-02", "information_on": "2026-05-20"},
    )
    said = text(client.get("/loftet/"))
    assert "Åbyn Ja" in said
    assert "2 maj 2026" in said
    assert "20 maj 2026" in said


def test_areas_started_outside_the_period_do_not_count(client, goal):
    make_watch.make_new_area(goal, "Gammal", started_on=make_watch.days(-400))
    response = client.get("/loftet/")
    assert "0 av 5 nya områden" in response.content.decode()
    said = text(response)
    assert "Gammal" not in said


def test_an_area_of_another_municipality_does_not_count(client, goal):
    other = make.make_municipality("1277", "Åstorp", bounds=(12.9, 56.1, 13.0, 56.2))
    make_watch.make_new_area(
        make_watch.make_commitment(make_watch.make_promise(other)), "Broby"
    )
    said = text(client.get(f"/loftet/{goal.promise.slug}/"))
    assert "Broby" not in said


def test_evidence_taken_back_by_a_correction_no_longer_counts(client, goal):
    area = make_watch.make_new_area(goal, "Åbyn")
    officer = make.make_officer()
    meeting = Evidence.objects.get(area=area, kind="start_meeting")
    services.correct_evidence(meeting, by=officer, amount=0, text="Mötet ställdes in")
    assert "0 av 5 nya områden" in client.get("/loftet/").content.decode()
    with pytest.raises(Refused):
        services.correct_evidence(meeting, by=officer, amount=1, text="")


def test_evidence_is_never_deleted(goal):
    area = make_watch.make_new_area(goal, "Åbyn")
    with pytest.raises(ValueError, match="never deleted"):
        area.evidence.first().delete()


def test_each_way_of_counting_counts_its_own_rows(client, klippan):
    promise = make_watch.make_promise(klippan)
    for measure in ("presence", "controls", "partners", "entries", "concerns"):
        make_watch.make_commitment(promise, measure, target=None)
    make_watch.make_presence(klippan)
    make_watch.make_presence(klippan, at=make_watch.noon(make_watch.days(-400)))
    make_watch.make_presence(klippan, kind="control")
    make_watch.make_presence(klippan, kind="control")
    for _ in range(3):
        make_watch.make_activity(klippan)
    entries = promise.commitments.get(measure="entries")
    services.note_evidence(entries, by=None, done_on=make_watch.days(0), amount=4)
    from watch import progress

    counts = {one.commitment.measure: one.count for one in progress.of(promise)}
    assert counts == {
        "presence": 1,
        "controls": 2,
        "partners": 3,
        "entries": 4,
        "concerns": 0,
    }
    entries.refresh_from_db()
    assert entries.state == Commitment.State.UNDER_WAY


def test_own_acts_are_shown_from_one_but_households_from_five(client, klippan):
    promise = make_watch.make_promise(klippan)
    make_watch.make_commitment(promise, "presence", title="Synas", target=None)
    make_watch.make_commitment(promise, "alerts", title="Nå fler", target=10)
    make_watch.make_presence(klippan)
    make.make_member(make.make_area())
    said = text(client.get(f"/loftet/{promise.slug}/"))
    assert "Synas 1" in said
    assert "Nå fler färre än 5 10" in said
    make_all = [make.make_member(make.make_area(f"Nr {n}")) for n in range(4)]
    assert len(make_all) == 4
    assert "Nå fler 5 10" in text(client.get(f"/loftet/{promise.slug}/"))


def test_the_csv_has_every_commitment_and_hides_what_the_page_hides(client, klippan):
    promise = make_watch.make_promise(klippan)
    make_watch.make_commitment(promise, "alerts", title="=Nå fler", target=10)
    make_watch.make_commitment(promise, "presence", title="Synas", target=None)
    make.make_member(make.make_area())
    response = client.get(f"/loftet/{promise.slug}/siffror.csv")
    content = response.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert rows[0][0] == "Åtagande"
    assert rows[1][:4] == ["'=Nå fler", "nya områden", "10", ""]
    assert rows[2][:4] == ["Synas", "nya områden", "", "0"]


# --- both say yes -----------------------------------------------------------


def test_a_promise_is_public_when_municipality_and_police_have_said_yes(cast):
    promise = services.load_promise(cast.klippan, "example", published=False, **YEAR)
    services.confirm_promise(promise, by=cast.mona)
    assert promise.state == Promise.State.DRAFT
    with pytest.raises(Refused):
        services.confirm_promise(promise, by=cast.alva)
    services.confirm_promise(promise, by=cast.pia)
    assert promise.state == Promise.State.PUBLISHED
    with pytest.raises(Refused):
        services.confirm_promise(promise, by=cast.mona)


def test_putting_aside_needs_a_reason_that_everyone_reads(client, cast, goal):
    with pytest.raises(Refused):
        services.put_aside(goal, by=cast.mona, reason="  ")
    services.put_aside(goal, by=cast.mona, reason="En lång vattenläcka tog all tid.")
    said = text(client.get(f"/loftet/{goal.promise.slug}/"))
    assert "Lagt åt sidan" in said
    assert "En lång vattenläcka tog all tid." in said
    services.take_up(goal, by=cast.mona, reason="Läckan är lagad.")
    assert goal.state == Commitment.State.UNDER_WAY


def test_a_settled_commitment_stays_settled(goal, cast):
    services.settle_commitment(goal, is_met=True, comment="Fem områden.")
    with pytest.raises(Refused):
        services.put_aside(goal, by=cast.mona, reason="Ändrade oss")
    with pytest.raises(Refused):
        services.settle_commitment(goal, is_met=False, comment="Nej")


def test_evidence_of_tomorrow_is_refused(goal):
    with pytest.raises(Refused):
        services.note_evidence(goal, by=None, done_on=make_watch.days(1))


def test_a_promise_cannot_end_before_it_starts(klippan):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_watch.make_promise(
            klippan, starts_on=date(2026, 5, 1), ends_on=date(2026, 4, 1)
        )


def test_the_months_come_from_frozen_figures(client, goal):
    month = (goal.promise.starts_on + timedelta(days=40)).replace(day=1)
    frozen = {"promises": {goal.promise.slug: {"1": 2}}}
    Snapshot.objects.create(
        municipality=goal.promise.municipality,
        month=month,
        figures=frozen,
        definitions={},
    )
    frozen["promises"][goal.promise.slug]["1"] = 3
    Snapshot.objects.create(
        municipality=goal.promise.municipality,
        month=month,
        revision=2,
        note="Ett möte var bortglömt",
        figures=frozen,
        definitions={},
    )
    said = text(client.get(f"/loftet/{goal.promise.slug}/"))
    assert f"{month.year} 3" in said
