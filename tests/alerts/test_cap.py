"""Alerts for other systems: CAP 1.2 and the officers' feed."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings as project
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import etree

from alerts import cap, feed, services
from alerts.models import Alert, AlertArea
from tests import make

pytestmark = pytest.mark.django_db

NAMES = {"c": cap.NAMESPACE, "a": feed.NAMESPACE}
SCHEMA = Path(project.BASE_DIR).parent / "shared" / "data" / "cap" / "CAP-v1.2.xsd"


def say(document, path):
    return [
        str(one) for one in etree.fromstring(document).xpath(path, namespaces=NAMES)
    ]


def check_against_schema(document):
    """Where the standard's own schema lies beside the project."""
    if SCHEMA.exists():
        etree.XMLSchema(etree.parse(SCHEMA)).assertValid(etree.fromstring(document))


def make_sent(cast, area=None, **values):
    given = {
        "kind": "burglary",
        "timing": "last_night",
        "text": "Inbrott i en villa på Björkvägen i natt.",
        "place": "Björkvägen",
        "municipality": cast.klippan,
        "author": cast.alva,
        "state": "sent",
        "accepted_at": timezone.now(),
        "expires_at": timezone.now(),
        "client_token": timezone.now().isoformat()[-32:],
    }
    alert = Alert.objects.create(**(given | values))
    area = area or cast.bjork
    AlertArea.objects.create(alert=alert, area=area, boundary=area.boundary)
    return alert


@pytest.fixture
def alert(cast):
    return make_sent(cast)


def test_an_alert_is_a_valid_cap_message(alert):
    document = cap.document(alert)
    check_against_schema(document)
    assert say(document, "//c:msgType/text()") == ["Alert"]
    assert say(document, "//c:status/text()") == ["Actual"]
    assert say(document, "//c:scope/text()") == ["Restricted"]
    assert say(document, "//c:geocode/c:value/text()") == ["1276"]
    assert not say(document, "//c:references/text()")


def test_the_polygon_is_latitude_first_and_closed(alert, cast):
    (ring,) = say(cap.document(alert), "//c:polygon/text()")
    pairs = [tuple(map(float, pair.split(","))) for pair in ring.split(" ")]
    assert pairs[0] == pairs[-1]
    assert len(pairs) >= 4
    assert all(55 < lat < 57 and 12 < lon < 14 for lat, lon in pairs)


def test_times_have_an_offset_in_numbers(alert):
    (sent,) = say(cap.document(alert), "//c:sent/text()")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", sent)
    assert (
        cap.stamp(datetime(2026, 6, 1, 12, tzinfo=UTC)) == "2026-06-01T14:00:00+02:00"
    )


def test_a_drill_is_an_exercise(cast):
    document = cap.document(make_sent(cast, is_drill=True))
    check_against_schema(document)
    assert say(document, "//c:status/text()") == ["Exercise"]


def test_what_follows_names_every_earlier_message(alert, cast):
    first = services.update_alert(alert, by=cast.alva, text="Fönstret var öppet.")
    second = services.update_alert(alert, by=cast.alva, text="Polisen är på plats.")
    last = services.retract_alert(alert, by=cast.alva, reason="mistake")
    for follower, kind in ((first, "Update"), (second, "Update"), (last, "Cancel")):
        document = cap.document(Alert.objects.get(pk=follower.pk))
        check_against_schema(document)
        assert say(document, "//c:msgType/text()") == [kind]
    (named,) = say(cap.document(last), "//c:references/text()")
    expected = [cap.identifier(one) for one in (alert, first, second)]
    assert [part.split(",")[1] for part in named.split(" ")] == expected


def test_an_outcome_is_all_clear(alert, cast):
    outcome = services.close_alert(alert, by=cast.alva, outcome="caught")
    document = cap.document(outcome)
    check_against_schema(document)
    assert say(document, "//c:responseType/text()") == ["AllClear"]


@hypothesis_settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    values=st.fixed_dictionaries(
        {
            "text": st.text(max_size=300),
            "place": st.text(max_size=80),
            "kind": st.sampled_from(Alert.Kind.values),
            "timing": st.sampled_from(Alert.Timing.values),
            "source": st.sampled_from(Alert.Source.values),
            "is_drill": st.booleans(),
        }
    )
)
def test_any_text_comes_back_as_it_was_written(alert, values):
    for name, value in values.items():
        setattr(alert, name, value)
    document = cap.document(alert)
    check_against_schema(document)
    (back,) = say(document, "//c:description/text()") or [""]
    if alert.text:
        kept = cap._UNFIT.sub("", alert.text)
        assert "".join(back.split("\r")) == "".join(kept.split("\r"))
    (identifier,) = say(document, "//c:identifier/text()")
    assert not set(identifier) & set(" ,<&")


# --- who may read ---------------------------------------------------------------


def test_an_officer_reads_cap_and_nobody_else(alert, cast, login, client):
    path = f"/samordning/larm/{alert.code}.cap.xml"
    assert client.get(path).status_code == 302
    assert login(cast.alva).get(path).status_code == 403
    page = login(cast.mona).get(path)
    assert page["Content-Type"] == "application/cap+xml"
    check_against_schema(page.content)


def test_an_officer_elsewhere_finds_nothing(alert, login):
    astorp = make.make_municipality("1277", "Åstorp", (12.9, 56.0, 13.0, 56.2))
    other = make.make_officer(make.make_person("Olle"), municipality=astorp)
    client = login(other)
    assert client.get(f"/samordning/larm/{alert.code}.cap.xml").status_code == 404
    assert alert.code not in client.get("/samordning/larm.atom").content.decode()


def test_a_draft_is_no_news(cast, login):
    draft = make_sent(cast, state="draft", accepted_at=None)
    client = login(cast.mona)
    assert client.get(f"/samordning/larm/{draft.code}.cap.xml").status_code == 404
    assert draft.code not in client.get("/samordning/larm.atom").content.decode()


def test_the_feed_leads_to_each_alerts_cap(alert, cast, login):
    page = login(cast.mona).get("/samordning/larm.atom")
    links = say(page.content, "//a:entry/a:link[@rel='enclosure']/@href")
    assert links == [f"{project.SITE_URL}/samordning/larm/{alert.code}.cap.xml"]
    assert say(page.content, "//a:entry/a:summary/text()") == [alert.text]


def test_a_feed_reader_comes_in_by_its_officers_key(alert, cast, client):
    path = f"/samordning/larm.atom?nyckel={feed.key_for(cast.mona)}"
    assert alert.code in client.get(path).content.decode()
    cast.mona.appointments.update(ended_at=timezone.now())
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("key", ["x", "MQ:1:2", "1"])
def test_a_made_up_key_opens_nothing(alert, cast, client, key):
    assert client.get(f"/samordning/larm.atom?nyckel={key}").status_code == 403
    member = feed.key_for(cast.bo)
    assert client.get(f"/samordning/larm.atom?nyckel={member}").status_code == 403


def test_the_feed_is_no_public_page(alert, cast, client, login):
    assert client.get("/samordning/larm.atom").status_code == 302
    assert login(cast.bo).get("/samordning/larm.atom").status_code == 403
