"""SMS through one gateway, or through the next one when the first can't."""

import logging
import re
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from . import gateways
from .base import Message, Outcome, Verdict
from .gateways import Gateway
from .gsm import normalise
from .http import Answer, Http
from .pace import OwnPace, Pace

log = logging.getLogger(__name__)

TICK = 0.025  # seconds
AT_ONCE = 8  # requests
PATIENCE = 2  # refusals in a row before a gateway has to wait
PENALTY = 60.0  # seconds that it waits
LONGEST_WAIT = 3600

_NEXT = {Verdict.LATER, Verdict.CONFIGURATION}  # nothing was accepted: ask another


class _Door:
    """A gateway with its pace and its health."""

    def __init__(self, gateway: Gateway, pace: Pace) -> None:
        self.gateway = gateway
        self.pace = pace
        self._refusals = 0
        self._shut_until = 0.0

    @property
    def is_open(self) -> bool:
        return time.monotonic() >= self._shut_until

    def note(self, verdict: Verdict) -> None:
        self._refusals = self._refusals + 1 if verdict in _NEXT else 0
        if self._refusals >= PATIENCE or verdict is Verdict.CONFIGURATION:
            self._shut_until = time.monotonic() + PENALTY


@dataclass(slots=True, eq=False)
class _Task:
    """A message that was pulled, and the gateways left to ask; the first is asked."""

    message: Message
    text: str
    doors: deque[_Door]


class Sms:
    """Hands SMS to the first gateway that works; see `Transport`.

    An answer that says "not accepted" (`later`, `configuration`) is followed by the
    next gateway at once; the outcome is the last one's. A gateway that refused twice in
    a row rests for a minute, unless no other is left. Numbers outside `prefixes` are
    rejected without a call (SMS to far countries at our cost is a known fraud).
    """

    def __init__(
        self,
        accounts: Sequence[Gateway],
        *,
        paces: Sequence[Pace] = (),
        prefixes: Sequence[str] = ("+46",),
        timeout: float = 10,
        ca_file: str = "",
    ) -> None:
        own = paces or [OwnPace(each.rate) for each in accounts]
        self._doors = [_Door(*each) for each in zip(accounts, own, strict=True)]
        start = "|".join(map(re.escape, prefixes))
        self._number = re.compile(f"({start})[1-9][0-9]{{6,11}}")
        self._passed: deque[_Task] = deque()  # refused by one, waiting for the next
        self._http: Http[_Task] = Http(
            most=AT_ONCE, timeout=timeout, ca_file=ca_file, plain=True
        )

    def send(self, messages: Iterable[Message]) -> Iterator[Outcome | None]:
        feed: Iterator[Message] | None = iter(messages)
        try:
            while feed is not None or self._passed or self._http.busy:
                outcomes: list[Outcome] = []
                pause = self._pause(wanted=feed is not None)
                if not pause and not self._begin(feed, outcomes):
                    feed = None
                outcomes += self._hear(min(pause, TICK))
                yield from outcomes or (None,)
        finally:
            self._passed.clear()
            self._http.drop()

    def close(self) -> None:
        self._http.close()

    # --- beginning --------------------------------------------------------------

    def _pause(self, *, wanted: bool) -> float:
        """0 and the right to one call, or the seconds until it pays to ask again."""
        if self._http.room and self._passed:
            return self._passed[0].doors[0].pace.wait()
        if self._http.room and wanted:
            return self._in_order()[0].pace.wait()
        return TICK

    def _in_order(self) -> deque[_Door]:
        """Open gateways first, in the order of the settings."""
        return deque(sorted(self._doors, key=lambda door: not door.is_open))

    def _begin(self, feed: Iterator[Message] | None, outcomes: list[Outcome]) -> bool:
        """One call; False once there are no more messages."""
        if self._passed:
            self._start(self._passed.popleft())
            return True
        message = next(feed, None) if feed is not None else None
        if message is None:
            return False
        task = self._task(message)
        if isinstance(task, Outcome):
            outcomes.append(task)
        else:
            self._start(task)
        return True

    def _task(self, message: Message) -> _Task | Outcome:
        if not self._number.fullmatch(message.to):
            return Outcome(message.key, Verdict.REJECTED, "number")
        try:
            text = normalise(message.body.decode("utf-8"))
        except UnicodeDecodeError:
            return Outcome(message.key, Verdict.FAILED, "text")
        return _Task(message, text, self._in_order())

    def _start(self, task: _Task) -> None:
        gateway = task.doors[0].gateway
        self._http.start(gateways.request(gateway, task.message, task.text), task)

    # --- hearing ----------------------------------------------------------------

    def _hear(self, seconds: float) -> list[Outcome]:
        if seconds and not self._http.busy:
            time.sleep(seconds)  # nothing but the pace to wait for
        found = (self._outcome(*each) for each in self._http.step(seconds))
        return [outcome for outcome in found if outcome is not None]

    def _outcome(self, task: _Task, answer: Answer) -> Outcome | None:
        """What became of the message; None if another gateway is to try."""
        door = task.doors.popleft()
        verdict, reference = gateways.judge(door.gateway, answer)
        door.note(verdict)
        code = str(answer.status or answer.failure)
        if verdict is Verdict.CONFIGURATION:
            log.error("SMS gateway %s says %s", door.gateway.kind, code)
        if verdict in _NEXT and task.doors:
            self._passed.append(task)
            return None
        wait = answer.retry_after if verdict is Verdict.LATER else None
        wait = min(wait, LONGEST_WAIT) if wait is not None else None
        return Outcome(task.message.key, verdict, code, wait, reference)
