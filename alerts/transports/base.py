"""What every channel's transport promises: messages in, outcomes out, no tables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Verdict(StrEnum):
    """What a provider's answer means (guarantees, section 4)."""

    ACCEPTED = "accepted"  # the provider took it
    DELIVERED = "delivered"  # the provider says it arrived
    LATER = "later"  # try again; nothing was accepted
    AMBIGUOUS = "ambiguous"  # it may have been accepted: retry with the same key
    REJECTED = "rejected"  # this address never works
    GONE = "gone"  # the address no longer exists
    CONFIGURATION = "configuration"  # our fault: rows wait, the operator is told
    FAILED = "failed"  # this message can't be sent as it is


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address, ready for the wire.

    `key` is the delivery's id; `body` is the whole payload (RFC 5322 bytes with CRLF
    for e-mail, JSON for push, UTF-8 text for SMS); `reference` is stable over retries.
    """

    key: int
    to: str
    body: bytes
    reference: str = ""
    sender: str = ""  # envelope sender of e-mail (signed return path)
    p256dh: str = ""  # push: the subscription's keys, base64url
    auth: str = ""
    ttl: int = 0  # push: seconds
    topic: str = ""  # push: replaces an undelivered message of the same topic
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message; `retry_after` in seconds when the provider said."""

    key: int
    verdict: Verdict
    code: str = ""
    retry_after: int | None = None
    reference: str = ""  # the provider's own id, for receipts


class Transport(Protocol):
    """Sends many messages over connections it keeps open between calls.

    `send` pulls from `messages` only when it can start the next one, and yields each
    outcome as it comes, in any order. It yields None at least every 25 ms while it
    waits, so that the caller can commit what it has while one recipient hangs. A
    message that was pulled always gets exactly one outcome, also when the connection
    breaks.
    """

    def send(self, messages: Iterable[Message]) -> Iterator[Outcome | None]: ...

    def close(self) -> None: ...
