"""A real browser against the running site.

`page` is a phone, `desk` an officer's screen; both fail their test when the console
complains or when anything is asked of another host. `site` is the address, `enter`
logs somebody in, `axe` looks for barriers in both themes, `virtual_key` is a passkey
that always says yes. `open_page` makes a further window, for instance without
JavaScript. `post` is a real mail server, with `post.deliver()` for what is due and
`post.link_to()` for what somebody got.
"""

import email
import email.policy
import re
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from alerts import delivery
from tests.fakes.smtp_sink import SmtpSink
from watch.shots import browser as tools

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
VIRTUAL_KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="session")
def browser():
    try:
        with tools.opened() as chromium:
            yield chromium
    except tools.NoBrowser as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture
def site(live_server, settings):
    """The address of the running site, by the name passkeys need; letters have it."""
    address = live_server.url.replace("127.0.0.1", "localhost")
    settings.SITE_URL = address
    return address


@pytest.fixture
def open_page(browser, site):
    """Opens windows; afterwards, none of them may have had a complaint."""
    contexts, pages = [], []

    def opens(*, size=PHONE, **options):
        context = browser.new_context(
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
            viewport=size,
            base_url=site,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        _listen(page, site)
        pages.append(page)
        return page

    yield opens
    for context in contexts:
        context.close()
    assert [problem for page in pages for problem in page.problems] == []


@pytest.fixture
def page(open_page):
    """A phone."""
    return open_page()


@pytest.fixture
def desk(open_page):
    """An officer's screen."""
    return open_page(size=DESK)


def _listen(page, site):
    """Keeps what the console, the scripts and the network complain about."""
    page.problems = []
    page.on("console", lambda message: _heard(page, message))
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("request", lambda request: _asked(page, request.url, site))


def _heard(page, message):
    if message.type == "error" and not _is_the_pages_own_status(page, message):
        page.problems.append(f"{page.url}: {message.text}")


def _is_the_pages_own_status(page, message):
    """A form with errors answers 422, and Chromium says so in the console."""
    failed = message.text.startswith("Failed to load resource: the server responded")
    return failed and message.location.get("url", "").split("#")[0] == page.url


def _asked(page, url, site):
    parts = urlsplit(url)
    if parts.scheme in ("http", "https") and parts.netloc != urlsplit(site).netloc:
        page.problems.append(f"{page.url} asks another host: {url}")


@pytest.fixture
def enter(site):
    """Logs a person in, in the given window; strong=True with a passkey just used."""

    def enters(page, person, *, strong=False):
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        if strong:
            session = client.session
            session["account_authentication_methods"] = [
                {"method": "mfa", "type": "webauthn", "at": timezone.now().timestamp()}
            ]
            session.save()
        cookie = client.cookies["session"]
        page.context.clear_cookies()
        page.context.add_cookies(
            [{"name": "session", "value": cookie.value, "url": site}]
        )
        return page

    return enters


@pytest.fixture
def axe():
    """What axe finds on a page, in both themes; an empty list is the goal."""
    return tools.violations


@pytest.fixture
def virtual_key(page):
    """An authenticator that always says yes."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL_KEY})


class Post:
    """Sends what is due by the project's own engine, and reads what came."""

    def __init__(self, sink):
        self.sink = sink

    def deliver(self):
        call_command("deliver", once=True)

    def letters_to(self, address):
        """The texts of the letters, the oldest first."""
        found = [letter for letter in self.sink.messages if address in letter["to"]]
        return [_text(letter["body"]) for letter in found]

    def link_to(self, address, path="/"):
        """The newest link to a page below the path."""
        letters = "\n".join(self.letters_to(address))
        links = re.findall(rf"http://localhost:\d+{path}[^\s>]+", letters)
        return links[-1].rstrip(".")


def _text(body):
    letter = email.message_from_bytes(body, policy=email.policy.default)
    return letter.get_body(("plain",)).get_content()


@pytest.fixture
def post(settings):
    """A real mail server; nothing waits for the ten seconds of regret."""
    delivery._open.clear()
    with SmtpSink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.STOP_SECONDS = 0
        yield Post(sink)
        for transport in delivery._open.values():
            transport.close()
        delivery._open.clear()
