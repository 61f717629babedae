"""Web push: encryption by the book, and a service that does what the path asks for."""

import json
import threading
from pathlib import Path

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from alerts.transports.base import Message, Verdict
from alerts.transports.endpoints import Hosts
from alerts.transports.names import Names
from alerts.transports.push import Push
from alerts.transports.rfc8291 import LONGEST, decode, encode, encrypt, point, receiver
from alerts.transports.vapid import Vapid, new_key
from tests.fakes.push_service import PushService, claims_of
from tests.fakes.smtp_sink import SmtpSink

VECTORS = Path(__file__).parent / "webpush-vectors"
RFC8291 = json.loads((VECTORS / "rfc8291_example.json").read_text())
RFC8292 = json.loads((VECTORS / "rfc8292_vapid_example.json").read_text())
PUBLIC, AUTH = RFC8291["ua_public"], RFC8291["auth_secret"]


def private(number):
    return ec.derive_private_key(int.from_bytes(decode(number), "big"), ec.SECP256R1())


def test_the_example_of_rfc_8291_comes_out_to_the_byte():
    to = receiver(PUBLIC, AUTH)
    key, salt = private(RFC8291["as_private"]), decode(RFC8291["salt"])
    assert (
        encode(encrypt(RFC8291["plaintext"].encode(), to, key=key, salt=salt))
        == RFC8291["body"]
    )


@pytest.mark.parametrize("length", [0, 1, 100, LONGEST])
def test_another_library_opens_what_we_close(length):
    theirs, auth, text = (
        ec.generate_private_key(ec.SECP256R1()),
        bytes(16),
        b"x" * length,
    )
    body = encrypt(text, receiver(encode(point(theirs)), encode(auth)))
    assert len(body) <= 4096
    opened = http_ece.decrypt(
        body, private_key=theirs, auth_secret=auth, version="aes128gcm"
    )
    assert opened == text


def test_no_two_bodies_are_alike():
    to = receiver(PUBLIC, AUTH)
    assert encrypt(b"x", to)[:86] != encrypt(b"x", to)[:86]


@pytest.mark.parametrize(
    ("public", "auth"),
    [
        ("", AUTH),
        (PUBLIC[:-4], AUTH),
        ("BA" + "A" * 85, AUTH),  # not on the curve
        (encode(b"\0"), AUTH),  # the point at infinity
        (PUBLIC, ""),
        (PUBLIC, AUTH + "AAAA"),
        (PUBLIC + "!", AUTH),
        (PUBLIC, "å" * 22),
        (PUBLIC + "\n", AUTH),
    ],
)
def test_keys_that_are_none_are_refused(public, auth):
    with pytest.raises(ValueError, match=r"."):
        receiver(public, auth)


def test_the_example_of_rfc_8292_is_right_and_ours_are_made_alike():
    example = f"vapid t={RFC8292['t']}, k={RFC8292['k']}"
    assert claims_of(example) == RFC8292["claims"]  # so the check of ours is a real one
    ours = Vapid(new_key(), "mailto:push@example.com", clock=lambda: 1453480568)
    header = ours.header("https://push.example.net").removeprefix("Authorization: ")
    assert claims_of(header) == RFC8292["claims"]
    assert header.startswith(example.partition(".")[0])
    assert header.endswith(f", k={ours.public_key}")


def test_a_token_serves_one_service_for_less_than_a_day_and_is_kept():
    now = [1_000_000.0]
    vapid = Vapid(new_key(), "mailto:drift@example.se", clock=lambda: now[0])
    first = vapid.header("https://a.example")
    assert vapid.header("https://b.example") != first
    now[0] += 10 * 3600
    assert vapid.header("https://a.example") == first
    now[0] += 3600 + 1
    later = vapid.header("https://a.example")
    assert later != first
    claims = claims_of(later.removeprefix("Authorization: "))
    assert now[0] + 3600 < claims["exp"] <= now[0] + 24 * 3600
    assert claims["aud"] == "https://a.example"


# --- sending ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def service():
    with PushService() as running:
        yield running


@pytest.fixture
def push(service):
    service.messages.clear()
    service.asked.clear()
    transport = sender(service)
    yield transport
    transport.close()


def sender(service, *, entries=None, names=None, ca_file=None, timeout=2.0):
    return Push(
        Vapid(new_key(), "mailto:drift@example.se"),
        Hosts.read(entries or [service.pin]),
        names=names,
        timeout=timeout,
        ca_file=service.ca_file if ca_file is None else ca_file,
    )


def message(service, key=1, deed="201", name="bo", **more):
    body = json.dumps({"key": key, "text": "Inbrott på Björkvägen"}).encode()
    given = {"body": body, "ttl": 3600, "topic": "larm1", "urgent": True} | more
    given.setdefault("to", service.endpoint(deed, name))
    return Message(key, **{**service.keys, **given})


def send(transport, messages):
    outcomes = {}
    for outcome in transport.send(messages):
        if outcome is not None:
            assert outcome.key not in outcomes
            outcomes[outcome.key] = outcome
    return outcomes


def test_a_push_arrives_encrypted_signed_and_urgent(service, push):
    outcomes = send(push, [message(service)])
    assert outcomes[1].verdict is Verdict.ACCEPTED
    (got,) = service.messages
    assert json.loads(got["text"])["text"] == "Inbrott på Björkvägen"
    headers = got["headers"]
    assert headers["content-encoding"] == "aes128gcm"
    assert headers["ttl"] == "3600"
    assert headers["urgency"] == "high"
    assert headers["topic"] == "larm1"
    assert got["claims"]["aud"] == f"https://push.test:{service.port}"
    assert got["claims"]["sub"] == "mailto:drift@example.se"


def test_every_message_arrives_once_over_kept_connections(service, push):
    before = service.connections_made
    for start in (0, 150):
        some = (message(service, n, name=str(n)) for n in range(start, start + 150))
        assert {each.verdict for each in send(push, some).values()} == {
            Verdict.ACCEPTED
        }
    assert sorted(got["key"] for got in service.messages) == list(range(300))
    assert service.connections_made - before <= 20


@pytest.mark.parametrize(
    ("deed", "verdict", "wait"),
    [
        ("201", Verdict.ACCEPTED, None),
        ("202", Verdict.ACCEPTED, None),
        ("404", Verdict.GONE, None),
        ("410", Verdict.GONE, None),
        ("413", Verdict.FAILED, None),
        ("429", Verdict.LATER, 60),
        ("429-patience", Verdict.LATER, 120),
        ("503-patience", Verdict.LATER, 120),
        ("429-forever", Verdict.LATER, 3600),
        ("400", Verdict.CONFIGURATION, None),
        ("401", Verdict.CONFIGURATION, None),
        ("403", Verdict.CONFIGURATION, None),
        ("405", Verdict.FAILED, None),
        ("418", Verdict.FAILED, None),
        ("500", Verdict.AMBIGUOUS, None),
        ("502", Verdict.AMBIGUOUS, None),
        ("599", Verdict.AMBIGUOUS, None),
        ("close", Verdict.AMBIGUOUS, None),
        ("301-redirect", Verdict.FAILED, None),
        ("302-redirect", Verdict.FAILED, None),
        ("303-redirect", Verdict.FAILED, None),
        ("307-redirect", Verdict.FAILED, None),
        ("308-redirect", Verdict.FAILED, None),
        ("201-drip", Verdict.ACCEPTED, None),
        ("201-huge", Verdict.ACCEPTED, None),
        ("201-endless", Verdict.ACCEPTED, None),
        ("201-bomb", Verdict.ACCEPTED, None),
    ],
)
def test_each_answer_has_its_verdict(service, push, deed, verdict, wait):
    outcomes = send(push, [message(service, deed=deed)])
    assert (outcomes[1].verdict, outcomes[1].retry_after) == (verdict, wait)
    assert len(service.asked) == 1  # nothing is followed, nothing repeated


@pytest.mark.parametrize("deed", ["201-huge", "201-endless"])
def test_an_answer_without_end_is_cut_off(service, push, deed):
    service.sent = 0
    assert send(push, [message(service, deed=deed)])[1].verdict is Verdict.ACCEPTED
    assert service.sent < 20_000_000  # what the two sockets hold, not what it had


def test_a_service_that_never_shakes_hands_says_later(service):
    with SmtpSink(greeting="hang") as silent:
        pin = f"push.test:{silent.port}=127.0.0.1"
        transport = sender(service, entries=[pin], timeout=0.4)
        there = f"https://push.test:{silent.port}/201/bo"
        outcomes = send(transport, [message(service, to=there)])
        transport.close()
    assert (outcomes[1].verdict, outcomes[1].code) == (Verdict.LATER, "timeout")


def test_patience_may_be_asked_for_with_a_date(service, push):
    outcome = send(push, [message(service, deed="503-date")])[1]
    assert outcome.verdict is Verdict.LATER
    assert 115 <= outcome.retry_after <= 121


def test_a_service_that_wants_patience_is_left_alone(service, push):
    send(push, [message(service, deed="429-patience")])
    outcomes = send(push, [message(service, n) for n in (2, 3)])
    assert {each.verdict for each in outcomes.values()} == {Verdict.LATER}
    assert all(115 <= each.retry_after <= 121 for each in outcomes.values())
    assert len(service.asked) == 1


@pytest.mark.parametrize("deed", ["hang", "201-crawl"])
def test_silence_ends_in_a_time_out(service, deed):
    transport = sender(service, timeout=0.3)
    outcomes = send(transport, [message(service, deed=deed)])
    transport.close()
    assert outcomes[1].verdict is Verdict.AMBIGUOUS
    assert outcomes[1].code == "timeout"


def test_one_hanging_browser_delays_only_itself(service):
    transport = sender(service, timeout=2.0)
    some = (message(service, n, "hang" if n == 5 else "201") for n in range(30))
    order = list(send(transport, some))
    transport.close()
    assert order[-1] == 5
    assert len(order) == 30


def test_a_closed_port_and_a_wrong_certificate_say_later(service, tmp_path):
    with PushService() as other:
        transport = sender(other, ca_file=service.ca_file)
        outcomes = send(transport, [message(other)])
        transport.close()
    assert (outcomes[1].verdict, outcomes[1].code) == (Verdict.LATER, "tls")
    assert not other.messages
    transport = sender(other)  # it has gone
    transport_outcomes = send(sender(service, entries=[other.pin]), [message(other)])
    transport.close()
    assert transport_outcomes[1].verdict is Verdict.LATER


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ({"body": b"x" * (LONGEST + 1)}, Verdict.FAILED),
        ({"p256dh": "nonsense"}, Verdict.REJECTED),
        ({"auth": "AAAA"}, Verdict.REJECTED),
        ({"to": "https://evil.example/201"}, Verdict.REJECTED),
        ({"to": "http://push.test/201"}, Verdict.REJECTED),
        ({"to": "file:///etc/passwd"}, Verdict.REJECTED),
    ],
)
def test_what_cannot_be_sent_is_told_without_a_call(service, push, more, verdict):
    assert send(push, [message(service, **more)])[1].verdict is verdict
    assert not service.asked


def test_no_proxy_from_the_environment_is_used(service, push, monkeypatch):
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert send(push, [message(service)])[1].verdict is Verdict.ACCEPTED


# --- names ------------------------------------------------------------------------


def test_a_name_that_leads_home_is_never_connected_to(service):
    asked = []

    def look_up(host, port):
        asked.append(host)
        return ["127.0.0.1"]

    transport = sender(service, entries=["push.test"], names=Names(look_up=look_up))
    some = [message(service, n, to=f"https://push.test/201/{n}") for n in range(5)]
    outcomes = send(transport, some)
    transport.close()
    assert {each.verdict for each in outcomes.values()} == {Verdict.REJECTED}
    assert asked == ["push.test"]


def test_a_name_service_that_hangs_delays_only_that_name(service):
    leave = threading.Event()

    def look_up(host, port):
        leave.wait(5)
        return []

    transport = sender(
        service,
        entries=[service.pin, "slow.example"],
        names=Names(look_up=look_up),
        timeout=1,
    )
    some = [message(service, 1, to="https://slow.example/x"), message(service, 2)]
    outcomes = send(transport, some)
    transport.close()
    leave.set()
    assert [(key, each.verdict) for key, each in outcomes.items()] == [
        (2, Verdict.ACCEPTED),
        (1, Verdict.LATER),
    ]


def test_an_unknown_name_says_later(service):
    def look_up(host, port):
        raise OSError("no such name")

    transport = sender(service, entries=["gone.example"], names=Names(look_up=look_up))
    outcomes = send(transport, [message(service, to="https://gone.example/x")])
    transport.close()
    assert (outcomes[1].verdict, outcomes[1].code) == (Verdict.LATER, "name")


def test_the_address_is_found_once_and_asked_again_later():
    asked, now = [], [0.0]

    def look_up(host, port):
        asked.append(host)
        return ["142.250.74.10"]

    names = Names(look_up=look_up, clock=lambda: now[0])
    endpoint = Hosts.read(["fcm.googleapis.com"]).endpoint(
        "https://fcm.googleapis.com/fcm/send/x"
    )
    for _ in range(200):
        if names.find(endpoint):
            break
        threading.Event().wait(0.005)
    assert names.find(endpoint) == ("142.250.74.10",)
    assert asked == ["fcm.googleapis.com"]
    now[0] += 301
    assert names.find(endpoint) is None
