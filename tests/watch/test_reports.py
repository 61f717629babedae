"""Frozen months, the report to Lokala Brå, and what officers write down."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from openpyxl import load_workbook

from areas.exceptions import Refused
from areas.models import AccessLog
from tests import make, make_watch
from tests.watch.test_home import text
from watch import calendar, services, tasks
from watch.models import Presence, Snapshot

pytestmark = pytest.mark.django_db

LAST = calendar.shifted(calendar.this_month(), -1)


@pytest.fixture
def goal(cast):
    return make_watch.make_commitment(make_watch.make_promise(cast.klippan))


@pytest.fixture
def frozen(cast, goal):
    make_watch.make_new_area(goal, "Åbyn", started_on=LAST)
    make_watch.make_months(cast.klippan, [2] * 12)
    return services.freeze_month(cast.klippan, LAST, by=cast.mona)


def test_a_frozen_month_stays_whatever_happens_after(cast, goal, frozen, login):
    make_watch.make_new_area(goal, "Sen", started_on=LAST)
    frozen.refresh_from_db()
    assert frozen.figures["commitments"][0]["count"] == 1
    said = text(login(cast.mona).get(f"/samordning/rapporter/{frozen.pk}/"))
    assert "Åbyn" in said
    assert "Sen" not in said


def test_a_snapshot_can_be_neither_changed_nor_deleted(frozen):
    frozen.note = "Ändrad"
    with pytest.raises(ValueError, match="frozen"):
        frozen.save()
    with pytest.raises(ValueError, match="frozen"):
        frozen.delete()


def test_a_correction_is_a_new_revision_with_a_note(cast, goal, frozen):
    with pytest.raises(Refused):
        services.freeze_month(cast.klippan, LAST)
    make_watch.make_new_area(goal, "Glömd", started_on=LAST)
    second = services.freeze_month(cast.klippan, LAST, note="Ett område var glömt")
    assert second.revision == 2
    assert second.figures["commitments"][0]["count"] == 2
    assert Snapshot.objects.count() == 2


def test_a_month_that_is_not_over_cannot_be_frozen(cast, goal):
    with pytest.raises(Refused):
        services.freeze_month(cast.klippan, calendar.this_month())


def test_the_monthly_task_freezes_once(cast, goal):
    tasks.freeze_month()
    tasks.freeze_month()
    assert Snapshot.objects.get().month == LAST


def test_what_came_after_the_months_end_is_not_in_it(cast, goal):
    make_watch.make_new_area(goal, "Ny", started_on=calendar.this_month())
    assert not services.freeze_month(cast.klippan, LAST).figures["new_areas"]


def test_two_months_side_by_side_never_tell_of_one_household(cast):
    promise = make_watch.make_promise(cast.klippan)
    make_watch.make_commitment(promise, "alerts", target=100)
    for number in range(8):
        member = make.make_member(make.make_area(f"Nr {number}"))
        member.decided_at = timezone.now() - timedelta(days=100)
        member.save()

    def shown(snapshot):
        return snapshot.figures["promises"][promise.slug]["1"]

    first = services.freeze_month(cast.klippan, calendar.shifted(LAST, -1))
    one = make.make_member(cast.bjork)
    one.decided_at = make_watch.noon(LAST + timedelta(days=3))
    one.save()
    second = services.freeze_month(cast.klippan, LAST)
    assert shown(first) == shown(second) == 8


def test_the_report_is_read_by_ones_own_officers_alone(client, cast, login, frozen):
    other = make.make_municipality("1277", "Åstorp", bounds=(12.9, 56.1, 13.0, 56.2))
    stranger = make.make_officer(make.make_person("Stig"), municipality=other)
    path = f"/samordning/rapporter/{frozen.pk}/"
    assert client.get(path).status_code == 302
    assert login(stranger).get(path).status_code == 404
    assert login(cast.alva).get(path).status_code == 403
    assert login(cast.pia).get(path).status_code == 200


def test_an_export_needs_a_second_factor_and_is_logged(cast, login, frozen):
    path = f"/samordning/rapporter/{frozen.pk}/siffror.csv"
    assert login(cast.mona).get(path).status_code == 403
    response = login(cast.mona, strong=True).get(path)
    rows = list(
        csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";")
    )
    assert rows[0] == ["Del", "Vad", "Antal", "Anteckning"]
    assert ["Nya områden", "Åbyn", "1", "räknas"] in rows
    row = AccessLog.objects.get(act="report.export")
    assert row.by == cast.mona


def test_the_spreadsheet_holds_the_same_rows_and_no_formulas(cast, login, goal):
    make_watch.make_new_area(goal, "=1+1", started_on=LAST)
    frozen = services.freeze_month(cast.klippan, LAST)
    path = f"/samordning/rapporter/{frozen.pk}/siffror.xlsx"
    response = login(cast.mona, strong=True).get(path)
    book = load_workbook(io.BytesIO(response.content))
    values = [cell.value for row in book["Siffror"].iter_rows() for cell in row]
    assert "'=1+1" in values
    assert not any(cell.data_type == "f" for row in book.active for cell in row)


def test_an_officer_freezes_from_the_page(cast, login, goal):
    client = login(cast.mona)
    response = client.post(
        "/samordning/rapporter/?kommun=1276", {"month": f"{LAST:%Y-%m}"}, follow=True
    )
    assert "Månaden är låst." in text(response)
    response = client.post("/samordning/rapporter/", {"month": f"{LAST:%Y-%m}"})
    assert response.status_code == 422
    assert "Skriv vad som är rättat." in text(response)


# --- presence, partners, meetings ---------------------------------------------


def test_a_visit_is_written_down_and_counts_at_once(cast, login):
    promise = make_watch.make_promise(cast.klippan)
    make_watch.make_commitment(promise, "presence", title="Synas", target=None)
    visit = {
        "kind": "visible",
        "place": "Järnvägsstationen",
        "started_at": f"{timezone.localtime() - timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "minutes": "45",
        "organisation": "police",
        "note": "",
    }
    client = login(cast.pia)
    response = client.post("/samordning/narvaro/", visit, follow=True)
    assert "Besöket är sparat." in text(response)
    assert Presence.objects.get().by == cast.pia
    assert "Synas 1" in text(client.get(f"/loftet/{promise.slug}/"))
    tomorrow = timezone.localtime() + timedelta(days=1)
    response = client.post(
        "/samordning/narvaro/", visit | {"started_at": f"{tomorrow:%Y-%m-%dT%H:%M}"}
    )
    assert response.status_code == 422
    response = client.post(
        "/samordning/narvaro/", visit | {"note": "Stoppade bil ABC 123"}
    )
    assert response.status_code == 422
    assert Presence.objects.count() == 1


def test_partners_and_what_was_done_with_them(cast, login):
    client = login(cast.mona)
    partner = {
        "vad": "part",
        "part-kind": "association",
        "part-name": "Byalaget",
        "part-since": "2026-01-01",
    }
    client.post("/samordning/samverkan/", partner)
    again = client.post("/samordning/samverkan/", partner | {"part-name": "byalaget"})
    assert "Organisationen finns redan i listan." in text(again)
    response = client.post(
        "/samordning/samverkan/",
        {
            "vad": "aktivitet",
            "akt-partner": cast.klippan.partners.get().pk,
            "akt-on": "2026-05-03",
            "akt-what": "Trygghetsvandring",
        },
        follow=True,
    )
    assert "Aktiviteten är sparad." in text(response)
    assert "Trygghetsvandring" in text(response)


def test_evidence_and_meetings_are_written_at_the_desk(client, cast, login, goal):
    area = make_watch.make_new_area(goal, "Åbyn", without=("information",))
    desk = login(cast.mona)
    given = {
        "vad": "bevis",
        "bevis-commitment": goal.pk,
        "bevis-kind": "information",
        "bevis-area": "",
        "bevis-done_on": "2026-05-03",
        "bevis-amount": "1",
        "bevis-text": "Blad i alla brevlådor",
    }
    assert desk.post("/samordning/lofte/", given).status_code == 422
    desk.post("/samordning/lofte/", given | {"bevis-area": area.pk})
    desk.post(
        "/samordning/lofte/",
        {
            "vad": "mote",
            "mote-forum": "local_council",
            "mote-on": "2026-06-01",
            "mote-minutes": "Mötet gick igenom siffrorna och bytte dag för rundan.",
        },
    )
    client.logout()
    html = client.get(f"/loftet/{goal.promise.slug}/").content.decode()
    assert "Mötet gick igenom siffrorna" in html
    said = text(client.get("/loftet/"))
    assert "Åbyn Ja" in said


def test_the_freeze_takes_the_month_that_has_just_ended(cast, goal):
    first = calendar.this_month()
    with time_machine.travel(make_watch.noon(calendar.shifted(first, 1)), tick=False):
        tasks.freeze_month()
    assert Snapshot.objects.get().month == first
