"""SMS gateways: how each is asked, and what its answers mean. One line per driver."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from .base import Message, Verdict
from .http import Answer, Request


@dataclass(frozen=True, slots=True)
class Gateway:
    """One account at one provider.

    `receipt_url` has `{reference}`; `fields` renames the form fields of the generic
    driver (`to`, `text`, `sender`, `reference`, `receipt`; empty = left out).
    """

    kind: str
    url: str
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    rate: float = 10  # messages a second
    receipt_url: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str, *, sender: str = "", receipt_url: str = "") -> "Gateway":
        """`46elks+https://user:key@api.46elks.com/a1/sms?rate=10`, as in the settings.

        `http+…` is any provider that takes a form; the query may rename its fields.
        """
        kind, _, url = text.partition("+")
        if kind not in DRIVERS:
            raise ValueError(f"SMS_GATEWAYS: no driver is called {kind!r}.")
        split = urlsplit(url)
        if split.scheme != "https" and split.hostname not in _NEAR:
            raise ValueError("SMS_GATEWAYS: an address must begin with https://.")
        query = dict(parse_qsl(split.query, keep_blank_values=True))
        place = split.netloc.rpartition("@")[2]
        return cls(
            kind,
            urlunsplit((split.scheme, place, split.path, "", "")),
            user=unquote(split.username or ""),
            password=unquote(split.password or ""),
            sender=query.pop("sender", sender),
            rate=float(query.pop("rate", 10)),
            receipt_url=receipt_url,
            fields=query,
        )


_NEAR = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Driver:
    """How a kind of gateway is spoken to.

    `form` gives the fields of the request; the others name the fields of answers and
    receipts that hold the provider's id and the state.
    """

    form: Callable[[Gateway, Message, str], dict[str, str]]
    ids: tuple[str, ...]
    states: tuple[str, ...]


def _elks(gateway: Gateway, message: Message, text: str) -> dict[str, str]:
    form = {"from": gateway.sender, "to": message.to, "message": text}
    if gateway.receipt_url:  # 46elks has no field for a reference: the path carries it
        form["whendelivered"] = _receipt(gateway, message)
    return form


def _generic(gateway: Gateway, message: Message, text: str) -> dict[str, str]:
    said = {
        "to": message.to,
        "text": text,
        "sender": gateway.sender,
        "reference": message.reference,
        "receipt": _receipt(gateway, message) if gateway.receipt_url else "",
    }
    named = {gateway.fields.get(name, name): value for name, value in said.items()}
    return {name: value for name, value in named.items() if name and value}


def _receipt(gateway: Gateway, message: Message) -> str:
    return gateway.receipt_url.replace("{reference}", message.reference)


DRIVERS = {
    "46elks": Driver(_elks, ("id",), ("status",)),
    "http": Driver(
        _generic, ("id", "sid", "message_id", "MessageSid"), ("status", "MessageStatus")
    ),
}


def request(gateway: Gateway, message: Message, text: str) -> Request:
    """The POST that hands over one SMS."""
    form = DRIVERS[gateway.kind].form(gateway, message, text)
    headers = ["Content-Type: application/x-www-form-urlencoded", "Expect:"]
    if gateway.user:
        login = f"{gateway.user}:{gateway.password}".encode()
        headers.append("Authorization: Basic " + base64.b64encode(login).decode())
    return Request(gateway.url, headers, urlencode(form).encode("ascii"))


_VERDICTS = {
    400: Verdict.REJECTED,
    401: Verdict.CONFIGURATION,
    402: Verdict.CONFIGURATION,
    403: Verdict.CONFIGURATION,
    404: Verdict.CONFIGURATION,
    405: Verdict.CONFIGURATION,
    408: Verdict.LATER,
    413: Verdict.FAILED,
    422: Verdict.REJECTED,
    429: Verdict.LATER,
}


def judge(gateway: Gateway, answer: Answer) -> tuple[Verdict, str]:
    """What an answer means, and the provider's id (guarantees, section 4)."""
    if not answer.status:
        return (Verdict.AMBIGUOUS if answer.written else Verdict.LATER), ""
    if answer.status in _VERDICTS:
        return _VERDICTS[answer.status], ""
    if answer.status >= 500:  # noqa: PLR2004
        return Verdict.LATER, ""
    if answer.status >= 300:  # noqa: PLR2004 - a redirect, or a refusal of our form
        return Verdict.CONFIGURATION, ""
    return _taken(DRIVERS[gateway.kind], answer.body)


_STATES = {
    "delivered": Verdict.DELIVERED,
    "failed": Verdict.FAILED,
    "undelivered": Verdict.FAILED,
    "rejected": Verdict.FAILED,
    "expired": Verdict.FAILED,
}


def _taken(driver: Driver, body: bytes) -> tuple[Verdict, str]:
    """Success must name an id; "200, but no" waits, and nonsense leaves a doubt."""
    said = _object(body)
    if said is None:
        return Verdict.AMBIGUOUS, ""
    if said.get("error") or _state(driver, said) is Verdict.FAILED:
        return Verdict.LATER, ""
    reference = _first(said, driver.ids)
    return (Verdict.ACCEPTED if reference else Verdict.AMBIGUOUS), reference


def _object(body: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _first(said: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """The first of these fields that says something."""
    found = (said.get(name) for name in names)
    return next((str(each)[:100] for each in found if isinstance(each, str | int)), "")


def _state(driver: Driver, said: Mapping[str, Any]) -> Verdict | None:
    return _STATES.get(_first(said, driver.states).lower())


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a gateway told us later about one SMS; `reference` is the provider's id."""

    reference: str
    verdict: Verdict
    code: str


def read_receipt(kind: str, said: Mapping[str, str]) -> Receipt | None:
    """A receipt's meaning; None for news that changes nothing ("sent", "queued")."""
    driver = DRIVERS[kind]
    verdict = _state(driver, said)
    if verdict is None:
        return None
    word = _first(said, driver.states).lower()
    return Receipt(_first(said, driver.ids), verdict, word)
