"""A member's life: pause, leave, come back, move, the yearly question, the data."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from areas.models import AccessLog, Contact, Membership, Notice, User
from areas.services import memberships
from areas.services.access import first_broken_row, log_access
from tests import make

pytestmark = pytest.mark.django_db


def row_of(person):
    return Membership.objects.get(user=person)


def later(**time):
    return timezone.now() + timedelta(**time)


def test_each_role_starts_at_its_own_home(client, cast, login):
    starts = {
        cast.bo: "/mitt/",
        cast.alva: "/ombud/",
        cast.mona: "/samordning/",
        cast.pia: "/samordning/",
    }
    for person, home in starts.items():
        assert login(person).get("/mitt/start/").url == home
    assert login(cast.dan).get("/mitt/start/").status_code == 200


def test_a_neighbour_sees_first_names_of_contacts_and_nobody_else(client, cast, login):
    make.make_member(cast.bjork, make.make_person("Nils Nilsson"))
    text = login(cast.bo).get("/mitt/").content.decode()
    assert "Alva" in text
    assert "Åkesson" not in text
    assert "Nils" not in text


def test_leaving_can_be_undone_for_seven_days(client, cast, login):
    row = row_of(cast.bo)
    login(cast.bo).post(f"/mitt/medlemskap/{row.pk}/lamna/")
    row.refresh_from_db()
    assert row.state == "left"
    client.post(f"/mitt/medlemskap/{row.pk}/angra/")
    row.refresh_from_db()
    assert (row.state, row.erase_at) == ("joined", None)


def test_seven_days_after_leaving_the_person_is_erased(client, cast, login):
    row = row_of(cast.bo)
    login(cast.bo).post(f"/mitt/medlemskap/{row.pk}/lamna/")
    memberships.erase_due(later(days=6, hours=23))
    assert User.objects.filter(pk=cast.bo.pk).exists()
    memberships.erase_due(later(days=7, hours=1))
    assert not User.objects.filter(pk=cast.bo.pk).exists()


def test_a_contact_who_leaves_is_no_longer_contact(client, cast, login):
    row = row_of(cast.alva)
    login(cast.alva).post(f"/mitt/medlemskap/{row.pk}/lamna/")
    assert not Contact.objects.active().filter(user=cast.alva).exists()
    assert login(cast.alva).get("/ombud/").status_code == 403


def test_nobody_leaves_for_somebody_else(client, cast, login):
    row = row_of(cast.bo)
    page = f"/mitt/medlemskap/{row.pk}/lamna/"
    assert login(cast.cilla).post(page).status_code == 404
    row.refresh_from_db()
    assert row.state == "joined"


def test_one_who_was_removed_cannot_undo_it(client, cast, login):
    row = row_of(cast.bo)
    memberships.remove(row, by=cast.alva, reason="Flyttade i maj")
    login(cast.bo).post(f"/mitt/medlemskap/{row.pk}/angra/")
    row.refresh_from_db()
    assert row.state == "removed"


def test_a_pause_ends_by_itself(client, cast, login):
    row = row_of(cast.bo)
    until = timezone.localdate() + timedelta(days=10)
    login(cast.bo).post(f"/mitt/medlemskap/{row.pk}/pausa/", {"until": until})
    row.refresh_from_db()
    assert row.state == "paused"
    memberships.resume_due(later(days=11))
    row.refresh_from_db()
    assert row.state == "joined"


def test_a_pause_into_the_past_is_refused(client, cast, login):
    row = row_of(cast.bo)
    page = login(cast.bo).post(
        f"/mitt/medlemskap/{row.pk}/pausa/", {"until": "2020-01-01"}
    )
    assert page.status_code == 422


def test_moving_out_reminds_of_the_kit_and_erases_after_thirty_days(
    client, cast, login
):
    row = row_of(cast.bo)
    login(cast.bo).post(f"/mitt/medlemskap/{row.pk}/flyttat/")
    row.refresh_from_db()
    assert row.state == "moved"
    assert Notice.objects.filter(user=cast.bo, kind="membership.moved").exists()
    memberships.erase_due(later(days=31))
    assert not Membership.objects.filter(pk=row.pk).exists()


def test_once_a_year_we_ask_and_one_press_answers(client, cast):
    row = row_of(cast.bo)
    old = timezone.localdate() - timedelta(days=370)
    Membership.objects.filter(pk=row.pk).update(confirmed_on=old)
    memberships.ask_still_here(timezone.now())
    notice = Notice.objects.get(user=cast.bo, kind="membership.still")
    assert client.get(notice.link).status_code == 200
    client.post(notice.link, {"svar": "ja"})
    row.refresh_from_db()
    assert row.confirmed_on == timezone.localdate()


def test_silence_ends_no_membership_but_becomes_the_contacts_to_do(client, cast, login):
    row = row_of(cast.bo)
    day = timezone.localdate() - timedelta(days=40)
    Membership.objects.filter(pk=row.pk).update(asked_still_on=day)
    memberships.erase_due(later(days=400))
    row.refresh_from_db()
    assert row.state == "joined"
    assert "visa=tysta" in login(cast.alva).get("/ombud/").content.decode()


def test_a_person_gets_everything_and_nothing_of_others(client, cast, login):
    log_access(by=cast.alva, act="membership.read", about=cast.bo, area=cast.bjork)
    answer = login(cast.bo).post("/mitt/uppgifter/allt/", {"som": "json"})
    data = json.loads(answer.content)
    assert data["person"]["email"] == "bo@grannar.example"
    assert data["membership"][0]["household"] == "Björkvägen 7"
    assert data["seen_by"][0]["act"] == "membership.read"
    text = answer.content.decode()
    assert "alva@" not in text
    assert "cilla@" not in text
    assert "password" not in text
    page = client.post("/mitt/uppgifter/allt/", {"som": "sida"})
    assert "bo@grannar.example" in page.content.decode()


def test_my_data_says_who_has_looked(client, cast, login):
    row = row_of(cast.bo)
    login(cast.alva).get(f"/ombud/grannar/{row.pk}/")
    text = login(cast.bo).get("/mitt/uppgifter/").content.decode()
    assert "Alva" in text


def test_the_log_s_chain_shows_a_changed_row(cast):
    for act in ("a", "b", "c"):
        log_access(by=cast.mona, act=act, area=cast.bjork)
    assert first_broken_row() is None
    second = AccessLog.objects.order_by("pk")[1]
    AccessLog.objects.filter(pk=second.pk).update(purpose="changed")
    assert first_broken_row() == second.pk


def test_the_chain_holds_when_a_person_is_erased(cast):
    log_access(by=cast.bo, act="a")
    log_access(by=cast.mona, act="b", about=cast.bo)
    Membership.objects.filter(user=cast.bo).delete()
    cast.bo.delete()
    assert first_broken_row() is None


def test_the_day_s_work_can_be_done_again_and_again(cast):
    from areas.tasks import daily

    for _ in range(2):
        daily()
    assert row_of(cast.bo).state == "joined"
