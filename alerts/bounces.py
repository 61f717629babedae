"""Reads what a mail server sends back: which delivery it is about, and what it says.

The delivery is found by our own signed return path, never by an address in the text:
anybody can write one there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import getaddresses
from typing import Literal, NamedTuple, cast

from . import links

WHERE = ("X-Original-To", "Delivered-To", "Envelope-To", "To")
LONGEST = 1_000_000  # bytes
Said = Literal["bounced", "complaint", "nothing"]


class Bounce(NamedTuple):
    """What came back about one delivery; `code` is like 5.1.1."""

    delivery: int
    said: Said
    code: str = ""


def read_bounce(raw: bytes, *, to: str = "") -> Bounce | None:
    """None for anything that doesn't come back to one of our return paths.

    `to` is the envelope's recipient, where the mail server gives it.
    """
    message = message_from_bytes(raw[:LONGEST], policy=policy.compat32)
    delivery = _delivery([to, *_addresses(message)])
    if delivery is None:
        return None
    kind = message.get_content_type()
    report = str(message.get_param("report-type", "")).lower()
    if kind == "multipart/report" and report == "feedback-report":
        return Bounce(delivery, "complaint")
    for fields in _status(message):
        action = str(fields.get("Action", "")).strip().lower()
        code = str(fields.get("Status", "")).strip().partition(" ")[0]
        if action == "failed" and code.startswith("5"):
            return Bounce(delivery, "bounced", code[:12])
    return Bounce(delivery, "nothing")


def _addresses(message: Message) -> Iterator[str]:
    for name in WHERE:
        values = [str(value) for value in message.get_all(name, [])]
        yield from (address for _name, address in getaddresses(values))


def _delivery(addresses: Iterable[str]) -> int | None:
    found = (links.bounced(address) for address in addresses if address)
    return next((pk for pk in found if pk is not None), None)


def _status(message: Message) -> Iterator[Message]:
    """The groups of fields in a delivery-status part (RFC 3464)."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            payload = part.get_payload()
            if isinstance(payload, list):
                yield from cast("list[EmailMessage]", payload)
