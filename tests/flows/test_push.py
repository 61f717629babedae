"""Notifications from end to end: our page, the worker's message, our service worker."""

import json

import pytest
from django.core.management import call_command

from alerts import delivery
from alerts.models import Alert
from alerts.transports.vapid import new_key
from tests.fakes.push_service import PushService

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = "/mitt/installningar/notiser/"
TEXT = "Inbrott pågår i en villa på Björkvägen. Håll avstånd och ring 112."
# Chromium here has no push service of its own: the test's keys take its place, and
# everything before and after is the page's own script.
OWN_SUBSCRIPTION = """
    const said = %s;
    PushManager.prototype.subscribe = async (options) => {
      window.asked = options;
      const unsubscribe = async () => true;
      return { endpoint: said.endpoint, toJSON: () => said, unsubscribe };
    };
    Notification.requestPermission = async () => {
      window.permissions = (window.permissions ?? 0) + 1;
      return "granted";
    };
"""


@pytest.fixture
def service(settings):
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


def turn_on(page, service):
    said = json.dumps(service.subscription())
    page.add_init_script(OWN_SUBSCRIPTION % said)
    page.goto(PAGE)
    assert page.evaluate("window.permissions") is None  # nobody was asked yet
    with page.expect_navigation():
        page.click("text=Slå på notiser")
    page.wait_for_selector("text=Den här enheten får notiser.")


def send(client):
    token = client.get("/ombud/larm/nytt/").context["form"]["token"].value()
    data = {"token": token, "kind": "burglary", "timing": "ongoing", "text": TEXT}
    code = client.post("/ombud/larm/nytt/", data).url.split("/")[3]
    client.post(f"/ombud/larm/{code}/skicka/")
    return Alert.objects.get(code=code)


def deliver_to_worker(page, site, text):
    """What the browser does when its push service has something."""
    devtools = page.context.new_cdp_session(page)
    seen = []

    def heard(event):
        seen.append(event)

    devtools.on("ServiceWorker.workerRegistrationUpdated", heard)
    devtools.send("ServiceWorker.enable")
    page.wait_for_timeout(200)
    (registration,) = [
        one
        for event in seen
        for one in event["registrations"]
        if one["scopeURL"] == f"{site}/"
    ][:1]
    devtools.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": site,
            "registrationId": registration["registrationId"],
            "data": text,
        },
    )


def shown_by(page):
    """The service worker, once it shows a notification."""
    worker = page.context.service_workers[0]
    for _ in range(50):
        if worker.evaluate(
            "self.registration.getNotifications().then((x) => x.length)"
        ):
            return worker
        page.wait_for_timeout(100)
    raise AssertionError("no notification was shown")


def test_an_alert_reaches_the_phone_and_its_notification_opens_it(
    cast, page, enter, login, service, site
):
    cast.bo.ongoing_breaks_quiet = True
    cast.bo.save()
    page.context.grant_permissions(["notifications"], origin=site)
    turn_on(enter(page, cast.bo), service)
    assert cast.bo.channels.get(kind="push").verified_at
    alert = send(login(cast.alva, strong=True))
    call_command("deliver", once=True)
    (message,) = service.messages

    deliver_to_worker(page, site, message["text"])
    worker = shown_by(page)
    shown = worker.evaluate(
        "async () => (await self.registration.getNotifications()).map((one) =>"
        " [one.title, one.body, one.renotify, one.data.url])"
    )
    assert shown[0][0].startswith("Inbrott just nu – Björkvägen")
    assert shown[0][1:3] == [TEXT, False]
    assert shown[0][3].startswith(f"/l/{alert.code}/")

    # The same message once more replaces the first: one notification stands.
    deliver_to_worker(page, site, message["text"])
    count = "async () => (await self.registration.getNotifications()).length"
    assert worker.evaluate(count) == 1

    opened = click(worker)
    assert opened == [f"{site}{shown[0][3]}"]
    page.goto(opened[0])
    assert TEXT in page.content()


def click(worker):
    """Presses the notification; a window may only be opened by a real finger."""
    return worker.evaluate(
        """async () => {
          const opened = [];
          self.clients.openWindow = async (url) => opened.push(url);
          const [notification] = await self.registration.getNotifications();
          const event = new NotificationEvent("notificationclick", { notification });
          self.dispatchEvent(event);
          await new Promise((done) => setTimeout(done, 200));
          const left = (await self.registration.getNotifications()).length;
          return left ? ["still there"] : opened;
        }"""
    )


@pytest.mark.parametrize(
    "url", ["https://evil.example/x", "//evil.example/", "javascript:1"]
)
def test_a_notification_never_leads_to_another_site(
    cast, page, enter, service, site, url
):
    page.context.grant_permissions(["notifications"], origin=site)
    turn_on(enter(page, cast.bo), service)
    deliver_to_worker(page, site, json.dumps({"title": "x", "url": url}))
    worker = shown_by(page)
    assert click(worker) == [f"{site}/"]


def test_without_a_network_the_phone_shows_what_to_do(cast, page, enter, service, site):
    page.context.grant_permissions(["notifications"], origin=site)
    turn_on(enter(page, cast.bo), service)
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller")
    page.context.set_offline(True)
    page.goto("/mitt/larm/")
    assert "Du är utan nät" in page.content()
    kept = page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async (name) =>"
        " (await (await caches.open(name)).keys()).map((one) => new URL(one.url)"
        ".pathname)))).flat()"
    )
    assert all(path == "/offline/" or path.startswith("/static/") for path in kept)
    page.context.set_offline(False)
    page.problems.clear()


def test_the_page_has_no_barriers(cast, page, enter, axe):
    enter(page, cast.bo).goto(PAGE)
    assert axe(page) == []
