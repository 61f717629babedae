"""Meetings: booked, told once, noted, with papers, poster and calendar file."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from areas.exceptions import Refused
from areas.models import Area, AreaEvent, Duty, Meeting, MeetingFile, Notice
from areas.services import meetings
from tests import make, make_upkeep

PDF, PNG = b"%PDF-1.7\n...", b"\x89PNG\r\n\x1a\n..."
JPEG = b"\xff\xd8\xff\xe0..."


def press(client, name, *args, **values):
    return client.post(reverse(f"areas:{name}", args=args), values, follow=True)


def page(client, name, *args):
    return client.get(reverse(f"areas:{name}", args=args))


def booking(home, **changes):
    day = timezone.localdate() + timedelta(days=10)
    return {
        "kind": "yearly",
        "area": home.pk,
        "on": day.isoformat(),
        "at": "18:30",
        "minutes": "90",
        "place": "Föreningslokalen",
        "words": "Sommaren",
    } | changes


# --- booking ------------------------------


def test_a_contact_books_for_the_own_area(login, cast):
    answer = press(login(cast.alva), "meeting-new", **booking(cast.bjork))
    meeting = Meeting.objects.get()
    assert "Föreningslokalen" in answer.content.decode()
    assert timezone.localtime(meeting.starts_at).hour == 18
    assert meeting.ends_at - meeting.starts_at == timedelta(minutes=90)
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"area": "gran"},
        {"area": ""},
        {"kind": "gathering"},
        {"on": "2020-01-01"},
        {"at": "kväll"},
        {"place": ""},
    ],
)
def test_a_contact_cannot_book_elsewhere_or_in_the_past(login, cast, changes):
    if changes.get("area") == "gran":
        changes = {"area": cast.gran.pk}
    form = booking(cast.bjork, **changes)
    answer = press(login(cast.alva), "meeting-new", **form)
    assert answer.status_code == 422
    assert not Meeting.objects.exists()


def test_an_officer_books_anywhere_in_the_municipality_and_gatherings(login, cast):
    press(login(cast.mona), "meeting-new", **booking(cast.gran, kind="walk"))
    gathering = booking(
        cast.gran, kind="gathering", area="", municipality=cast.klippan.pk
    )
    press(login(cast.mona), "meeting-new", **gathering)
    kinds = Meeting.objects.values_list("kind", "area")
    assert set(kinds) == {("walk", cast.gran.pk), ("gathering", None)}


def test_strangers_book_nothing(cast):
    far = make.make_municipality("1275", "Perstorp", (13.3, 56.1, 13.5, 56.2))
    outside = make.make_officer(municipality=far)
    for person in (cast.bo, cast.cilla, outside):
        with pytest.raises(Refused):
            make_upkeep.make_meeting(cast.bjork, person)


# --- inviting ------------------------------


def test_members_are_invited_once_and_nobody_else(login, cast):
    meeting = make_upkeep.make_meeting(cast.bjork, cast.alva)
    paused = make.make_member(cast.bjork, state="paused").user
    client = login(cast.alva, strong=True)
    assert "2 personer" in page(client, "meeting-invite", meeting.pk).content.decode()
    press(client, "meeting-invite", meeting.pk)
    press(client, "meeting-invite", meeting.pk)
    told = list(Notice.objects.values_list("user", flat=True))
    assert sorted(told) == sorted([cast.alva.pk, cast.bo.pk])
    assert paused.pk not in told
    notice = Notice.objects.get(user=cast.bo)
    assert "Föreningslokalen" in notice.text
    assert page(login(cast.bo), "member-meeting", meeting.pk).status_code == 200
    assert notice.link == reverse("areas:member-meeting", args=[meeting.pk])


def test_inviting_needs_a_second_factor(login, cast):
    meeting = make_upkeep.make_meeting(cast.bjork, cast.alva)
    answer = press(login(cast.alva), "meeting-invite", meeting.pk)
    assert answer.status_code == 403
    assert not Notice.objects.exists()


def test_a_gathering_invites_the_municipalitys_contacts(cast):
    other = make.make_contact(cast.gran).user
    far = make.make_municipality("1275", "Perstorp", (13.3, 56.1, 13.5, 56.2))
    make.make_contact(make.make_area("Perstorp C", municipality=far))
    meeting = make_upkeep.make_meeting(cast.klippan, cast.mona, kind="gathering")
    assert meetings.invite(meeting, by=cast.mona) == 2
    told = set(Notice.objects.values_list("user", flat=True))
    assert told == {cast.alva.pk, other.pk}


def test_a_called_off_meeting_is_told_to_those_who_were_invited(login, cast):
    told = make_upkeep.make_meeting(cast.bjork, cast.alva)
    meetings.invite(told, by=cast.alva)
    untold = make_upkeep.make_meeting(cast.bjork, cast.alva)
    client = login(cast.alva, strong=True)
    for meeting in (told, untold):
        press(client, "meeting-cancel", meeting.pk)
    assert Notice.objects.filter(kind="meeting.cancelled").count() == 2
    with pytest.raises(Refused):
        meetings.cancel_meeting(told, by=cast.alva)
    with pytest.raises(Refused):
        meetings.invite(untold, by=cast.alva)


# --- afterwards ------------------------------


def test_a_held_neighbour_meeting_gives_the_area_a_year(login, cast):
    meeting = make_upkeep.make_meeting(cast.bjork, cast.alva, days=1)
    day = timezone.localdate(meeting.starts_at)
    Duty.objects.create(area=cast.bjork, kind="meeting", year=day.year, due_on=day)
    held = {"attended": 12, "notes": "Vi talade\n\nom sommaren."}
    assert (
        press(login(cast.alva), "meeting-held", meeting.pk, **held).status_code == 422
    )
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        for count in (12, 14):
            press(
                login(cast.alva),
                "meeting-held",
                meeting.pk,
                **held | {"attended": count},
            )
    meeting.refresh_from_db()
    assert (meeting.attended, meeting.notes) == (14, "Vi talade om sommaren.")
    assert Area.objects.get(pk=cast.bjork.pk).met_on == day
    assert Duty.objects.get().done_on == day
    noted = AreaEvent.objects.filter(evidence__yearly_meeting_on=day.isoformat())
    assert noted.count() == 1


def test_a_safety_walk_gives_no_year(cast):
    meeting = make_upkeep.make_meeting(cast.bjork, cast.alva, kind="walk", days=1)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        meetings.note_held(meeting, attended=5, notes="", by=cast.alva)
    assert Area.objects.get(pk=cast.bjork.pk).met_on is None


# --- papers ------------------------------


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("protokoll.pdf", PDF, "application/pdf"),
        ("bild.exe", PNG, "image/png"),
        ("../../foto.html", JPEG, "image/jpeg"),
    ],
)
def test_a_paper_is_what_it_begins_with_and_is_only_ever_saved(
    login, cast, name, data, kind
):
    meeting = make_upkeep.make_meeting(cast.bjork, cast.alva)
    file = SimpleUploadedFile(name, data, content_type="text/html")
    press(login(cast.alva), "paper-add", meeting.pk, file=file)
    row = MeetingFile.objects.get()
    answer = page(login(cast.alva), "paper", meeting.pk, row.pk)
    assert answer.content == data
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "/" not in row.name
    assert not row.name.endswith(("exe", "html"))


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>1</script>",
        b"GIF89a",
        b"PK\x03\x04",
        b"%PDF",
        PDF + b"0" * 5_000_000,
    ],
)
def test_other_files_and_large_ones_are_refused(login, cast, data):
    meeting = make_upkeep.make_meeting(cast.bjork, cast.alva)
    file = SimpleUploadedFile("protokoll.pdf", data, content_type="application/pdf")
    answer = press(login(cast.alva), "paper-add", meeting.pk, file=file)
    assert answer.status_code == 422
    assert not MeetingFile.objects.exists()


def test_papers_are_for_the_areas_contacts_and_officers(login, cast):
    meeting = make_upkeep.make_meeting(cast.bjork, cast.alva)
    meetings.invite(meeting, by=cast.alva)
    row = meetings.add_file(meeting, name="p.pdf", data=PDF, by=cast.alva)
    neighbour = make.make_contact(cast.gran).user
    expected = {
        cast.alva: 200,
        cast.mona: 200,
        cast.pia: 200,
        cast.bo: 403,
        cast.cilla: 403,
        neighbour: 404,
    }
    for person, status in expected.items():
        answer = page(login(person), "paper", meeting.pk, row.pk)
        assert answer.status_code == status, person
    press(login(neighbour), "paper-remove", meeting.pk, row.pk)
    assert MeetingFile.objects.exists()
    press(login(cast.alva), "paper-remove", meeting.pk, row.pk)
    assert not MeetingFile.objects.exists()


# --- calendar and poster ------------------------------


def test_the_calendar_file_holds_the_meeting(login, cast):
    meeting = make_upkeep.make_meeting(
        cast.bjork, cast.alva, words="Kaffe; ta med kopp\noch en granne"
    )
    meetings.invite(meeting, by=cast.alva)
    answer = page(login(cast.bo), "meeting-calendar", meeting.pk)
    assert answer["Content-Type"].startswith("text/calendar")
    event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert event["DTSTART"].dt == meeting.starts_at
    assert event["DTEND"].dt == meeting.ends_at
    assert event["LOCATION"] == "Föreningslokalen"
    assert "Björkvägen" in event["SUMMARY"]
    assert event["DESCRIPTION"] == meeting.words
    meetings.cancel_meeting(meeting, by=cast.alva)
    answer = page(login(cast.bo), "meeting-calendar", meeting.pk)
    event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert event["STATUS"] == "CANCELLED"


def test_the_poster_says_when_and_where_and_has_a_code(login, cast):
    meeting = make_upkeep.make_meeting(cast.bjork, cast.alva)
    text = page(login(cast.alva), "meeting-poster", meeting.pk).content.decode()
    for words in ("Björkvägen", "Föreningslokalen", "18.30", "<path d=", "/omraden/"):
        assert words in text


@pytest.mark.parametrize("name", ["member-meeting", "meeting-calendar"])
def test_members_see_it_when_invited_and_neighbours_elsewhere_never(login, cast, name):
    meeting = make_upkeep.make_meeting(cast.bjork, cast.alva)
    assert page(login(cast.bo), name, meeting.pk).status_code == 404
    meetings.invite(meeting, by=cast.alva)
    expected = {cast.bo: 200, cast.alva: 200, cast.mona: 200}
    expected |= {cast.cilla: 404, cast.dan: 404}
    for person, status in expected.items():
        assert page(login(person), name, meeting.pk).status_code == status


@pytest.mark.parametrize(
    "name", ["meeting", "meeting-invite", "meeting-cancel", "meeting-poster"]
)
def test_the_keepers_pages_are_for_keepers(login, cast, name):
    meeting = make_upkeep.make_meeting(cast.bjork, cast.alva)
    other = make.make_contact(cast.gran).user
    expected = {cast.alva: 200, cast.mona: 200, cast.bo: 403, other: 404}
    for person, status in expected.items():
        answer = page(login(person, strong=True), name, meeting.pk)
        assert answer.status_code == status


def test_the_lists_show_coming_and_been(login, cast):
    make_upkeep.make_meeting(cast.bjork, cast.alva, words="Ett")
    make_upkeep.make_meeting(cast.gran, cast.mona, words="Två")
    been = make_upkeep.make_meeting(cast.bjork, cast.alva)
    Meeting.objects.filter(pk=been.pk).update(
        starts_at=timezone.now() - timedelta(days=3)
    )
    answer = page(login(cast.alva), "meeting-list")
    assert len(answer.context["coming"]) == 1
    assert list(answer.context["been"]) == [been]
    answer = page(login(cast.mona), "officer-meetings")
    assert len(answer.context["coming"]) == 2
