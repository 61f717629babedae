"""The police's feed: its traps, and what the command makes of a file or an answer."""

import json
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext

import pytest
import time_machine
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from alerts.exceptions import Refused
from alerts.models import PoliceAnswer, PoliceEvent
from alerts.policefeed import read, take_turn
from alerts.services.policeevents import (
    dismiss_police_event,
    import_police_feed,
    see_police_event,
)
from tests import make
from tests.fakes.certificates import make_certificate

SAMPLES = Path(project.BASE_DIR).parent / "shared" / "data" / "polisen-events"
NOW = datetime(2026, 8, 22, 12, 0, tzinfo=UTC)


def event(number=1, **changes):
    """An event as the feed gives it since 20 January 2026."""
    return {
        "id": number,
        "datetime": "2026-08-22 9:13:04 +02:00",
        "name": "22 augusti 08.52, Inbrott, Klippan",
        "summary": "Inbrott i villa, Ljungbyhed.",
        "url": "/aktuellt/handelser/2026/augusti/22/22-augusti-08.52-inbrott-klippan/",
        "type": "Inbrott",
        "location": {"name": "Skåne län", "gps": "55.990257,13.595769"},
        **changes,
    }


def only(*items):
    return read(list(items)).events[0]


@pytest.fixture
def klippan(db):
    return make.make_municipality()


@pytest.fixture
def run(klippan, tmp_path, capsys):
    """Imports these items from a file and gives what the command printed."""

    def run(items, *, code="1276", lines=False):
        text = items if isinstance(items, str) else json.dumps(items)
        if lines:
            text = "\n".join(json.dumps(item) for item in items)
        file = tmp_path / "answer.json"
        file.write_text(text, "utf-8")
        capsys.readouterr()
        call_command("import_police_events", str(file), municipality=code, as_json=True)
        done = json.loads(capsys.readouterr().out)
        assert done["read"] == done["new"] + done["edited"] + sum(
            done["ignored"].values()
        )
        return done

    return run


# --- reading one event ------------------------------------------------------


def test_the_place_stands_last_in_the_title_since_january_2026():
    assert only(event()).is_in("Klippan")


def test_before_that_the_location_was_the_municipality():
    old = event(
        location={"name": "Klippan"}, name="22 augusti 08:52, Trafikolycka, vilt"
    )
    assert only(old).is_in("Klippan")


@pytest.mark.parametrize(
    "place", ["KLIPPAN", "klippan ", "\u00a0Klippan", "Klippans kommun"]
)
def test_odd_capitals_and_blanks_do_not_hide_the_place(place):
    assert only(event(name=f"22 augusti 08.52, Inbrott, {place}")).is_in("Klippan")


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "22 augusti 08.52, Inbrott, Åstorp", "summary": "Nära Klippan"},
        {"name": "22 augusti 08.52, Klippan, Åstorp"},
        {"name": "22 augusti 08.52, Inbrott, Klippan norra"},
        {"name": "22 augusti 08.52, Klippan", "type": "Klippan"},
        {"name": "22 augusti 08.52, Sammanfattning natt, Skåne län"},
    ],
)
def test_an_event_elsewhere_is_not_taken_for_ours(changes):
    assert not only(event(**changes)).is_in("Klippan")


@pytest.mark.parametrize(
    "location", [None, "Klippan", [], {}, {"name": None}, {"name": 3}]
)
def test_a_broken_location_leaves_the_title(location):
    assert only(event(location=location)).is_in("Klippan")


def test_the_hour_is_not_padded_and_the_offset_counts():
    assert only(event()).published_at == datetime(2026, 8, 22, 7, 13, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("published", "title", "happened"),
    [
        ("2026-08-22 9:13:04 +02:00", "22 augusti 08.52", "2026-08-22 06:52"),
        ("2023-04-07 16:20:15 +02:00", "07 april 15:26", "2023-04-07 13:26"),
        ("2026-01-01 0:10:00 +01:00", "31 december 23.40", "2025-12-31 22:40"),
        ("2025-12-31 23:50:00 +01:00", "1 januari 00.05", "2025-12-31 23:05"),
        ("2026-08-22 9:13:04 +02:00", "22 augusti 17.59", "2026-08-22 15:59"),
        ("2026-08-22 9:13:04 +02:00", "10 februari 12.00", "2026-02-10 11:00"),
        ("2028-03-01 7:00:00 +01:00", "29 februari 23.00", "2028-02-29 22:00"),
    ],
)
def test_the_year_of_the_event_is_the_latest_that_is_not_to_come(
    published, title, happened
):
    found = only(event(datetime=published, name=f"{title}, Inbrott, Klippan"))
    assert f"{found.happened_at:%Y-%m-%d %H:%M}" == happened


@pytest.mark.parametrize("title", ["Inbrott, Klippan", "31 februari 10.00, X, Klippan"])
def test_a_title_without_a_time_is_read_all_the_same(title):
    found = only(event(name=title))
    assert found.happened_at is None
    assert found.is_in("Klippan")


def test_texts_are_cleaned_of_odd_blanks_and_of_what_a_database_refuses():
    found = only(
        event(type="Lagen om hundar och katter ", summary="En\u00a0hund\x00 \ud800")
    )
    assert found.type == "Lagen om hundar och katter"
    assert found.summary == "En hund"


def test_only_pages_of_the_police_become_links():
    assert only(event()).url.startswith("https://polisen.se/aktuellt/")
    assert only(event(url="//example.com/x")).url == ""
    assert only(event(url="javascript:alert(1)")).url == ""


@pytest.mark.parametrize(
    "item",
    [
        *(None, 3, "text", [], {}),
        *({"id": "1"}, event(True), event(0), event(-4), event(2**70), event(1.5)),
        *(event(name=None), event(name=""), event(name=7), event(datetime=None)),
        *(event(datetime="i går"), event(datetime="2026-13-40 9:00:00 +02:00")),
    ],
)
def test_a_malformed_item_is_counted_and_the_rest_is_read(item):
    answer = read([item, event(5)])
    assert answer.ignored["malformed"] == 1
    assert [found.external_id for found in answer.events] == [5]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*event(), "x"]), inner, max_size=7)
    ),
    max_leaves=12,
)


@hypothesis_settings(max_examples=200, deadline=None)
@given(st.lists(json_values, max_size=5))
def test_no_item_breaks_the_reader(items):
    answer = read(items)
    assert answer.read == len(items) == len(answer.events) + answer.ignored.total()


@hypothesis_settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(payload):
    with suppress(Refused):
        read(payload)


# --- importing files --------------------------------------------------------


def test_an_event_of_the_municipality_becomes_a_hint(run):
    done = run([event(7), event(8, name="22 augusti 08.52, Stöld, Åstorp")])
    assert done == {
        "read": 2,
        "new": 1,
        "edited": 0,
        "ignored": {"other_place": 1},
        "hints": [7],
    }
    hint = PoliceEvent.objects.get()
    assert hint.state == "new"
    assert hint.title == "22 augusti 08.52, Inbrott, Klippan"


def test_the_same_answer_twice_gives_no_second_hint(run):
    run([event(7)])
    again = run([event(7)])
    assert (again["new"], again["hints"]) == (0, [])
    assert again["ignored"] == {"known": 1}


def test_a_trailing_blank_is_no_edit(run):
    run([event(7)])
    assert run(
        [event(7, type="Inbrott ", summary="Inbrott i villa,\u00a0Ljungbyhed. ")]
    )["ignored"] == {"known": 1}


def test_an_edited_event_is_shown_as_edited_with_what_it_said_before(run):
    run([event(7)])
    done = run([event(7, type="Stöld", summary="Stöld ur förråd.")])
    assert (done["new"], done["edited"], done["hints"]) == (0, 1, [])
    hint = PoliceEvent.objects.get()
    assert hint.is_edited
    assert hint.summary == "Stöld ur förråd."
    assert hint.earlier[0]["summary"] == "Inbrott i villa, Ljungbyhed."


def test_an_event_that_moved_away_leaves_the_desk(run):
    run([event(7)])
    done = run([event(7, name="22 augusti 08.52, Inbrott, Åstorp")])
    assert done["edited"] == 1
    assert PoliceEvent.objects.hints().count() == 0
    assert PoliceEvent.objects.get().place == "Åstorp"


def test_an_event_that_moved_here_is_new_here(run):
    astorp = make.make_municipality("1277", "Åstorp", (12.9, 56.0, 13.0, 56.2))
    run([event(7, name="22 augusti 08.52, Inbrott, Åstorp")], code="1277")
    run([event(7)])
    hint = PoliceEvent.objects.hints().get()
    assert hint.municipality.code == "1276"
    assert not astorp.police_events.exists()


def test_an_old_event_in_a_filtered_answer_is_never_new(run):
    old = event(
        3, datetime="2026-05-02 9:13:04 +02:00", name="2 maj 08.52, Inbrott, Klippan"
    )
    done = run([event(7), old])
    assert done["hints"] == [7]
    assert done["ignored"] == {"old": 1}
    assert run([old])["ignored"] == {"old": 1}
    assert PoliceEvent.objects.hints().count() == 1


def test_an_older_answer_read_later_brings_no_hints(run):
    run([event(7)])
    old = event(
        3, datetime="2025-05-02 9:13:04 +02:00", name="2 maj 08.52, Inbrott, Klippan"
    )
    assert run([old])["hints"] == []


def test_a_file_of_last_year_read_alone_is_as_of_its_own_time(run):
    old = event(
        3, datetime="2025-05-02 9:13:04 +02:00", name="2 maj 08.52, Inbrott, Klippan"
    )
    assert run([old])["hints"] == [3]


def test_an_earlier_wording_in_a_stale_answer_does_not_undo_the_edit(run):
    later = event(
        9, datetime="2026-08-22 19:00:00 +02:00", name="22 augusti 18.00, X, Åstorp"
    )
    run([event(7)])
    run([event(7, summary="Två inbrott."), later])
    assert run([event(7)])["ignored"] == {"stale": 1}
    assert PoliceEvent.objects.get().summary == "Två inbrott."


def test_an_event_twice_in_one_file_is_one_event_in_its_last_wording(run):
    edited = event(7, summary="Två inbrott.")
    assert run([edited, event(7)])["ignored"] == {"duplicate": 1}
    assert PoliceEvent.objects.get().summary == "Två inbrott."
    PoliceEvent.objects.all().delete()
    assert run([event(7), edited], lines=True)["new"] == 1
    assert PoliceEvent.objects.get().summary == "Två inbrott."


def test_one_time_in_the_far_future_does_not_make_all_else_old(run):
    with time_machine.travel(NOW, tick=False):
        slip = event(8, datetime="2099-01-01 0:00:00 +01:00", name="X, Stöld, Åstorp")
        assert run([slip, event(7)])["hints"] == [7]
        assert run([event(9)])["hints"] == [9]


@pytest.mark.parametrize("text", ["", "  \n", "[]"])
def test_an_empty_answer_is_no_error(run, text):
    assert run(text) == {"read": 0, "new": 0, "edited": 0, "ignored": {}, "hints": []}


def test_a_broken_line_among_lines_is_counted(run):
    text = json.dumps(event(7)) + "\n{not json\n\n" + json.dumps(event(8))
    done = run("\ufeff" + text)
    assert (done["new"], done["ignored"]) == (2, {"malformed": 1})


def test_a_dismissed_hint_stays_dismissed(run):
    run([event(7)])
    see_police_event(PoliceEvent.objects.get())
    dismiss_police_event(PoliceEvent.objects.get())
    run([event(7, summary="Ändrad.")])
    assert PoliceEvent.objects.get().state == "dismissed"


def test_without_a_code_every_municipality_gets_its_own(run):
    make.make_municipality("1277", "Åstorp", (12.9, 56.0, 13.0, 56.2))
    done = run([event(7), event(8, name="22 augusti 08.52, Stöld, Åstorp")], code=None)
    assert done["hints"] == [7, 8]


@pytest.mark.parametrize(
    "content",
    [
        b"<html>",
        b"{}",
        b'{"error": "x"}',
        b"3",
        b"null",
        b"\xff\xfe\x00",
        b"[" * 99_999,
    ],
)
@pytest.mark.usefixtures("klippan")
def test_what_is_no_answer_is_refused_with_one_sentence(content, tmp_path, capsys):
    file = tmp_path / "x.json"
    file.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        call_command(
            "import_police_events", str(file), municipality="1276", as_json=True
        )
    assert refused.value.returncode == 1
    assert json.loads(capsys.readouterr().out) == {"error": str(refused.value)}
    assert PoliceAnswer.objects.count() == 0


@pytest.mark.parametrize(
    ("file", "code"), [("missing.json", "1276"), (".", "1276"), ("answer.json", "9999")]
)
@pytest.mark.usefixtures("klippan")
def test_a_missing_file_or_municipality_is_one_sentence(
    file, code, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "answer.json").write_text("[]")
    with pytest.raises(CommandError):
        call_command("import_police_events", file, municipality=code, as_json=True)
    assert list(json.loads(capsys.readouterr().out)) == ["error"]


def test_people_get_one_line(klippan, tmp_path, capsys):
    file = tmp_path / "x.json"
    file.write_text(json.dumps([event(7)]))
    call_command("import_police_events", str(file), municipality="1276")
    out = capsys.readouterr().out
    assert len(out.splitlines()) == 1
    assert "1" in out


def test_kept_answers_read_in_order_give_their_one_event_each(klippan, capsys):
    expected = {
        "2023-07-04.json": [432490],
        "2025-05-07_klippan_inbrott.json": [582148],
        "2026-08-22_newest.json": [],
    }
    for name, hints in expected.items():
        file = SAMPLES / "snapshots" / name
        if file.exists():  # read-only samples beside the project, never copied
            call_command(
                "import_police_events", str(file), municipality="1276", as_json=True
            )
            done = json.loads(capsys.readouterr().out)
            assert (done["read"], done["hints"]) == (500, hints)


def test_years_of_events_in_one_file_are_all_kept_but_few_are_news(klippan, capsys):
    file = SAMPLES / "klippan.jsonl"
    if file.exists():
        call_command(
            "import_police_events", str(file), municipality="1276", as_json=True
        )
        done = json.loads(capsys.readouterr().out)
        assert done["read"] == done["new"] + done["ignored"]["old"] == 143
        assert 649253 in done["hints"]
        assert done["new"] < 5


# --- asking the feed --------------------------------------------------------


class Feed(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.headers["User-Agent"])
        status, body = self.server.answer
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        if status == 302:
            self.send_header("location", "https://localhost/elsewhere")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def feed(tmp_path, settings):
    """A feed of our own over HTTPS."""
    cert, key = make_certificate(tmp_path / "tls", "localhost")
    tls = SSLContext(PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(cert, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.asked = []
    published = timezone.localtime().strftime("%Y-%m-%d %H:%M:%S")
    server.answer = (200, json.dumps([event(7, datetime=published)]).encode())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.POLICE_FEED_ENABLED = True
    settings.POLICE_FEED_URL = f"https://localhost:{server.server_port}/api/events"
    settings.POLICE_FEED_CA_FILE = cert
    yield server
    server.shutdown()
    server.server_close()


def test_the_feed_is_asked_by_name_and_its_events_become_hints(klippan, feed):
    done = import_police_feed()
    assert done.hints == [7]
    assert feed.asked[0].startswith("GrannarMotBrott/")
    assert "@" in feed.asked[0]


def test_an_old_answer_of_the_live_feed_brings_no_hints(klippan, feed):
    feed.answer = (
        200,
        json.dumps([event(7, datetime="2025-01-02 9:13:04 +01:00")]).encode(),
    )
    assert import_police_feed().ignored == {"old": 1}


def test_the_feed_is_off_until_it_is_turned_on(klippan, feed, settings, capsys):
    settings.POLICE_FEED_ENABLED = False
    assert import_police_feed() is None
    with pytest.raises(CommandError):
        call_command("import_police_events", municipality="1276")
    assert feed.asked == []


def test_the_feed_is_never_asked_twice_within_ten_seconds(klippan, feed):
    import_police_feed()
    with pytest.raises(Refused):
        import_police_feed()
    assert len(feed.asked) == 1


@pytest.mark.parametrize(
    ("span", "most"), [(timedelta(hours=1), 60), (timedelta(days=1), 1440)]
)
def test_the_hour_and_the_day_have_their_caps(klippan, span, most):
    now = timezone.now()
    PoliceAnswer.objects.bulk_create(
        PoliceAnswer(asked_at=now - span + timedelta(seconds=30), was_call=True)
        for _ in range(most - 1)
    )
    take_turn()
    PoliceAnswer.objects.filter(asked_at__gte=now).update(
        asked_at=now - timedelta(seconds=11)
    )
    with pytest.raises(Refused):
        take_turn()


@pytest.mark.parametrize(
    "answer",
    [(429, b""), (500, b""), (302, b""), (200, b"<html>"), (200, b" " * 3_000_000)],
)
def test_a_feed_in_trouble_is_a_refusal_and_counts_as_a_call(klippan, feed, answer):
    feed.answer = answer
    with pytest.raises(Refused):
        import_police_feed()
    assert PoliceAnswer.objects.get().error
    assert PoliceEvent.objects.count() == 0


def test_plain_http_is_never_used(klippan, feed, settings):
    settings.POLICE_FEED_URL = settings.POLICE_FEED_URL.replace("https", "http")
    with pytest.raises(Refused):
        import_police_feed()
    assert feed.asked == []
