"""Transports as the settings say, against the fakes as processes of their own."""

import contextlib
import json
import subprocess
import sys

import pytest

from alerts import transports
from alerts.transports.base import Message, Verdict
from alerts.transports.vapid import new_key


@contextlib.contextmanager
def running(name, record, *more):
    """A fake as its own process; gives what it prints."""
    command = [sys.executable, "-m", f"tests.fakes.{name}", "--record", str(record)]
    with subprocess.Popen([*command, *more], stdout=subprocess.PIPE, text=True) as run:
        try:
            yield json.loads(run.stdout.readline())
        finally:
            run.terminate()


def send(kind, message):
    transport = transports.open(kind)
    outcomes = [each for each in transport.send([message]) if each]
    transport.close()
    return outcomes


def recorded(record):
    return [json.loads(line) for line in record.read_text().splitlines()]


def test_email_goes_to_the_relay_of_the_settings(settings, tmp_path):
    record = tmp_path / "mail"
    with running("smtp_sink", record) as told:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", told["port"]
        body = b"Message-ID: <d-1@x>\r\n\r\nHej\r\n"
        (outcome,) = send("email", Message(7, "bo@grannar.example", body))
    assert outcome.verdict is Verdict.ACCEPTED
    (got,) = recorded(record)
    assert (got["key"], got["to"]) == ("d-1@x", ["bo@grannar.example"])
    assert got["from"] == "larm@grannar.example"


def test_push_goes_to_the_hosts_of_the_settings(settings, tmp_path):
    record = tmp_path / "push"
    with running("push_service", record, "--dir", str(tmp_path)) as told:
        settings.PUSH_HOSTS = [told["hosts"]]
        settings.PUSH_CA_FILE = told["ca_file"]
        settings.VAPID_PRIVATE_KEY = new_key()
        endpoint = f"https://push.test:{told['port']}/201/bo"
        message = Message(7, endpoint, b'{"key": 7}', **told["keys"], ttl=60)
        (outcome,) = send("push", message)
    assert outcome.verdict is Verdict.ACCEPTED
    (got,) = recorded(record)
    assert got["key"] == 7


def test_sms_goes_through_the_gateways_of_the_settings(settings, tmp_path):
    record = tmp_path / "sms"
    with running("sms_gateway", record) as told:
        settings.SMS_GATEWAYS = [told["setting"]]
        (outcome,) = send("sms", Message(7, "+46701234567", b"Hej"))
    assert outcome.verdict is Verdict.ACCEPTED
    (got,) = recorded(record)
    assert (got["to"], got["text"]) == ("+46701234567", "Hej")


@pytest.mark.parametrize("kind", ["push", "sms"])
def test_a_channel_that_nobody_set_up_waits(settings, kind):
    settings.VAPID_PRIVATE_KEY, settings.SMS_GATEWAYS = "", []
    (outcome,) = send(kind, Message(7, "x", b"x"))
    assert outcome.verdict is Verdict.CONFIGURATION


def test_what_is_carried_by_hand_is_not_pulled():
    pulled = iter([Message(7, "Storgatan", b"x")])
    assert list(transports.open("door").send(pulled)) == []
    assert next(pulled).key == 7
