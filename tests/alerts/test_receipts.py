"""What providers tell later: receipts of text messages, e-mail that comes back."""

import io
from datetime import timedelta
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from alerts import delivery, links
from alerts.models import Alert, Chunk, Delivery
from areas.models import Notice
from tests import make
from tests.fakes.sms_gateway import SmsGateway
from tests.fakes.smtp_sink import SmtpSink

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "Inbrott i en villa på Björkvägen nyss. Kolla dina dörrar och förråd."


@pytest.fixture
def providers(settings):
    """A mail relay and an SMS gateway."""
    delivery._open.clear()
    settings.STOP_SECONDS = 0
    with SmtpSink() as post, SmsGateway() as gateway:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", post.port
        settings.SMS_GATEWAYS = [f"46elks+http://u:p@127.0.0.1:{gateway.port}/a1/sms"]
        yield SimpleNamespace(post=post, sms=gateway)
        for transport in delivery._open.values():
            transport.close()
        delivery._open.clear()


@pytest.fixture
def britt(cast):
    """Has a number first and an e-mail address second; awake at all hours."""
    britt = make.make_person("Britt Båda", "britt@grannar.example", channels=("sms",))
    make.make_channel(britt, "email", rank=2)
    britt.quiet_from = britt.quiet_to
    britt.save()
    make.make_member(cast.bjork, britt)
    return britt


@pytest.fixture
def alert(cast, britt, login, providers):
    client = login(cast.alva, strong=True)
    token = client.get("/ombud/larm/nytt/").context["form"]["token"].value()
    data = {"token": token, "kind": "burglary", "timing": "last_night", "text": TEXT}
    code = client.post("/ombud/larm/nytt/", data).url.split("/")[3]
    client.post(f"/ombud/larm/{code}/skicka/")
    call_command("deliver", once=True)
    client.logout()
    return Alert.objects.get(code=code)


def row_of(person, kind):
    return Delivery.objects.get(user=person, kind=kind, notice=None)


def receipt(client, row, status, **more):
    path = f"/kvitto/sms/{links.receipt(row.pk)}/"
    return client.post(path, {"id": row.provider_ref, "status": status} | more)


def test_a_receipt_says_that_the_message_arrived(alert, britt, client):
    row = row_of(britt, "sms")
    assert row.state == "accepted"
    assert receipt(client, row, "delivered").status_code == 204
    assert receipt(client, row, "failed").status_code == 204
    assert row_of(britt, "sms").state == "delivered"


def test_the_gateway_is_given_that_path(alert, britt, providers):
    (message,) = providers.sms.messages
    row = row_of(britt, "sms")
    assert links.receipt(row.pk) in str(message)


def test_a_message_that_never_arrived_goes_by_the_next_channel(
    alert, britt, client, providers
):
    wait_out_the_first_channel()
    assert row_of(britt, "email").state == "suppressed"
    row = row_of(britt, "sms")
    receipt(client, row, "failed")
    receipt(client, row, "failed")
    call_command("deliver", once=True)
    assert row_of(britt, "sms").state == "failed"
    assert row_of(britt, "email").state == "accepted"
    assert sum("britt@grannar.example" in m["to"] for m in providers.post.messages) == 1


def wait_out_the_first_channel():
    long_ago = timezone.now() - timedelta(hours=1)
    Delivery.objects.filter(state="queued").update(next_try_at=long_ago)
    Chunk.objects.update(due_at=long_ago, woken_at=None)
    call_command("deliver", once=True)


def test_a_closed_alert_is_not_sent_again_because_of_a_late_receipt(
    alert, britt, client, providers
):
    wait_out_the_first_channel()
    Alert.objects.filter(pk=alert.pk).update(closed_at=timezone.now(), state="closed")
    receipt(client, row_of(britt, "sms"), "failed")
    assert row_of(britt, "email").state == "suppressed"


@pytest.mark.parametrize("word", ["sent", "created", "", "nonsense"])
def test_news_that_changes_nothing_is_taken_and_forgotten(alert, britt, client, word):
    row = row_of(britt, "sms")
    assert receipt(client, row, word).status_code == 204
    assert row_of(britt, "sms").state == "accepted"


def test_a_receipt_about_another_message_changes_nothing(alert, britt, client):
    row = row_of(britt, "sms")
    receipt(client, row, "delivered", id="s-another")
    assert row_of(britt, "sms").state == "accepted"


def test_nobody_guesses_the_path_of_a_receipt(alert, britt, client):
    row = row_of(britt, "sms")
    real = links.receipt(row.pk)
    for guess in (
        f"{row.pk}-aaaaaaaaaaaaaaaa",
        f"{row.pk + 1}{real[-17:]}",
        "x",
        "9" * 30,
    ):
        answer = client.post(f"/kvitto/sms/{guess}/", {"status": "delivered"})
        assert answer.status_code == 404
    assert client.get(f"/kvitto/sms/{real}/").status_code == 405


# --- e-mail that comes back -----------------------------------------------------


def bounce(to, *, action="failed", status="5.1.1", kind="delivery-status"):
    status_part = EmailMessage()
    status_part["Reporting-MTA"] = "dns; mx.example.se"
    text = (
        f"From: MAILER-DAEMON@mx.example.se\r\nTo: {to}\r\nSubject: Undelivered\r\n"
        f'Content-Type: multipart/report; report-type={kind}; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt did not work.\r\n"
        f"--b\r\nContent-Type: message/{kind}\r\n\r\n"
        "Reporting-MTA: dns; mx.example.se\r\n\r\n"
        f"Final-Recipient: rfc822; somebody@else.example\r\nAction: {action}\r\n"
        f"Status: {status}\r\n\r\n--b--\r\n"
    )
    return text.encode()


def return_path_of(row, providers, address):
    message = next(m for m in providers.post.messages if address in m["to"])
    return message["from"] if "from" in message else message["sender"]


@pytest.fixture
def read(monkeypatch, capsys):
    def read(raw, **options):
        stdin = SimpleNamespace(buffer=io.BytesIO(raw))
        monkeypatch.setattr("sys.stdin", stdin)
        capsys.readouterr()
        call_command("read_bounce", **options)
        return capsys.readouterr().out.strip()

    return read


def bos(cast, alert):
    return Delivery.objects.get(alert=alert, user=cast.bo)


def signed(row, settings):
    from alerts.transports.addresses import return_path

    key = settings.FIELD_KEYS[0].encode()
    return return_path(row.pk, key, settings.MAIL_DOMAIN)


def test_an_address_that_bounces_is_noted_by_our_own_return_path(
    cast, alert, read, settings
):
    to = signed(bos(cast, alert), settings)
    assert read(bounce(to)) == "bounced"
    row = bos(cast, alert)
    assert (row.state, row.reason) == ("rejected", "5.1.1")
    assert cast.bo.channels.get().bounces == 1
    read(bounce(to))
    assert cast.bo.channels.get().bounces == 1


def test_the_envelope_alone_is_enough(cast, alert, read, settings):
    to = signed(bos(cast, alert), settings)
    assert read(bounce("postmaster@grannar.example"), to=to.upper()) == "bounced"


@pytest.mark.parametrize(
    ("action", "status"),
    [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("failed", "4.2.2")],
)
def test_a_delay_is_no_bounce(cast, alert, read, settings, action, status):
    to = signed(bos(cast, alert), settings)
    assert read(bounce(to, action=action, status=status)) == "nothing"
    assert bos(cast, alert).state == "accepted"


def test_an_automatic_answer_is_no_bounce(cast, alert, read, settings):
    to = signed(bos(cast, alert), settings)
    raw = f"To: {to}\r\nAuto-Submitted: auto-replied\r\n\r\nJag har semester."
    assert read(raw.encode()) == "nothing"
    assert bos(cast, alert).state == "accepted"


def test_a_forged_return_path_is_not_ours(cast, alert, read):
    row = bos(cast, alert)
    forged = f"bounce+{row.pk}-aaaaaaaaaaaaaaaa@grannar.example"
    assert read(bounce(forged)) == "not ours"
    assert bos(cast, alert).state == "accepted"


def test_a_complaint_switches_the_address_off(cast, alert, read, settings):
    to = signed(bos(cast, alert), settings)
    assert read(bounce(to, kind="feedback-report")) == "complaint"
    assert cast.bo.channels.get().disabled_reason == "complaint"


def test_after_three_days_of_bounces_the_person_is_told_by_another_channel(
    cast, alert, britt, client
):
    row = row_of(britt, "sms")
    for day in range(3):
        Delivery.objects.filter(pk=row.pk).update(state="accepted")
        with time_machine.travel(timezone.now() + timedelta(days=day)):
            receipt(client, row, "failed")
    assert britt.channels.get(kind="sms").disabled_reason == "bounced"
    notice = Notice.objects.get(user=britt, kind="channel.lost")
    assert britt.channels.get(kind="sms").address in notice.text
