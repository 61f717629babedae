"""Devices that get notifications, and the app that they install."""

import json

import pytest
from django.core.management import call_command

from alerts import delivery
from alerts.models import Alert, Delivery
from alerts.transports.vapid import new_key
from areas.models import Channel, Notice
from tests import make
from tests.fakes.push_service import PushService

pytestmark = pytest.mark.django_db(transaction=True)

PAGE = "/mitt/installningar/notiser/"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"


@pytest.fixture
def service(settings):
    """A push service that opens what it gets."""
    delivery._open.clear()
    with PushService() as service:
        settings.PUSH_HOSTS = [service.pin]
        settings.PUSH_CA_FILE = service.ca_file
        settings.VAPID_PRIVATE_KEY = new_key()
        settings.STOP_SECONDS = 0
        yield service
        for transport in delivery._open.values():
            transport.close()
        delivery._open.clear()


def subscribe(client, said, agent=IPHONE):
    return client.post(
        f"{PAGE}enhet/",
        json.dumps(said),
        content_type="application/json",
        headers={"User-Agent": agent},
    )


def devices(person):
    return list(person.channels.filter(kind="push").order_by("rank"))


def test_a_device_is_kept_and_tried_first(cast, login, service):
    answer = subscribe(login(cast.bo), service.subscription())
    assert answer.status_code == 200
    (device,) = devices(cast.bo)
    assert (device.rank, device.label) == (1, "iPhone")
    assert device.verified_at
    assert cast.bo.channels.get(kind="email").rank == 2
    assert "iPhone" in login(cast.bo).get(PAGE).content.decode()


def test_the_same_subscription_twice_is_one_device(cast, login, service):
    client = login(cast.bo)
    subscribe(client, service.subscription())
    subscribe(client, service.subscription())
    assert len(devices(cast.bo)) == 1


def test_a_renewed_subscription_takes_the_place_of_the_old_one(cast, login, service):
    client = login(cast.bo)
    old = service.subscription(name="gammal")
    subscribe(client, old)
    new = service.subscription(name="ny") | {"old": old["endpoint"]}
    subscribe(client, new)
    assert [one.address for one in devices(cast.bo)] == [new["endpoint"]]


@pytest.mark.parametrize(
    "changes",
    [
        {"endpoint": "https://evil.example/x"},
        {"endpoint": "http://push.test/x"},
        {"endpoint": 7},
        {"keys": {"p256dh": "AAAA", "auth": "AAAA"}},
        {"keys": None},
        {"keys": {"p256dh": "å", "auth": 3}},
    ],
)
def test_what_is_no_subscription_is_refused_in_a_sentence(
    cast, login, service, changes
):
    answer = subscribe(login(cast.bo), service.subscription() | changes)
    assert answer.status_code == 422
    assert answer.json()["problem"].endswith(".")
    assert devices(cast.bo) == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"', b"[" * 5000, b"x" * 9000])
def test_nonsense_is_refused_as_well(cast, login, service, body):
    client = login(cast.bo)
    answer = client.post(f"{PAGE}enhet/", body, content_type="application/json")
    assert answer.status_code == 422


def test_ten_devices_are_enough(cast, login, service):
    client = login(cast.bo)
    for number in range(10):
        assert (
            subscribe(client, service.subscription(name=str(number))).status_code == 200
        )
    assert subscribe(client, service.subscription(name="elva")).status_code == 422
    assert subscribe(client, service.subscription(name="3")).status_code == 200
    assert len(devices(cast.bo)) == 10


def test_a_device_belongs_to_whoever_logged_in_on_it_last(cast, login, service):
    subscribe(login(cast.bo), service.subscription())
    subscribe(login(cast.alva), service.subscription())
    assert devices(cast.bo) == []
    assert len(devices(cast.alva)) == 1


def test_an_alert_on_its_way_does_not_come_out_on_a_device_that_moved(
    cast, login, service
):
    subscribe(login(cast.bo), service.subscription())
    write_and_send(login(cast.alva, strong=True))
    subscribe(login(cast.cilla), service.subscription())
    call_command("deliver", once=True)
    assert service.messages == []
    row = Delivery.objects.get(user=cast.bo, kind="push")
    assert (row.state, row.reason) == ("cancelled", "channel")


def write_and_send(client):
    token = client.get("/ombud/larm/nytt/").context["form"]["token"].value()
    text = "Inbrott i en villa på Björkvägen i natt. Kolla dina dörrar."
    data = {"token": token, "kind": "burglary", "timing": "ongoing", "text": text}
    code = client.post("/ombud/larm/nytt/", data).url.split("/")[3]
    client.post(f"/ombud/larm/{code}/skicka/")
    return Alert.objects.get(code=code)


def test_the_device_gets_the_alert_and_its_own_link(
    cast, login, client, service, settings
):
    cast.bo.ongoing_breaks_quiet = True
    cast.bo.save()
    subscribe(login(cast.bo), service.subscription())
    alert = write_and_send(login(cast.alva, strong=True))
    call_command("deliver", once=True)
    (message,) = service.messages
    said = json.loads(message["text"])
    assert said["url"].startswith(f"/l/{alert.code}/")
    assert message["headers"]["urgency"] == "high"
    client.logout()
    assert client.get(said["url"]).status_code == 200


def test_logging_out_forgets_this_device_and_no_other(cast, login, service):
    client = login(cast.bo)
    subscribe(client, service.subscription(name="annan"))
    client = login(cast.bo)
    subscribe(client, service.subscription(name="min"))
    client.post("/konto/logout/")
    assert [one.address[-5:] for one in devices(cast.bo)] == ["annan"]


def test_a_test_goes_to_that_device_and_one_in_ten_seconds_is_enough(
    cast, login, service
):
    client = login(cast.bo)
    subscribe(client, service.subscription(name="ett"))
    subscribe(client, service.subscription(name="tva"))
    device = devices(cast.bo)[0]
    client.post(f"{PAGE}{device.pk}/testa/")
    client.post(f"{PAGE}{device.pk}/testa/")
    assert Notice.objects.filter(kind="channel.test").count() == 1
    call_command("deliver", once=True)
    assert [one["path"].split("/")[-1] for one in service.messages] == ["tva"]


def test_one_removes_ones_own_devices_only(cast, login, service):
    subscribe(login(cast.bo), service.subscription())
    device = devices(cast.bo)[0]
    stranger = login(cast.cilla)
    assert stranger.post(f"{PAGE}{device.pk}/ta-bort/").status_code == 404
    owner = login(cast.bo)
    assert owner.post(f"{PAGE}{device.pk}/ta-bort/").status_code == 302
    assert not Channel.objects.filter(pk=device.pk).exists()


def test_nobody_subscribes_without_a_login(cast, client, service):
    assert subscribe(client, service.subscription()).status_code == 302
    assert not Channel.objects.filter(kind="push").exists()


def test_the_app_can_be_installed(client, db):
    page = client.get("/manifest.webmanifest")
    assert page["Content-Type"] == "application/manifest+json"
    said = page.json()
    assert {icon["sizes"] for icon in said["icons"]} == {"192x192", "512x512"}
    assert (said["start_url"], said["display"]) == ("/mitt/larm/", "standalone")
    assert '<link rel="manifest" href="/manifest.webmanifest">' in (
        client.get("/offline/").content.decode()
    )


def test_the_service_worker_is_small_and_keeps_only_files_and_the_offline_page(
    client, db
):
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert len(answer.content) <= 4096
    facts = json.loads(
        answer.content.decode().splitlines()[0][len("const facts = ") : -1]
    )
    assert facts["offline"] == "/offline/"
    assert all(path.startswith("/static/") for path in facts["kept"])


def test_the_offline_page_says_nothing_of_who_is_logged_in(cast, login):
    page = login(cast.bo).get("/offline/").content.decode()
    assert "Bo Berg" not in page
    assert "112" in page


def test_a_person_with_an_erased_device_still_gets_mail(cast, login, service):
    make.make_channel(cast.bo, "push", rank=1, address=service.endpoint("410", "borta"))
    write_and_send(login(cast.alva, strong=True))
    call_command("deliver", once=True)
    assert Delivery.objects.get(user=cast.bo, kind="email").state != "suppressed"
