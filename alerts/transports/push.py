"""Web push: encrypted for one browser, handed to its push service over HTTP/2."""

import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from alerts.exceptions import Refused

from .base import Message, Outcome, Verdict
from .endpoints import Endpoint, Hosts, NoAddressError
from .http import Answer, Http, Request
from .names import Names
from .rfc8291 import LONGEST, encrypt, receiver
from .vapid import Vapid

TICK = 0.025  # seconds
AT_A_TIME = 16  # messages encrypted between two looks at the network: about 2 ms
LONGEST_WAIT = 3600  # seconds; whatever Retry-After says
DEFAULT_WAIT = 60  # when a service that is overloaded does not say


@dataclass(slots=True, eq=False)
class _Task:
    """A message that was pulled, on its way to its service."""

    message: Message
    endpoint: Endpoint
    deadline: float


class Push:
    """Sends to the services in `hosts` and nowhere else; see `Transport`.

    A service that asks for patience (429, 503) is left alone until then: messages to it
    come back as `later` without a call, others go on.
    """

    def __init__(
        self,
        vapid: Vapid,
        hosts: Hosts,
        *,
        names: Names | None = None,
        timeout: float = 10,
        ca_file: str = "",
        streams: int = 100,
    ) -> None:
        self._vapid = vapid
        self._hosts = hosts
        self._names = names or Names()
        self._timeout = timeout
        self._streams = streams
        self._http: Http[_Task] = Http(most=streams, timeout=timeout, ca_file=ca_file)
        self._nameless: deque[_Task] = deque()
        self._held: dict[str, float] = {}  # origin -> until when

    def send(self, messages: Iterable[Message]) -> Iterator[Outcome | None]:
        feed: Iterator[Message] | None = iter(messages)
        try:
            while feed is not None or self._nameless or self._http.busy:
                outcomes: list[Outcome] = []
                if feed is not None and not self._begin_some(feed, outcomes):
                    feed = None
                outcomes += self._retry_names()
                outcomes += self._hear(0 if feed is not None and self._room else TICK)
                yield from outcomes or (None,)
        finally:
            self._nameless.clear()
            self._http.drop()

    def close(self) -> None:
        self._http.close()

    # --- beginning --------------------------------------------------------------

    @property
    def _room(self) -> int:
        return self._http.room - len(self._nameless)

    def _begin_some(self, feed: Iterator[Message], outcomes: list[Outcome]) -> bool:
        """Begins what there is room for; False once there are no more."""
        for _ in range(min(self._room, AT_A_TIME)):
            message = next(feed, None)
            if message is None:
                return False
            outcome = self._begin(message)
            if outcome is not None:
                outcomes.append(outcome)
        return True

    def _begin(self, message: Message) -> Outcome | None:
        try:
            endpoint = self._hosts.endpoint(message.to)
        except Refused as error:
            return Outcome(message.key, Verdict.REJECTED, error.code)
        wait = self._held.get(endpoint.origin, 0) - time.monotonic()
        if wait > 0:
            return Outcome(message.key, Verdict.LATER, "held", int(wait) + 1)
        if len(message.body) > LONGEST:
            return Outcome(message.key, Verdict.FAILED, "413")
        return self._go(_Task(message, endpoint, time.monotonic() + self._timeout))

    def _retry_names(self) -> list[Outcome]:
        waiting, self._nameless = self._nameless, deque()
        return [outcome for task in waiting if (outcome := self._go(task)) is not None]

    def _go(self, task: _Task) -> Outcome | None:
        """Hands the task to the network, or puts it aside until its host is known."""
        key = task.message.key
        try:
            found = self._names.find(task.endpoint)
        except NoAddressError:
            return Outcome(key, Verdict.LATER, "name")
        except Refused as error:
            return Outcome(key, Verdict.REJECTED, error.code)
        if found is None and time.monotonic() > task.deadline:
            return Outcome(key, Verdict.LATER, "name")
        if found is None:
            self._nameless.append(task)
            return None
        try:
            request = self._request(task, found)
        except ValueError:
            return Outcome(key, Verdict.REJECTED, "keys")
        self._http.start(request, task)
        return None

    def _request(self, task: _Task, found: tuple[str, ...]) -> Request:
        message, endpoint = task.message, task.endpoint
        keys = receiver(message.p256dh, message.auth)
        headers = [
            self._vapid.header(endpoint.origin),
            "Content-Type: application/octet-stream",
            "Content-Encoding: aes128gcm",
            f"TTL: {message.ttl:d}",
            f"Urgency: {'high' if message.urgent else 'normal'}",
        ]
        if message.topic:
            headers.append(f"Topic: {message.topic}")
        return Request(
            endpoint.url,
            headers,
            encrypt(message.body, keys),
            f"{endpoint.host}:{endpoint.port}:{','.join(map(_literal, found))}",
        )

    # --- hearing ----------------------------------------------------------------

    def _hear(self, seconds: float) -> list[Outcome]:
        if self._nameless and not self._http.busy:
            time.sleep(min(seconds, 0.005))  # nothing but names to wait for
        return [self._outcome(*each) for each in self._http.step(seconds)]

    def _outcome(self, task: _Task, answer: Answer) -> Outcome:
        verdict, code = judge(answer), str(answer.status or answer.failure)
        if answer.status not in _OVERLOADED:
            return Outcome(task.message.key, verdict, code)
        asked = DEFAULT_WAIT if answer.retry_after is None else answer.retry_after
        wait = min(asked, LONGEST_WAIT)
        self._held[task.endpoint.origin] = time.monotonic() + wait
        return Outcome(task.message.key, verdict, code, wait)


_OVERLOADED = {429, 503}
_VERDICTS = {
    400: Verdict.CONFIGURATION,
    401: Verdict.CONFIGURATION,
    403: Verdict.CONFIGURATION,
    404: Verdict.GONE,
    408: Verdict.LATER,
    410: Verdict.GONE,
    413: Verdict.FAILED,
    429: Verdict.LATER,
    503: Verdict.LATER,
}


def judge(answer: Answer) -> Verdict:
    """What a push service's answer means (guarantees, section 4).

    Redirects are not followed: they and other answers that make no sense fail the
    message and delete nothing.
    """
    if answer.status in _VERDICTS:
        return _VERDICTS[answer.status]
    if not answer.status:
        return Verdict.AMBIGUOUS if answer.written else Verdict.LATER
    return _BY_CLASS.get(answer.status // 100, Verdict.AMBIGUOUS)


_BY_CLASS = {
    2: Verdict.ACCEPTED,
    3: Verdict.FAILED,
    4: Verdict.FAILED,
    5: Verdict.AMBIGUOUS,
}


def _literal(address: str) -> str:
    return f"[{address}]" if ":" in address else address
