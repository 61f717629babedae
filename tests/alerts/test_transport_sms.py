"""SMS: counted as the phone network counts, sent as the gateway allows."""

import time

import pytest

from alerts.transports import gsm
from alerts.transports.base import Message, Verdict
from alerts.transports.gateways import Gateway, read_receipt
from alerts.transports.pace import OwnPace, SharedPace
from alerts.transports.sms import Sms
from tests.fakes.sms_gateway import ODD, SmsGateway

# --- counting -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("kl. 12–14", "kl. 12-14"),
        ("en — två − tre", "en - två - tre"),
        ("”Hej” sa “hon”", '"Hej" sa "hon"'),
        ("‘a’ «b» „c“", '\'a\' "b" "c"'),
        ("vänta…", "vänta..."),
        ("100\u00a0kr\u202fidag", "100 kr idag"),
        ("a\u200bb\ufeff\u00adc", "abc"),
        ("rad\r\nrad\rrad\u2028rad", "rad\nrad\nrad\nrad"),
        ("a\tb\x00\x1b", "a b"),
        ("Bjo\u0308rkva\u0308gen", "Björkvägen"),
        ("åäöÅÄÖéÉüÜ ½ Zoë", "åäöÅÄÖéÉüÜ ½ Zoë"),
    ],
)
def test_typography_becomes_what_gsm_has(text, plain):
    assert gsm.normalise(text) == plain


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("å" * 160, 1),
        ("å" * 161, 2),
        ("å" * 306, 2),
        ("å" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 10, 2),
        ("a" * 152 + "€" * 77, 3),  # no pair is divided: 152 + 152 + 2
        ("–" * 70, 1),
        ("–" * 71, 2),
        ("–" * 134, 2),
        ("–" * 135, 3),
        ("👮" * 35, 1),
        ("👮" * 36, 2),
        ("–" * 66 + "👮" * 34, 3),
        ("^{}\\[~]|" * 10, 1),
    ],
)
def test_parts_are_counted_as_the_network_counts(text, parts):
    assert gsm.parts(text) == parts


def test_the_alert_of_the_design_pages_takes_two_parts_when_it_is_normalised():
    text = "Grannar: ”Inbrott” på Björkvägen – i natt. " * 4
    assert gsm.parts(text) == 3
    assert gsm.parts(gsm.normalise(text)) == 2


# --- sending ------------------------------------------------------------------------


def sms(*services, paces=(), timeout=2.0, **more):
    accounts = [Gateway.read(each.setting, sender="Grannar") for each in services]
    return Sms(accounts, paces=paces, timeout=timeout, **more)


def message(key=1, to="+46701234567", text="Inbrott på Björkvägen – ring 112"):
    return Message(key, to, text.encode(), reference=f"ref{key}")


def send(transport, messages):
    outcomes = {}
    for outcome in transport.send(messages):
        if outcome is not None:
            assert outcome.key not in outcomes
            outcomes[outcome.key] = outcome
    transport.close()
    return outcomes


def test_an_sms_arrives_with_sender_log_in_and_plain_dashes():
    with SmsGateway() as gateway:
        outcome = send(sms(gateway), [message()])[1]
    (got,) = gateway.messages
    assert outcome.verdict is Verdict.ACCEPTED
    assert outcome.reference == got["id"]
    assert got["text"] == "Inbrott på Björkvägen - ring 112"
    assert (got["to"], got["sender"]) == ("+46701234567", "Grannar")
    assert got["headers"]["authorization"] == "Basic dXNlcjprZXk="


def test_every_message_arrives_once():
    with SmsGateway() as gateway:
        outcomes = send(
            sms(gateway), (message(n, f"+4670123{n:04}") for n in range(100))
        )
    assert {each.verdict for each in outcomes.values()} == {Verdict.ACCEPTED}
    assert sorted(got["to"] for got in gateway.messages) == [
        f"+4670123{n:04}" for n in range(100)
    ]


@pytest.mark.parametrize(
    ("deed", "verdict"),
    [
        ("0400", Verdict.REJECTED),
        ("0422", Verdict.REJECTED),
        ("0401", Verdict.CONFIGURATION),
        ("0402", Verdict.CONFIGURATION),
        ("0403", Verdict.CONFIGURATION),
        ("0404", Verdict.CONFIGURATION),
        ("0408", Verdict.LATER),
        ("0413", Verdict.FAILED),
        ("0429", Verdict.LATER),
        ("0500", Verdict.LATER),
        ("0503", Verdict.LATER),
        ("9001", Verdict.AMBIGUOUS),
        ("9002", Verdict.LATER),
        ("9003", Verdict.AMBIGUOUS),
        ("9004", Verdict.AMBIGUOUS),
        ("9005", Verdict.AMBIGUOUS),
        ("9006", Verdict.LATER),
        ("9007", Verdict.CONFIGURATION),
    ],
)
def test_each_answer_has_its_verdict(deed, verdict):
    with SmsGateway() as gateway:
        outcomes = send(sms(gateway, timeout=0.3), [message(1, ODD + deed)])
        assert len(gateway.asked) == 1
    assert outcomes[1].verdict is verdict
    assert outcomes[1].retry_after == (120 if deed == "9006" else None)


def test_a_closed_port_says_later():
    with SmsGateway() as gateway:
        pass
    assert send(sms(gateway), [message()])[1].verdict is Verdict.LATER


@pytest.mark.parametrize(
    "number",
    [
        *("0701234567", "46701234567", "+4670", "+460701234567", "+1 555 0100"),
        *("+15550100000", "+46701234567,+46701234568", "+46701234567\n", "", "+46"),
        *("+46７01234567", "+4670123456789012", "46elks"),
    ],
)
def test_only_whole_swedish_numbers_are_called(number):
    with SmsGateway() as gateway:
        outcomes = send(sms(gateway), [message(1, number)])
        assert not gateway.asked
    assert outcomes[1].verdict is Verdict.REJECTED


def test_other_countries_can_be_let_in():
    with SmsGateway() as gateway:
        outcomes = send(
            sms(gateway, prefixes=["+46", "+45"]), [message(1, "+4512345678")]
        )
    assert outcomes[1].verdict is Verdict.ACCEPTED


def test_text_that_is_none_fails_alone():
    bad = Message(1, "+46701234567", b"\xff\xfe")
    with SmsGateway() as gateway:
        outcomes = send(sms(gateway), [bad, message(2)])
    assert outcomes[1].verdict is Verdict.FAILED
    assert outcomes[2].verdict is Verdict.ACCEPTED


# --- two gateways -------------------------------------------------------------------


@pytest.mark.parametrize("status", ["402", "429", "500"])
def test_the_second_gateway_takes_what_the_first_will_not(status):
    with SmsGateway(status=status) as first, SmsGateway() as second:
        outcomes = send(sms(first, second), [message(n) for n in range(40)])
        assert 1 <= len(first.asked) < 20  # it is left alone after a while
    assert {each.verdict for each in outcomes.values()} == {Verdict.ACCEPTED}
    assert len(second.messages) == 40


def test_a_doubtful_answer_is_never_repeated_at_the_second_gateway():
    with SmsGateway() as first, SmsGateway() as second:
        outcomes = send(sms(first, second, timeout=0.3), [message(1, ODD + "9005")])
        assert not second.asked
    assert outcomes[1].verdict is Verdict.AMBIGUOUS


def test_when_both_are_out_of_credit_the_rows_wait():
    with SmsGateway(status="402") as first, SmsGateway(status="402") as second:
        outcomes = send(sms(first, second), [message(n) for n in range(5)])
    assert {each.verdict for each in outcomes.values()} == {Verdict.CONFIGURATION}


# --- pace ---------------------------------------------------------------------------


class Ticket:
    """A pace that is counted: every call must have asked."""

    def __init__(self, every=0.01):
        self.taken, self.every, self.next = 0, every, time.monotonic()

    def wait(self):
        left = self.next - time.monotonic()
        if left > 0:
            return left
        self.next = time.monotonic() + self.every
        self.taken += 1
        return 0


def test_the_providers_pace_is_kept():
    pace = Ticket()
    with SmsGateway() as gateway:
        outcomes = send(sms(gateway, paces=[pace]), (message(n) for n in range(20)))
    times = sorted(got["at"] for got in gateway.messages)
    assert len(outcomes) == 20
    assert pace.taken >= 20
    assert times[-1] - times[0] >= 0.19 * 0.9


def test_a_bucket_gives_a_second_at_once_and_then_its_rate():
    now = [0.0]
    pace = OwnPace(10, clock=lambda: now[0])
    assert [pace.wait() for _ in range(10)] == [0] * 10
    assert pace.wait() == pytest.approx(0.1)
    now[0] += 0.1
    assert pace.wait() == 0
    assert pace.wait() > 0
    now[0] += 100
    assert [pace.wait() for _ in range(11)].count(0) == 10


def test_all_processes_share_one_rate():
    now = [1000.25]
    first, second = (SharedPace("x", 10, clock=lambda: now[0]) for _ in range(2))
    taken = [each.wait() for _ in range(10) for each in (first, second)]
    assert taken.count(0) == 10
    assert max(taken) == pytest.approx(0.75)
    now[0] = 1001.0
    assert first.wait() == 0


def test_without_a_cache_each_process_takes_a_share(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    now = [1000.0]
    pace = SharedPace("y", 12, clock=lambda: now[0])
    assert [pace.wait() for _ in range(12)].count(0) == 3


# --- settings and receipts ----------------------------------------------------------


def test_a_gateway_is_read_from_one_line():
    gateway = Gateway.read(
        "http+https://AC1:p%40ss@api.example.se/Messages.json"
        "?to=To&text=Body&sender=From&receipt=StatusCallback&reference=&rate=3",
        receipt_url="https://grannar.example/kvitto/{reference}/",
    )
    assert (gateway.url, gateway.user, gateway.password, gateway.rate) == (
        *("https://api.example.se/Messages.json", "AC1", "p@ss"),
        3.0,
    )
    assert "p@ss" not in repr(gateway)


def test_a_generic_gateway_gets_its_own_field_names_and_our_reference():
    with SmsGateway() as service:
        line = f"http+http://127.0.0.1:{service.port}/x?to=To&text=Body&receipt="
        send(
            Sms([Gateway.read(line, receipt_url="https://x/{reference}")]), [message()]
        )
    form = service.messages[0]["form"]
    assert form == {
        "To": "+46701234567",
        "Body": "Inbrott på Björkvägen - ring 112",
        "reference": "ref1",
    }


def test_46elks_is_told_where_the_receipt_goes():
    with SmsGateway() as service:
        gateway = Gateway.read(service.setting, receipt_url="https://x/{reference}/")
        send(Sms([gateway]), [message()])
    assert service.messages[0]["form"]["whendelivered"] == "https://x/ref1/"


@pytest.mark.parametrize(
    "line", ["https://x.se", "twilio+https://x.se", "46elks+http://x.se/a1/sms", ""]
)
def test_a_line_that_is_none_is_refused(line):
    with pytest.raises(ValueError, match="SMS_GATEWAYS"):
        Gateway.read(line)


@pytest.mark.parametrize(
    ("kind", "said", "verdict"),
    [
        ("46elks", {"id": "s1", "status": "delivered"}, Verdict.DELIVERED),
        ("46elks", {"id": "s1", "status": "failed"}, Verdict.FAILED),
        ("46elks", {"id": "s1", "status": "sent"}, None),
        ("46elks", {}, None),
        ("http", {"MessageSid": "s1", "MessageStatus": "undelivered"}, Verdict.FAILED),
        ("http", {"sid": "s1", "status": "Delivered"}, Verdict.DELIVERED),
    ],
)
def test_receipts_are_understood(kind, said, verdict):
    receipt = read_receipt(kind, said)
    assert (receipt and receipt.verdict) == verdict
    assert receipt is None or receipt.reference == "s1"
