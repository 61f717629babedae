"""The contact's pages: to do, neighbours, paper, and the office itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from areas.exceptions import Refused
from areas.models import AccessLog, Contact, Membership, Notice
from areas.services import contacts
from tests import make

pytestmark = pytest.mark.django_db


def office_of(person):
    return Contact.objects.get(user=person, ended_at=None)


def test_the_home_page_lists_who_waits(client, cast, login):
    row = make.make_member(cast.bjork, cast.dan, state="pending")
    text = login(cast.alva).get("/ombud/").content.decode()
    assert f"/ombud/ansokningar/{row.pk}/" in text
    assert "/ombud/larm/nytt/" in text


def test_the_list_has_members_and_homes_outside_by_address_only(client, cast, login):
    make.make_household(cast.bjork, "Tomgatan", 1)
    page = login(cast.alva).get("/ombud/grannar/")
    text = page.content.decode()
    assert "Bo Berg" in text
    assert "Tomgatan 1" in text
    assert "Cilla" not in text


def test_reading_the_list_is_logged(client, cast, login):
    login(cast.alva).get("/ombud/grannar/")
    row = AccessLog.objects.get(act="neighbour.list")
    assert (row.by, row.area, row.municipality) == (cast.alva, cast.bjork, cast.klippan)


def test_a_protected_neighbour_is_not_in_the_list(client, cast, login):
    hidden = make.make_person("Hemlig Hansson", is_protected=True)
    make.make_member(cast.bjork, hidden)
    assert "Hemlig" not in login(cast.alva).get("/ombud/grannar/").content.decode()


def test_the_list_costs_no_more_with_more_neighbours(
    client, cast, login, django_assert_max_num_queries
):
    for _ in range(30):
        make.make_member(cast.bjork)
    login(cast.alva).get("/ombud/grannar/")
    with django_assert_max_num_queries(26):
        client.get("/ombud/grannar/")


@pytest.mark.parametrize("who", ["bo", "cilla", "dan", "mona", "pia"])
def test_nobody_else_reads_the_list(client, cast, login, who):
    assert login(getattr(cast, who)).get("/ombud/grannar/").status_code == 403


def test_paper_makes_a_member_whom_the_contact_has_met(client, cast, login):
    home = make.make_household(cast.bjork, "Tomgatan", 1)
    answers = {"name": "Olle Ohm", "door": "on", "agreed": "on"}
    login(cast.alva).post(f"/ombud/grannar/ny/{home.pk}/", answers)
    row = Membership.objects.get(household=home)
    assert (row.state, row.level, row.way) == ("joined", 2, "paper")
    assert row.user.email is None


def test_paper_needs_a_way_and_a_signature(client, cast, login):
    home = make.make_household(cast.bjork)
    page = login(cast.alva).post(f"/ombud/grannar/ny/{home.pk}/", {"name": "Olle"})
    assert page.status_code == 422
    assert not Membership.objects.filter(household=home).exists()


def test_two_people_can_live_in_one_home(client, cast, login):
    answers = {"name": "Siv Berg", "door": "on", "agreed": "on"}
    login(cast.alva).post(f"/ombud/grannar/ny/{cast.home.pk}/", answers)
    assert Membership.objects.active().filter(household=cast.home).count() == 2


def test_a_home_in_the_next_area_is_not_the_contacts(client, cast, login):
    home = make.make_household(cast.gran)
    assert login(cast.alva).get(f"/ombud/grannar/ny/{home.pk}/").status_code == 404


def test_taking_off_the_list_needs_a_reason_that_the_person_reads(client, cast, login):
    row = Membership.objects.get(user=cast.bo)
    page = f"/ombud/grannar/{row.pk}/ta-bort/"
    assert login(cast.alva).post(page, {"reason": ""}).status_code == 422
    client.post(page, {"reason": "Bor inte här"})
    row.refresh_from_db()
    assert row.state == "removed"
    told = Notice.objects.get(user=cast.bo, kind="membership.removed")
    assert "Bor inte här" in told.text


def test_a_contact_cannot_vouch_for_themselves(client, cast, login):
    row = Membership.objects.get(user=cast.alva)
    Membership.objects.filter(pk=row.pk).update(level=1)
    login(cast.alva).post(f"/ombud/grannar/{row.pk}/intyga/")
    row.refresh_from_db()
    assert row.level == 1


# --- the office -------------------------------------------------------------------


def test_only_an_officer_of_the_municipality_appoints(cast):
    contacts.appoint(cast.bjork, cast.bo, by=cast.mona)
    assert Contact.objects.active().filter(user=cast.bo).exists()
    with pytest.raises(Refused):
        contacts.appoint(cast.bjork, cast.cilla, by=cast.alva)
    other = make.make_officer(
        make.make_person("Otto"),
        municipality=make.make_municipality("1260", "Bjuv"),
    )
    with pytest.raises(Refused):
        contacts.appoint(cast.bjork, cast.cilla, by=other)


def test_the_same_office_is_held_once(cast):
    with pytest.raises(Refused):
        contacts.appoint(cast.bjork, cast.alva, by=cast.mona)


def test_appointing_and_stepping_need_the_second_factor(client, cast, login):
    slug = cast.bjork.slug
    for page in (
        f"/samordning/omraden/{slug}/ombud/",
        f"/samordning/omraden/{slug}/steg/dormant/",
    ):
        client.logout()
        assert login(cast.mona).get(page).status_code == 403
        assert login(cast.mona, strong=True).get(page).status_code == 200


def test_somebody_new_is_appointed_by_name_and_address(client, cast, login):
    answers = {
        "member": "",
        "name": "Ny Nilsson",
        "email": "ny@grannar.example",
        "kind": "contact",
    }
    page = f"/samordning/omraden/{cast.bjork.slug}/ombud/"
    login(cast.mona, strong=True).post(page, answers)
    office = Contact.objects.get(user__name="Ny Nilsson")
    assert office.trained_on is None
    assert Notice.objects.filter(kind="channel.confirm").exists()


def test_a_contact_names_a_deputy_among_the_members(client, cast, login):
    page = f"/ombud/uppdrag/{cast.bjork.slug}/"
    login(cast.alva, strong=True)
    client.post(page, {"member": cast.bo.pk, "svar": "ersattare"})
    assert Contact.objects.active().get(user=cast.bo).kind == "deputy"
    assert client.post(page, {"member": cast.cilla.pk}).status_code == 422


def test_handing_over_keeps_the_list_where_it_is(client, cast, login):
    page = f"/ombud/uppdrag/{cast.bjork.slug}/"
    login(cast.alva, strong=True)
    client.post(page, {"member": cast.bo.pk, "svar": "lamna-over"})
    assert Contact.objects.active().get(area=cast.bjork).user == cast.bo
    assert office_of(cast.bo).trained_on is None
    assert client.get("/ombud/grannar/").status_code == 403


def test_a_suspended_contact_is_out_at_once(client, cast, login):
    contacts.suspend(office_of(cast.alva), by=cast.mona, reason="Utreds")
    assert login(cast.alva).get("/ombud/").status_code == 403
    contacts.restore(office_of(cast.alva), by=cast.mona)
    assert login(cast.alva).get("/ombud/").status_code == 200


def test_without_a_contact_the_officers_are_warned(client, cast, login):
    login(cast.alva).post(f"/ombud/uppdrag/{cast.bjork.slug}/sluta/")
    warned = Notice.objects.filter(kind="contact.vacancy")
    assert {notice.user for notice in warned} == {cast.mona, cast.pia}


def test_more_than_fifteen_households_each_is_flagged(cast):
    for _ in range(16):
        make.make_member(cast.bjork)
    assert contacts.warn_of_few(cast.bjork)
    assert not contacts.warn_of_few(cast.bjork)


def test_training_lies_in_the_past(cast):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused):
        contacts.mark_trained(office_of(cast.alva), by=cast.mona, on=tomorrow)


def test_an_unknown_step_changes_nothing(client, cast, login):
    row = Membership.objects.get(user=cast.bo)
    office = office_of(cast.alva)
    assert login(cast.alva).post(f"/ombud/grannar/{row.pk}/vadsom/").status_code == 404
    page = f"/samordning/omraden/{cast.bjork.slug}/ombud/{office.pk}/vadsom/"
    assert login(cast.mona, strong=True).post(page).status_code == 404
    assert login(cast.bo).post(f"/mitt/medlemskap/{row.pk}/vad/").status_code == 404
    row.refresh_from_db()
    office.refresh_from_db()
    assert (row.state, office.ended_at) == ("joined", None)


def test_protected_identity_is_written_in_by_an_officer_without_address(
    client, cast, login
):
    page = f"/samordning/omraden/{cast.bjork.slug}/skyddad/"
    answers = {"name": "Kim", "email": "kim@grannar.example"}
    assert login(cast.mona).post(page, answers).status_code == 403
    login(cast.mona, strong=True).post(page, answers)
    row = Membership.objects.get(user__name="Kim")
    assert (row.state, row.household.address, row.household.point) == (
        "joined",
        "",
        None,
    )
    login(cast.alva)
    assert client.get(f"/ombud/grannar/{row.pk}/").status_code == 404
    for place in ("/ombud/grannar/", "/ombud/", f"/ombud/uppdrag/{cast.bjork.slug}/"):
        assert "Kim" not in client.get(place).content.decode()


def test_an_officer_who_chooses_among_members_leaves_a_row_in_the_log(cast, login):
    login(cast.mona, strong=True).get(f"/samordning/omraden/{cast.bjork.slug}/ombud/")
    row = AccessLog.objects.get(act="member.choose")
    assert (row.by, row.area) == (cast.mona, cast.bjork)
