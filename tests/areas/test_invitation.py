"""Invitation slips: printed once, used once, and not to be guessed."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from areas import keys
from areas.models import Invitation, Membership
from areas.services import invitations
from tests import make

pytestmark = pytest.mark.django_db
ACCEPT = "/inbjudan/ga-med/"
WHO = {"name": "Ulla Ur", "email": "ulla@grannar.example", "rules": "on"}


@pytest.fixture
def slip(cast):
    home = make.make_household(cast.bjork, "Lappgatan", 4)
    return invitations.make_slips(cast.bjork, [home], by=cast.alva)[0]


def test_a_code_lets_the_household_in_at_once(client, cast, slip):
    client.post("/inbjudan/", {"code": slip.code.lower()})
    client.post(ACCEPT, WHO)
    row = Membership.objects.get(household=slip.invitation.household)
    assert (row.state, row.level, row.way) == ("joined", 1, "slip")


def test_the_square_does_the_same(client, cast, slip):
    path = f"/inbjudan/{slip.invitation.selector}/{slip.token}/"
    assert client.get(path).url == ACCEPT
    assert not Membership.objects.filter(user__name="Ulla Ur").exists()
    client.post(ACCEPT, WHO)
    assert Membership.objects.filter(user__name="Ulla Ur").exists()


def test_a_slip_works_once(client, cast, slip):
    client.post("/inbjudan/", {"code": slip.code})
    client.post(ACCEPT, WHO)
    assert client.post("/inbjudan/", {"code": slip.code}).status_code == 422


def test_two_browsers_with_one_slip_let_in_one(client, cast, slip):
    from django.test import Client

    other = Client()
    for browser in (client, other):
        browser.post("/inbjudan/", {"code": slip.code})
    client.post(ACCEPT, WHO)
    other.post(ACCEPT, WHO | {"name": "Någon Annan"})
    assert Membership.objects.filter(household=slip.invitation.household).count() == 1


def test_after_fourteen_days_it_is_too_old(client, cast, slip):
    past = timezone.now() - timedelta(minutes=1)
    Invitation.objects.update(expires_at=past)
    assert client.post("/inbjudan/", {"code": slip.code}).status_code == 422


def test_a_stopped_slip_does_not_work(client, cast, slip, login):
    page = f"/ombud/inbjudningar/{cast.bjork.slug}/stoppa/"
    login(cast.alva).post(page, {"lapp": slip.invitation.selector})
    client.logout()
    assert client.post("/inbjudan/", {"code": slip.code}).status_code == 422


def test_a_new_slip_stops_the_earlier_one(client, cast, slip):
    invitations.make_slips(cast.bjork, [slip.invitation.household], by=cast.alva)
    assert client.post("/inbjudan/", {"code": slip.code}).status_code == 422


def test_the_database_knows_no_code(cast, slip):
    row = Invitation.objects.get()
    stored = f"{row.code_hash}{row.link_hash}"
    assert slip.code[4:] not in stored
    assert slip.token not in stored


def test_a_short_code_says_how_many_were_typed(client, cast):
    text = client.post("/inbjudan/", {"code": "ABC12"}).content.decode()
    assert "tio tecken" in text


def test_misread_letters_are_understood(client, cast, slip):
    typed = slip.code.replace("0", "o").replace("1", "l")
    assert client.post("/inbjudan/", {"code": typed[:5] + "-" + typed[5:]}).url


def test_five_wrong_codes_and_even_the_right_one_waits(client, cast, slip):
    for _ in range(5):
        wrong = slip.code[:4] + keys.new_code(6)
        assert client.post("/inbjudan/", {"code": wrong}).status_code == 422
    assert client.post("/inbjudan/", {"code": slip.code}).status_code == 429


def test_guessing_elsewhere_locks_nobody_else_out(client, cast, slip):
    for number in range(60):
        wrong = {"code": keys.new_code(10)}
        client.post("/inbjudan/", wrong, REMOTE_ADDR=f"10.0.0.{number}")
    answer = client.post("/inbjudan/", {"code": slip.code}, REMOTE_ADDR="10.9.9.9")
    assert answer.status_code == 302


def test_only_the_areas_contact_prints_and_with_a_second_factor(client, cast, login):
    home = make.make_household(cast.bjork, "Lappgatan", 4)
    page = f"/ombud/inbjudningar/{cast.bjork.slug}/skriv-ut/"
    assert login(cast.alva).post(page, {"homes": [home.pk]}).status_code == 403
    sheet = login(cast.alva, strong=True).post(page, {"homes": [home.pk]})
    text = sheet.content.decode()
    assert re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", text)
    assert "Lappgatan 4" in text
    other = make.make_contact(cast.gran, make.make_person("Eva"))
    assert login(other.user, strong=True).post(page).status_code == 404


def test_slips_go_to_homes_outside_only(client, cast, login):
    page = f"/ombud/inbjudningar/{cast.bjork.slug}/skriv-ut/"
    sheet = login(cast.alva, strong=True).post(page, {"homes": [cast.home.pk]})
    assert sheet.status_code == 422


def test_old_slips_are_deleted(cast, slip):
    invitations.erase_due(timezone.now() + timedelta(days=14 + 31))
    assert not Invitation.objects.exists()
