"""An alert on its way: from the contact's page to the neighbours' mailboxes."""

import re

import pytest
from django.core.management import call_command

from alerts import delivery
from alerts.models import Alert, Chunk, Delivery
from tests import make
from tests.fakes.smtp_sink import SmtpSink

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "Inbrott i en villa på Björkvägen i natt. Kolla dina dörrar och förråd."


@pytest.fixture
def post(settings):
    """A real SMTP server that keeps what it gets."""
    delivery._open.clear()
    with SmtpSink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.STOP_SECONDS = 0
        yield sink
        for transport in delivery._open.values():
            transport.close()
        delivery._open.clear()


def write(client, **answers):
    page = client.get("/ombud/larm/nytt/")
    token = page.context["form"]["token"].value()
    data = {"token": token, "kind": "burglary", "timing": "last_night", "text": TEXT}
    return client.post("/ombud/larm/nytt/", data | answers)


def write_and_send(client, **answers):
    written = write(client, **answers)
    assert written.status_code == 302, written.context["form"].errors
    code = written.url.split("/")[3]
    sent = client.post(f"/ombud/larm/{code}/skicka/")
    return Alert.objects.get(code=code), sent


def send_all():
    call_command("deliver", once=True)


def recipients(sink):
    return sorted(to for message in sink.messages for to in message["to"])


def test_neighbours_get_it_by_email_and_the_next_area_hears_nothing(
    cast, login, post
):
    alert, answer = write_and_send(login(cast.alva, strong=True))
    assert answer.status_code == 302
    send_all()
    assert recipients(post) == ["alva@grannar.example", "bo@grannar.example"]
    alert.refresh_from_db()
    assert (alert.state, alert.people) == ("sent", 2)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"accepted"}
    assert not Chunk.objects.filter(open__gt=0).exists()
