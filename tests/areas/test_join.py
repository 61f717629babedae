"""Ask to join in three pages, without a script; yes or no; who gets to know what."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from areas.exceptions import Refused
from areas.models import Channel, Household, Membership, Notice, User
from areas.services import memberships
from areas.services.channels import confirm_link
from tests import make

pytestmark = pytest.mark.django_db


def walk(client, area, **answers):
    """The three pages as a browser sends them; gives the last answer."""
    base = f"/omraden/{area.slug}/ga-med/"
    given = {
        "adress": "Björkvägen 7",
        "name": "Dan Dahl",
        "mobile": "",
        "email": "dan.ny@grannar.example",
        "for_other": "",
        "rules": "on",
        "channels": ["email"],
        "night": "nej",
    } | answers
    client.post(base, given)
    client.post(base + "om-dig/", given)
    return client.post(base + "sa-nar-vi-dig/", given)


def asked():
    return Membership.objects.pending().get()


def press(client, notice):
    return client.post(notice.link)


def test_three_pages_make_an_application(client, cast):
    answer = walk(client, cast.bjork)
    assert answer.status_code == 302
    row = asked()
    assert (row.household, row.area, row.level) == (cast.home, cast.bjork, 0)
    assert row.rules_accepted_at


def test_the_contact_gets_a_to_do_without_a_name(client, cast):
    walk(client, cast.bjork)
    todo = Notice.objects.get(user=cast.alva)
    assert todo.kind == "membership.todo"
    assert "Dan" not in todo.text


def test_neighbours_hear_nothing_of_an_application(client, cast):
    walk(client, cast.bjork)
    assert not Notice.objects.filter(user__in=[cast.bo, cast.cilla]).exists()


def test_the_receipt_carries_a_link_that_confirms(client, cast):
    walk(client, cast.bjork)
    receipt = Notice.objects.get(kind="membership.asked")
    assert receipt.channel.verified_at is None
    assert client.get(receipt.link).status_code == 200
    receipt.channel.refresh_from_db()
    assert receipt.channel.verified_at is None  # reading changes nothing
    press(client, receipt)
    receipt.channel.refresh_from_db()
    assert receipt.channel.verified_at
    assert receipt.user.__class__.objects.get(pk=receipt.user_id).email == (
        "dan.ny@grannar.example"
    )


def test_an_old_or_broken_link_gets_a_sentence(client, cast):
    assert client.get("/bekrafta/nonsense/").status_code == 410


def test_a_known_address_gets_the_same_page_and_joins_the_account(client, cast):
    unknown = walk(client, cast.bjork)
    page_of_unknown = client.get(unknown.url).content
    client.session.flush()
    known = walk(client, cast.bjork, email=cast.dan.email)
    strip = lambda page: re.sub(rb'value="\w{64}"', b"", page)  # noqa: E731
    assert strip(client.get(known.url).content) == strip(page_of_unknown)
    receipt = Notice.objects.filter(kind="membership.asked").latest("pk")
    assert receipt.user != cast.dan
    press(client, receipt)
    assert Membership.objects.pending().filter(user=cast.dan).count() == 1
    assert not User.objects.filter(pk=receipt.user_id).exists()


def test_somebody_else_s_address_gives_nothing_until_it_is_confirmed(client, cast):
    walk(client, cast.bjork, email=cast.bo.email)
    assert not Membership.objects.pending().filter(user=cast.bo).exists()


def test_joining_twice_gets_a_kind_sentence(client, cast, login):
    login(cast.dan)
    walk(client, cast.bjork)
    page = walk(client, cast.bjork)
    assert page.status_code == 422
    assert Membership.objects.pending().count() == 1


def test_without_mobile_and_mail_a_neighbour_knocks(client, cast):
    walk(client, cast.bjork, email="", channels=["door"])
    channel = asked().user.channels.get()
    assert channel.kind == "door"
    assert channel.verified_at


def test_sms_without_a_number_says_how_to_go_on(client, cast):
    page = walk(client, cast.bjork, channels=["sms"])
    assert page.status_code == 422
    assert not Membership.objects.pending().exists()


def test_a_wrong_number_says_how_it_is_written(client, cast):
    base = f"/omraden/{cast.bjork.slug}/ga-med/"
    client.post(base, {"adress": "Björkvägen 7"})
    answers = {"name": "Dan", "mobile": "12", "email": "", "rules": "on"}
    page = client.post(base + "om-dig/", answers)
    assert page.status_code == 422
    assert "070-123 45 67" in page.content.decode()


def test_an_address_in_the_next_area_leads_there(client, cast):
    make.make_household(cast.gran, "Granstigen", 3)
    base = f"/omraden/{cast.bjork.slug}/ga-med/"
    page = client.post(base, {"adress": "Granstigen 3"})
    assert page.status_code == 422
    assert "Granbacken" in page.content.decode()


def test_a_home_that_is_not_listed_is_for_the_contact_to_judge(client, cast):
    walk(client, cast.bjork, adress="Nya gränden 2 b", unlisted="on")
    home = asked().household
    assert (home.street, home.number, home.point) == ("Nya gränden", "2B", None)


def test_flats_ask_which_one(client, cast):
    for flat in ("lgh 1001", "lgh 1002"):
        make.make_household(cast.bjork, "Höghuset", 1, apartment=flat)
    base = f"/omraden/{cast.bjork.slug}/ga-med/"
    page = client.post(base, {"adress": "Höghuset 1"})
    assert "lgh 1002" in page.content.decode()
    home = Household.objects.get(apartment="lgh 1002")
    walk(client, cast.bjork, adress="Höghuset 1", home=str(home.pk))
    assert asked().household == home


def test_a_relative_can_ask_for_somebody(client, cast):
    walk(client, cast.bjork, for_other="Dotter, Karin, har frågat")
    row = asked()
    assert (row.way, row.proxy_note) == ("proxy", "Dotter, Karin, har frågat")


def test_the_contacts_yes_makes_a_member(client, cast, login):
    walk(client, cast.bjork)
    row = asked()
    login(cast.alva)
    assert "Dan" in client.get(f"/ombud/ansokningar/{row.pk}/").content.decode()
    client.post(f"/ombud/ansokningar/{row.pk}/", {"svar": "ja"})
    row.refresh_from_db()
    assert (row.state, row.level, row.decided_by) == ("joined", 1, cast.alva)
    assert Notice.objects.filter(user=row.user, kind="membership.welcome").exists()


def test_having_met_gives_level_two(client, cast, login):
    walk(client, cast.bjork)
    row = asked()
    login(cast.alva).post(f"/ombud/ansokningar/{row.pk}/", {"svar": "ja", "met": "on"})
    row.refresh_from_db()
    assert row.level == 2


def test_a_no_erases_what_was_written(client, cast, login):
    walk(client, cast.bjork)
    row = asked()
    login(cast.alva).post(f"/ombud/ansokningar/{row.pk}/", {"svar": "nej"})
    row.refresh_from_db()
    assert row.state == "declined"
    assert Notice.objects.filter(kind="membership.declined").exists()
    memberships.erase_due(timezone.now() + timedelta(days=1, hours=1))
    assert not User.objects.filter(pk=row.user_id).exists()
    assert not Channel.objects.filter(address="dan.ny@grannar.example").exists()


def test_two_contacts_cannot_answer_twice(client, cast, login):
    walk(client, cast.bjork)
    row = asked()
    login(cast.alva).post(f"/ombud/ansokningar/{row.pk}/", {"svar": "ja"})
    client.post(f"/ombud/ansokningar/{row.pk}/", {"svar": "nej"})
    row.refresh_from_db()
    assert row.state == "joined"


def test_only_the_areas_own_contact_sees_an_application(client, cast, login):
    walk(client, cast.bjork)
    row = asked()
    other = make.make_person("Eva Ek")
    make.make_contact(cast.gran, other)
    page = f"/ombud/ansokningar/{row.pk}/"
    assert login(other).get(page).status_code == 404
    assert login(other).post(page, {"svar": "ja"}).status_code == 404
    for person in (cast.bo, cast.mona):
        assert login(person).get(page).status_code == 403


def test_nobody_confirmed_it_and_it_is_gone_after_two_days(client, cast):
    walk(client, cast.bjork)
    memberships.erase_due(timezone.now() + timedelta(hours=47))
    assert Membership.objects.pending().exists()
    memberships.erase_due(timezone.now() + timedelta(hours=49))
    assert not Membership.objects.pending().exists()


def test_an_area_that_has_not_begun_cannot_be_joined(client, cast):
    area = make.make_area("Ny", state="interest")
    assert client.get(f"/omraden/{area.slug}/ga-med/").status_code == 302


def test_pages_two_and_three_need_page_one(client, cast):
    base = f"/omraden/{cast.bjork.slug}/ga-med/"
    assert client.get(base + "om-dig/").status_code == 302
    assert client.get(base + "sa-nar-vi-dig/").status_code == 302


def test_a_confirmation_link_is_only_for_its_address(cast):
    channel = cast.bo.channels.get()
    link = confirm_link(channel)
    Channel.objects.filter(pk=channel.pk).update(address="other@grannar.example")
    from areas.services.channels import channel_of

    with pytest.raises(Refused):
        channel_of(link.rstrip("/").split("/")[-1])
