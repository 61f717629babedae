"""The e-mail transport against a relay that does what the address asks for."""

import pytest

from alerts.transports.base import Message, Verdict
from alerts.transports.email import Email
from alerts.transports.relay import Account
from tests.fakes.certificates import make_certificate
from tests.fakes.smtp_sink import SmtpSink

BODY = b"Subject: larm\r\nMessage-ID: <%d@example.se>\r\n\r\nHej\r\n.punkt\r\n..\r\n"
SENDER = "larm@example.se"


def message(key, to=None, **more):
    more.setdefault("body", BODY % key)
    return Message(key=key, to=to or f"bo{key}@example.se", sender=SENDER, **more)


def email(sink, *, timeout=2.0, connections=4, **account):
    account = {"security": "none", **account}
    return Email(
        Account("127.0.0.1", sink.port, timeout=timeout, **account),
        connections=connections,
    )


def send(transport, messages):
    """Outcomes by key; no message may have two."""
    outcomes = {}
    for outcome in transport.send(messages):
        if outcome is not None:
            assert outcome.key not in outcomes
            outcomes[outcome.key] = outcome
    return outcomes


def verdict_of(to, relay=None, **more):
    with relay or SmtpSink() as sink:
        transport = email(sink, **more)
        outcomes = send(transport, [message(1, to)])
        transport.close()
    return outcomes[1].verdict, outcomes[1].code


def test_every_message_arrives_once_as_it_was_written():
    with SmtpSink() as sink:
        transport = email(sink)
        outcomes = send(transport, (message(n) for n in range(200)))
        transport.close()
    assert {each.verdict for each in outcomes.values()} == {Verdict.ACCEPTED}
    assert len(outcomes) == len(sink.messages) == 200
    for got in sink.messages:
        (to,) = got["to"]
        assert got["from"] == SENDER
        assert got["body"] == BODY % int(to[2:].partition("@")[0])


def test_connections_are_kept_between_calls_and_never_more_than_asked_for():
    with SmtpSink() as sink:
        transport = email(sink, connections=3)
        for start in (0, 100, 200):
            send(transport, (message(n) for n in range(start, start + 100)))
        transport.close()
        assert 1 <= sink.connections_made <= 3
    assert len(sink.messages) == 300


def test_one_message_needs_one_connection():
    with SmtpSink() as sink:
        transport = email(sink)
        send(transport, [message(1)])
        transport.close()
        assert sink.connections_made <= 2


@pytest.mark.parametrize("features", [[], ["8BITMIME"], ["PIPELINING"]])
def test_a_relay_with_few_features_gets_everything_too(features):
    with SmtpSink(features=features) as sink:
        transport = email(sink)
        people = ["bo@x.se", "rcpt-550@x.se", "cilla@x.se", "dot-451@x.se", "dan@x.se"]
        outcomes = send(transport, [message(n, to) for n, to in enumerate(people)])
        transport.close()
    assert [outcomes[n].verdict for n in range(5)] == [
        *(Verdict.ACCEPTED, Verdict.REJECTED),
        *(Verdict.ACCEPTED, Verdict.LATER, Verdict.ACCEPTED),
    ]
    assert len(sink.messages) == 3


def test_without_pipelining_no_command_runs_ahead_of_its_answer():
    with SmtpSink(features=[]) as sink:
        transport = email(sink)
        send(transport, [message(1, "rcpt-550@x.se")])
        transport.close()
    assert "DATA" not in sink.commands


def test_eight_bit_bodies_are_declared_or_refused_but_never_sent_undeclared():
    body = "Subject: x\r\n\r\nBjörkvägen\r\n".encode()
    with SmtpSink() as sink:
        transport = email(sink)
        outcomes = send(transport, [message(1, body=body)])
        transport.close()
    assert outcomes[1].verdict is Verdict.ACCEPTED
    assert any(each.endswith("BODY=8BITMIME") for each in sink.commands)
    with SmtpSink(features=["PIPELINING"]) as sink:
        transport = email(sink)
        outcomes = send(transport, [message(1, body=body), message(2)])
        transport.close()
    assert outcomes[1].verdict is Verdict.FAILED
    assert outcomes[2].verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("to", "verdict"),
    [
        ("rcpt-450@x.se", Verdict.LATER),
        ("rcpt-451@x.se", Verdict.LATER),
        ("rcpt-452@x.se", Verdict.LATER),
        ("rcpt-421@x.se", Verdict.LATER),
        ("rcpt-550@x.se", Verdict.REJECTED),
        ("rcpt-551@x.se", Verdict.REJECTED),
        ("rcpt-552@x.se", Verdict.REJECTED),
        ("rcpt-553@x.se", Verdict.REJECTED),
        ("rcpt-554@x.se", Verdict.CONFIGURATION),
        ("rcpt-530@x.se", Verdict.CONFIGURATION),
        ("data-451@x.se", Verdict.LATER),
        ("data-554@x.se", Verdict.CONFIGURATION),
        ("data-421@x.se", Verdict.LATER),
        ("dot-451@x.se", Verdict.LATER),
        ("dot-421@x.se", Verdict.LATER),
        ("dot-550@x.se", Verdict.CONFIGURATION),
        ("dot-554@x.se", Verdict.CONFIGURATION),
        ("rcpt-close@x.se", Verdict.LATER),
        ("data-close@x.se", Verdict.LATER),
        ("data-break@x.se", Verdict.AMBIGUOUS),
        ("dot-close@x.se", Verdict.AMBIGUOUS),
        ("dot-lose@x.se", Verdict.AMBIGUOUS),
        ("rcpt-garbage@x.se", Verdict.LATER),
        ("rcpt-drip@x.se", Verdict.ACCEPTED),
        ("dot-drip@x.se", Verdict.ACCEPTED),
    ],
)
@pytest.mark.parametrize("features", [["PIPELINING", "8BITMIME"], []])
def test_each_answer_has_its_verdict(to, verdict, features):
    given, _ = verdict_of(to, SmtpSink(features=features))
    assert given is verdict


@pytest.mark.parametrize(
    ("stage", "verdict"),
    [
        ("rcpt", Verdict.LATER),
        ("data", Verdict.LATER),
        ("dot", Verdict.AMBIGUOUS),
    ],
)
def test_silence_ends_in_a_time_out(stage, verdict):
    given = verdict_of(f"{stage}-hang@x.se", timeout=0.3)
    assert given == (verdict, "timeout")


@pytest.mark.parametrize(
    ("code", "verdict"),
    [(451, Verdict.LATER), (550, Verdict.CONFIGURATION), (530, Verdict.CONFIGURATION)],
)
def test_a_refused_sender_is_our_fault(code, verdict):
    bad = Message(key=1, to="bo@x.se", body=BODY % 1, sender=f"mail-{code}@x.se")
    with SmtpSink() as sink:
        transport = email(sink)
        outcomes = send(transport, [bad, message(2)])
        transport.close()
    assert outcomes[1].verdict is verdict
    assert outcomes[2].verdict is Verdict.ACCEPTED


def test_a_relay_that_wants_a_letter_for_nobody_gets_an_empty_one():
    with SmtpSink(wants_letters=True) as sink:
        transport = email(sink, connections=1)
        people = ["rcpt-550@x.se", "bo@x.se", "rcpt-550@x.se", "dan@x.se"]
        outcomes = send(transport, [message(n, to) for n, to in enumerate(people)])
        transport.close()
    assert [outcomes[n].code for n in range(4)] == ["550", "250", "550", "250"]
    assert [each["to"] for each in sink.messages] == [["bo@x.se"], ["dan@x.se"]]


@pytest.mark.parametrize(
    ("options", "verdict"),
    [
        ({"greeting": "421"}, Verdict.LATER),
        ({"greeting": "554"}, Verdict.LATER),
        ({"greeting": "close"}, Verdict.LATER),
        ({"greeting": "hang"}, Verdict.LATER),
        ({"greeting": "drip"}, Verdict.LATER),
        ({"ehlo": "hang"}, Verdict.LATER),
        ({"ehlo": "close"}, Verdict.LATER),
    ],
)
def test_without_a_connection_every_message_waits(options, verdict):
    with SmtpSink(**options) as sink:
        transport = email(sink, timeout=0.1)
        outcomes = send(transport, [message(n) for n in range(50)])
        transport.close()
    assert len(outcomes) == 50
    assert {each.verdict for each in outcomes.values()} == {verdict}


def test_a_closed_port_is_found_out_at_once():
    with SmtpSink() as sink:
        pass
    outcomes = send(email(sink), [message(1), message(2)])
    assert {each.verdict for each in outcomes.values()} == {Verdict.LATER}


def test_one_hanging_mailbox_delays_only_itself():
    with SmtpSink() as sink:
        transport = email(sink, timeout=2.0)
        outcomes = send(
            transport,
            (message(n, "dot-hang@x.se" if n == 7 else None) for n in range(100)),
        )
        transport.close()
    assert 7 in list(outcomes)[-2:]
    assert outcomes.pop(7).verdict is Verdict.AMBIGUOUS
    late = [key for key in outcomes if outcomes[key].verdict is not Verdict.ACCEPTED]
    assert len(late) <= 1  # what was on the same connection, not yet written


def test_the_caller_gets_a_word_every_25_ms_while_it_waits():
    with SmtpSink() as sink:
        transport = email(sink, timeout=0.5)
        words = list(transport.send([message(1, "dot-hang@x.se")]))
        transport.close()
    assert words.count(None) >= 10
    assert [each.verdict for each in words if each] == [Verdict.AMBIGUOUS]


def test_messages_are_pulled_only_when_one_can_be_begun():
    pulled = []

    def feed():
        for n in range(50):
            pulled.append(n)
            yield message(n, "dot-slow@x.se")

    with SmtpSink(slowness=0.02) as sink:
        transport = email(sink, connections=2)
        done = 0
        for outcome in transport.send(feed()):
            done += outcome is not None
            assert len(pulled) - done <= 2 * 2 + 2
        transport.close()
    assert done == 50


def test_a_caller_that_leaves_in_the_middle_can_send_again():
    with SmtpSink() as sink:
        transport = email(sink)
        for outcome in transport.send(message(n) for n in range(100)):
            if outcome:
                break
        outcomes = send(transport, (message(n) for n in range(200, 220)))
        transport.close()
    assert len(outcomes) == 20
    assert {each.verdict for each in outcomes.values()} == {Verdict.ACCEPTED}


def test_a_relay_that_allows_one_connection_is_content():
    with SmtpSink(most=1) as sink:
        transport = email(sink)
        outcomes = send(transport, (message(n) for n in range(100)))
        transport.close()
    assert {each.verdict for each in outcomes.values()} == {Verdict.ACCEPTED}


def test_a_connection_that_the_relay_closed_meanwhile_is_replaced():
    with SmtpSink() as sink:
        transport = email(sink)
        send(transport, [message(1)])
        for connection in list(sink._connections):
            connection.shutdown(2)
        first = send(transport, (message(n) for n in range(2, 30)))
        # A letter that was just begun on the dying line is told to come again: nothing
        # of it was taken.
        again = [n for n, each in first.items() if each.verdict == Verdict.LATER]
        second = send(transport, [message(n) for n in again])
        transport.close()
    verdicts = {each.verdict for each in (first | second).values()}
    assert verdicts == {Verdict.ACCEPTED}
    taken = {to for one in sink.messages for to in one["to"]}
    assert taken == {f"bo{n}@example.se" for n in range(1, 30)}


@pytest.mark.parametrize("noop", ["", "hang", "close", "421"])
def test_a_rested_connection_is_asked_and_a_dead_one_replaced(noop):
    with SmtpSink(noop=noop) as sink:
        transport = email(sink, ask_after=0, timeout=0.5, connections=1)
        first = send(transport, [message(1)])
        second = send(transport, [message(2), message(3)])
        transport.close()
        assert sink.connections_made == (2 if noop else 1)
    assert sink.commands.count("NOOP") == 1
    assert [each.verdict for each in (first | second).values()] == [
        Verdict.ACCEPTED
    ] * 3


def test_a_connection_that_rested_long_is_not_used_again():
    with SmtpSink() as sink:
        transport = email(sink, drop_after=0, connections=1)
        for n in (1, 2):
            assert send(transport, [message(n)])[n].verdict is Verdict.ACCEPTED
        transport.close()
        assert sink.connections_made == 2


@pytest.mark.parametrize(
    "address",
    [
        "bo@x.se\r\nRCPT TO:<all@x.se>",
        "bo@x.se>\r\nDATA\r\n",
        "<bo@x.se>",
        "bo x@x.se",
        '"bo@x.se',
        "bo@x.se\n",
        "bo",
        "@x.se",
        "bo@",
        "bo\x00@x.se",
        "böljan@x.se",
        "bo@x.se,all@x.se",
        "b" * 300 + "@x.se",
        "",
    ],
)
def test_an_address_can_never_become_a_command(address):
    with SmtpSink() as sink:
        transport = email(sink)
        outcomes = send(transport, [Message(1, address, BODY % 1, sender=SENDER)])
        transport.close()
    assert outcomes[1].verdict is Verdict.REJECTED
    assert not [each for each in sink.commands if each.startswith(("MAIL", "RCPT"))]


def test_a_domain_with_swedish_letters_is_written_in_ascii():
    with SmtpSink() as sink:
        transport = email(sink)
        send(transport, [message(1, "bo@björkvägen.se")])
        transport.close()
    assert sink.messages[0]["to"] == ["bo@xn--bjrkvgen-4za0p.se"]


# --- secured ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("tls"), "127.0.0.1")


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_secured_and_logged_in(certificate, security):
    users = {"larm": "hemligt"}
    implicit = security == "tls"
    with SmtpSink(tls=certificate, users=users, implicit=implicit) as sink:
        transport = email(
            sink,
            security=security,
            user="larm",
            password="hemligt",
            ca_file=certificate[0],
        )
        outcomes = send(transport, (message(n) for n in range(60)))
        transport.close()
    assert len(outcomes) == len(sink.messages) == 60
    assert all(got["tls"] and got["user"] == "larm" for got in sink.messages)


@pytest.mark.parametrize(
    ("options", "verdict"),
    [
        ({"starttls": "absent"}, Verdict.CONFIGURATION),
        ({"starttls": "454"}, Verdict.LATER),
        ({"starttls": "554"}, Verdict.CONFIGURATION),
        ({"starttls": "close"}, Verdict.LATER),
        ({"starttls": "hang"}, Verdict.LATER),
    ],
)
def test_where_starttls_is_refused_nothing_goes_in_clear_text(
    certificate, options, verdict
):
    with SmtpSink(tls=certificate, users={"larm": "x"}, **options) as sink:
        transport = email(
            sink,
            timeout=0.3,
            security="starttls",
            user="larm",
            password="x",
            ca_file=certificate[0],
        )
        outcomes = send(transport, [message(1), message(2)])
        transport.close()
    assert {each.verdict for each in outcomes.values()} == {verdict}
    told = {each.split()[0].upper() for each in sink.commands}
    assert told <= {"EHLO", "STARTTLS", "QUIT", "RSET"}


def test_an_expired_certificate_stops_the_channel(tmp_path):
    expired = make_certificate(tmp_path, "127.0.0.1", expired=True)
    with SmtpSink(tls=expired) as sink:
        transport = email(sink, security="starttls", ca_file=expired[0])
        outcomes = send(transport, [message(1)])
        transport.close()
    assert outcomes[1].verdict is Verdict.CONFIGURATION
    assert outcomes[1].code == "certificate"


def test_a_certificate_for_another_name_stops_the_channel(tmp_path):
    other = make_certificate(tmp_path, "other.example")
    with SmtpSink(tls=other) as sink:
        transport = email(sink, security="starttls", ca_file=other[0])
        outcomes = send(transport, [message(1)])
        transport.close()
    assert outcomes[1].verdict is Verdict.CONFIGURATION


@pytest.mark.parametrize(
    ("options", "verdict", "code"),
    [
        ({}, Verdict.CONFIGURATION, "535"),
        ({"auth": "454"}, Verdict.LATER, "454"),
        ({"auth": "534"}, Verdict.CONFIGURATION, "534"),
    ],
)
def test_a_wrong_password_stops_the_channel_and_a_tired_relay_does_not(
    certificate, options, verdict, code
):
    with SmtpSink(tls=certificate, users={"larm": "rätt"}, **options) as sink:
        transport = email(
            sink,
            security="starttls",
            user="larm",
            password="fel",
            ca_file=certificate[0],
        )
        outcomes = send(transport, [message(1)])
        transport.close()
    assert (outcomes[1].verdict, outcomes[1].code) == (verdict, code)
