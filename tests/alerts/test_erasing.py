"""What goes when its time is out, seen by travelling there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts import stats
from alerts.models import (
    Alert,
    AlertArea,
    Chunk,
    Delivery,
    Flag,
    Observation,
    PoliceAnswer,
    PoliceEvent,
    Reply,
)
from alerts.services.erasing import erase_due
from areas.models import Channel, Notice
from tests import make

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
NOW = timezone.now()


def make_alert(cast, **values):
    given = {
        "kind": "burglary",
        "timing": "last_night",
        "text": "Inbrott på Björkvägen.",
        "place": "Björkvägen",
        "municipality": cast.klippan,
        "author": cast.alva,
        "state": "closed",
        "outcome": "caught",
        "people": 2,
        "accepted_at": NOW,
        "override_reason": "Skäl",
        "shape": cast.bjork.boundary.shape,
        "client_token": f"t{Alert.objects.count()}",
    }
    alert = Alert.objects.create(**(given | values))
    AlertArea.objects.create(alert=alert, area=cast.bjork)
    return alert


def make_delivery(alert, person, **values):
    channel = person.channels.first()
    given = {"kind": channel.kind, "state": "accepted", "next_try_at": NOW}
    return Delivery.objects.create(
        alert=alert, channel=channel, user=person, **(given | values)
    )


@pytest.fixture
def alert(cast):
    return make_alert(cast)


def text_of(alert):
    return Alert.objects.get(pk=alert.pk).text


def exists(row):
    return type(row).objects.filter(pk=row.pk).exists()


def test_the_text_goes_after_90_days_and_the_record_stays(alert):
    erase_due(NOW + timedelta(days=90) - HOUR)
    assert text_of(alert)
    erase_due(NOW + timedelta(days=90) + HOUR)
    alert.refresh_from_db()
    assert (alert.text, alert.place, alert.override_reason, alert.shape) == (
        "",
        "",
        "",
        None,
    )
    assert (alert.kind, alert.outcome) == ("burglary", "caught")
    assert alert.areas.get().name == "Björkvägen"


def test_deliveries_go_after_30_days_and_the_counts_stay(alert, cast):
    row = make_delivery(alert, cast.bo, seen_at=NOW)
    make_delivery(alert, cast.alva, state="failed")
    before = stats.progress(alert)
    erase_due(NOW + timedelta(days=30) - HOUR)
    assert exists(row)
    erase_due(NOW + timedelta(days=30) + HOUR)
    assert not Delivery.objects.exists()
    after = stats.progress(Alert.objects.get(pk=alert.pk))
    assert (after.people, after.reached, after.seen) == (2, 1, 1)
    assert after.channels == before.channels


def test_the_live_page_of_an_old_alert_still_says_how_many(alert, cast, login):
    make_delivery(alert, cast.bo)
    erase_due(NOW + timedelta(days=31))
    page = login(cast.alva).get(f"/ombud/larm/{alert.code}/")
    assert page.context["progress"].reached == 1


@pytest.mark.parametrize("make_it", ["flag", "notice", "reply", "observation"])
def test_each_line_of_the_list_goes_at_its_time(alert, cast, make_it):
    makers = {
        "flag": (lambda: Flag.objects.create(alert=alert, user=cast.bo), 30),
        "notice": (
            lambda: Notice.objects.create(user=cast.bo, kind="x", opened_at=NOW),
            30,
        ),
        "reply": (
            lambda: Reply.objects.create(alert=alert, user=cast.bo, text="Hej"),
            90,
        ),
        "observation": (
            lambda: Observation.objects.create(
                user=cast.bo,
                text="x",
                erase_on=timezone.localdate(NOW) + timedelta(days=30),
            ),
            30,
        ),
    }
    maker, days = makers[make_it]
    row = maker()
    erase_due(NOW + timedelta(days=days - 1))
    assert exists(row)
    erase_due(NOW + timedelta(days=days) + HOUR)
    assert not exists(row)


def test_a_sent_notices_deliveries_go_with_it(cast):
    notice = Notice.objects.create(user=cast.bo, kind="x", opened_at=NOW)
    channel = cast.bo.channels.get()
    Delivery.objects.create(
        notice=notice, channel=channel, user=cast.bo, kind="email", next_try_at=NOW
    )
    Chunk.objects.create(
        kind="email", low=notice.pk, high=notice.pk, due_at=NOW, open=0, total=1
    )
    erase_due(NOW + timedelta(days=31))
    assert not Delivery.objects.exists()
    assert not Chunk.objects.exists()


def test_a_notice_that_waits_for_its_day_stays(cast):
    waiting = Notice.objects.create(
        user=cast.bo, kind="x", due_at=NOW + timedelta(days=200)
    )
    erase_due(NOW + timedelta(days=100))
    assert exists(waiting)


def test_a_police_event_keeps_its_type_and_loses_its_words(cast):
    event = PoliceEvent.objects.create(
        external_id=7,
        municipality=cast.klippan,
        type="Inbrott",
        title="Rubrik",
        summary="Text",
        place="Klippan",
        published_at=NOW,
        digest="x",
        earlier=[{"title": "Gammal"}],
    )
    erase_due(NOW + timedelta(days=90) - HOUR)
    event.refresh_from_db()
    assert event.title
    erase_due(NOW + timedelta(days=91))
    event.refresh_from_db()
    assert (event.title, event.summary, event.earlier) == ("", "", [])
    assert (event.type, event.external_id) == ("Inbrott", 7)


def test_the_newest_answer_of_the_feed_is_never_forgotten(db):
    old = PoliceAnswer.objects.create(newest_at=NOW - HOUR)
    newest = PoliceAnswer.objects.create(newest_at=NOW)
    erase_due(NOW + timedelta(days=100))
    assert not exists(old)
    assert exists(newest)


def test_a_device_unused_for_180_days_goes_and_a_used_one_stays(alert, cast):
    idle = make.make_channel(cast.bo, "push", rank=2, used_at=NOW)
    used = make.make_channel(cast.alva, "push", rank=2, used_at=NOW)
    later = NOW + timedelta(days=150)
    new = make_alert(cast, accepted_at=later)
    Delivery.objects.create(
        alert=new,
        channel=used,
        user=cast.alva,
        kind="push",
        state="accepted",
        next_try_at=later,
        terminal_at=later,
    )
    erase_due(later)
    erase_due(NOW + timedelta(days=180) - HOUR)
    assert exists(idle)
    erase_due(NOW + timedelta(days=180) + HOUR)
    assert not exists(idle)
    assert exists(used)
    assert Channel.objects.filter(user=cast.bo, kind="email").exists()


def test_a_bounce_is_forgotten_after_90_days(cast):
    Channel.objects.filter(user=cast.bo).update(bounces=2, bounced_on=NOW.date())
    erase_due(NOW + timedelta(days=89))
    assert cast.bo.channels.get().bounces == 2
    erase_due(NOW + timedelta(days=91))
    assert cast.bo.channels.get().bounces == 0


def test_an_old_draft_goes(cast):
    draft = make_alert(cast, state="draft", accepted_at=None)
    erase_due(NOW + timedelta(days=89))
    assert exists(draft)
    erase_due(NOW + timedelta(days=91))
    assert not exists(draft)


def test_running_it_again_changes_nothing(alert, cast):
    make_delivery(alert, cast.bo)
    erase_due(NOW + timedelta(days=100))
    assert set(erase_due(NOW + timedelta(days=100)).values()) == {0}


# --- the archive ------------------------------------------------------------------


def listed(client, **search):
    return [row.code for row in client.get("/larm/arkiv/", search).context["page"]]


def test_members_contacts_and_officers_find_what_was_theirs_to_read(alert, cast, login):
    for person in (cast.bo, cast.alva, cast.mona, cast.pia):
        assert listed(login(person)) == [alert.code]
    for person in (cast.cilla, cast.dan):
        assert listed(login(person)) == []


def test_the_archive_is_searched_by_word_kind_area_month_and_outcome(
    alert, cast, login
):
    other = make_alert(
        cast, kind="theft", text="Cykel från ÅVÄGEN.", place="", outcome="solved"
    )
    client = login(cast.bo)
    assert listed(client, ord="åvägen") == [other.code]
    assert listed(client, ord="inbrott björkvägen") == [alert.code]
    assert listed(client, slag="theft") == [other.code]
    assert listed(client, utfall="caught") == [alert.code]
    assert len(listed(client, omrade=cast.bjork.pk)) == 2
    assert len(listed(client, manad=f"{timezone.localtime(NOW):%Y-%m}")) == 2
    assert listed(client, ord="finns inte") == []


@pytest.mark.parametrize(
    "search", [{"slag": "x"}, {"manad": "9999-99"}, {"omrade": "x"}, {"sida": "x"}]
)
def test_a_search_that_makes_no_sense_is_no_fault(alert, cast, login, search):
    assert login(cast.bo).get("/larm/arkiv/", search).status_code == 200


def test_after_90_days_the_archive_says_kind_area_month_and_outcome(alert, cast, login):
    erase_due(NOW + timedelta(days=91))
    page = login(cast.bo).get("/larm/arkiv/").content.decode()
    main = page[page.index("<main") :]
    assert "Inbrott" in main
    assert "Någon greps" in main
    assert f"{timezone.localtime(NOW):%H.%M}" not in main
    assert alert.code not in main


def test_drills_stopped_ones_and_drafts_are_not_in_the_archive(cast, login):
    make_alert(cast, is_drill=True)
    make_alert(cast, state="stopped")
    make_alert(cast, state="draft", accepted_at=None)
    assert listed(login(cast.alva)) == []


def test_the_archive_needs_a_login(client, db):
    assert client.get("/larm/arkiv/").status_code == 302
