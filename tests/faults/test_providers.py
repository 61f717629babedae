"""F11 to F13 through the engine: our own wrong settings and empty purse fail no row."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from alerts import breaker, delivery
from alerts.models import Chunk, Delivery, Heartbeat
from areas.models import Channel
from tests import make
from tests.fakes.sms_gateway import SmsGateway

pytestmark = pytest.mark.django_db(transaction=True)

POLICY = "data-554@grannar.example"
NO_CREDIT = "+46700990402"


@pytest.fixture
def engine(settings, sink):
    """The engine in this process, with the sink as its relay."""
    for transport in delivery._open.values():
        transport.close()
    delivery._open.clear()
    breaker._answers.clear()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    yield settings
    for transport in delivery._open.values():
        transport.close()
    delivery._open.clear()
    breaker._answers.clear()


def run_again():
    """As if the breaker's half minute had passed."""
    past = timezone.now() - timedelta(minutes=2)
    Heartbeat.objects.filter(part__startswith="breaker").update(at=past)
    Delivery.objects.filter(state="queued").update(next_try_at=past)
    Chunk.objects.filter(open__gt=0).update(due_at=past, woken_at=None)
    breaker._answers.clear()
    call_command("deliver", once=True)


def test_a_relay_that_refuses_our_letters_leaves_the_rows_waiting(
    hamlet, engine, sink, send
):
    Channel.objects.filter(address="n9@grannar.example").update(address=POLICY)
    alert = send(hamlet)
    call_command("deliver", once=True)
    waiting = Delivery.objects.get(channel__address=POLICY)
    assert (waiting.state, waiting.reason) == ("queued", "configuration")
    assert waiting.attempts == 0
    assert breaker.troubles() == {"email": "554"}
    assert not alert.deliveries.filter(state__in=Delivery.MISSED).exists()
    Channel.objects.filter(address=POLICY).update(address="n9@grannar.example")
    run_again()
    assert set(alert.deliveries.values_list("state", flat=True)) == {"accepted"}
    assert len(sink.messages) == 30


def test_an_sms_account_that_runs_dry_fails_no_row(hamlet, engine, send):
    for number in ("+46701112233", NO_CREDIT, "+46701112244"):
        person = make.make_person(f"Sms {number}", channels=())
        make.make_channel(person, "sms", address=number)
        make.make_member(hamlet, person)
    with SmsGateway() as gateway:
        engine.SMS_GATEWAYS = [gateway.setting]
        send(hamlet, timing="ongoing")
        call_command("deliver", once=True)
        rows = Delivery.objects.filter(kind="sms")
        assert rows.get(channel__address=NO_CREDIT).reason == "configuration"
        assert set(rows.values_list("state", flat=True)) <= {"queued", "accepted"}
        assert "sms" in breaker.troubles()
        Channel.objects.filter(address=NO_CREDIT).update(address="+46701112255")
        run_again()
        assert set(rows.values_list("state", flat=True)) == {"accepted"}
        assert len({message["to"] for message in gateway.messages}) == 3
