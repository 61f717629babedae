"""The send loop: claims a chunk, sends it over open connections, commits what happened.

In flight plus uncommitted is never more than one micro-batch (50 ms or 500 rows), so
a killed sender repeats at most that (G3). No transaction is open while a provider
answers. A chunk costs four statements and two commits on PostgreSQL (D2).
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils import timezone

from . import breaker, outbox, quiet, rendering, transports
from .failpoints import reached
from .models import Chunk
from .outbox.claiming import Claimed
from .outbox.recording import postpone
from .transports.base import Message, Outcome, Transport

log = logging.getLogger(__name__)
KINDS = ("email", "push", "sms", "door")
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0  # seconds, while the database is away
# Set by whoever ends this process: what is not begun is given back.
stopping = threading.Event()
_open: dict[str, Transport] = {}


def transport_of(kind: str) -> Transport:
    """This process's transport of a kind; its connections stay open between chunks."""
    if kind not in _open:
        _open[kind] = transports.open(kind)
    return _open[kind]


def run_due(
    kinds: Sequence[str] = KINDS, *, first: int | None = None, seconds: float = 30
) -> int:
    """Sends what is due until nothing is, at most this long; gives the chunks run."""
    end = time.monotonic() + seconds
    ran = 0
    run = _go_on(None, kinds, first=first)
    while run is not None:
        run.send()
        ran += 1
        over = stopping.is_set() or time.monotonic() > end
        run = _go_on(run, () if over else kinds)
    return ran


def _go_on(
    run: Run | None, kinds: Sequence[str], *, first: int | None = None
) -> Run | None:
    """Leaves a chunk counted and claims what comes next, in one transaction."""
    if run is not None and kinds and run.has_more:
        return _claim(run.chunk)
    with transaction.atomic():
        left = outbox.close_chunk(run.chunk) if run is not None else 0
        if run is None or not left:
            return _next(kinds, first)
    _run_suspects(run.chunk)
    with transaction.atomic():
        return _next(kinds, None)


def _next(kinds: Sequence[str], first: int | None) -> Run | None:
    """The next due chunk, claimed; those behind an open breaker are put off."""
    if not kinds:
        return None
    chunk = outbox.take_next(kinds, chunk_id=first) if first else None
    chunk = chunk or outbox.take_next(kinds)
    while chunk is not None and breaker.is_open(chunk.kind):
        breaker.hold(chunk)
        chunk = outbox.take_next(kinds)
    return _claim(chunk) if chunk is not None else None


def _claim(chunk: Chunk, *, alone: bool = False) -> Run:
    limit = 1 if alone else settings.DELIVERY_BATCH_ROWS
    token, rows, looked = outbox.claim(chunk, limit=limit, alone=alone)
    # A chunk's rows are never more than when it was opened.
    return Run(chunk, token, rows, has_more=limit == looked < chunk.open)


def _run_suspects(chunk: Chunk) -> None:
    """One by one, the rows that were claimed twice without an outcome."""
    while not stopping.is_set():
        run = _claim(chunk, alone=True)
        if not run.rows and not run.has_more:
            break
        run.send()
    outbox.close_chunk(chunk)


@dataclass
class Run:
    """One claim on its way through a transport."""

    chunk: Chunk
    token: str
    rows: Sequence[Claimed]
    has_more: bool = False
    claimed_at: float = field(default_factory=time.monotonic)
    done: list[Outcome] = field(default_factory=list)
    done_since: float = 0
    begun: int = 0
    begun_at: float = 0

    def __post_init__(self) -> None:
        self.by_key = {row.pk: row for row in self.rows}
        self.untried = set(self.by_key)

    def send(self) -> None:
        """Every row ends with an outcome, or is given back, or its lease runs out."""
        reached("after claim")
        try:
            self._send_all()
        except BaseException:
            self._give_up()
            raise

    def _send_all(self) -> None:
        waiting = self._awake(self.rows)
        sheets = rendering.sheets(self.chunk.kind)
        transport = transport_of(self.chunk.kind)
        while waiting and not stopping.is_set():
            batch = self._still_good(waiting[: settings.DELIVERY_BATCH_ROWS])
            waiting = waiting[settings.DELIVERY_BATCH_ROWS :]
            waiting = self._send_batch(transport, batch, sheets) + waiting
        self._release(row.pk for row in waiting)

    def _awake(self, rows: Sequence[Claimed]) -> list[Claimed]:
        """Without those whose quiet hours hold this channel now."""
        if self.chunk.kind not in quiet.HELD_KINDS:
            return list(rows)
        now = timezone.now()
        awake: list[Claimed] = []
        asleep: dict[datetime, list[int]] = defaultdict(list)
        for row in rows:
            if not quiet.is_quiet(now, row.quiet_from, row.quiet_to) or (
                rendering.may_wake(row)
            ):
                awake.append(row)
            else:
                asleep[quiet.quiet_until(now, row.quiet_to)].append(row.pk)
        for until, ids in asleep.items():
            postpone(self.token, ids, until)
            self.untried.difference_update(ids)
        return awake

    def _still_good(self, batch: list[Claimed]) -> list[Claimed]:
        """The re-check before each micro-batch; the claim itself is the first."""
        if time.monotonic() - self.claimed_at < settings.DELIVERY_BATCH_SECONDS:
            return batch
        good = outbox.still_good(self.token, [row.pk for row in batch])
        self._release(row.pk for row in batch if row.pk not in good)
        return [row for row in batch if row.pk in good]

    def _send_batch(
        self, transport: Transport, batch: list[Claimed], sheets: rendering.Sheets
    ) -> list[Claimed]:
        """Sends for 50 ms, commits, and gives back the rows that were not begun."""
        self.begun, self.begun_at = 0, time.monotonic()
        for outcome in transport.send(self._messages(batch, sheets)):
            if outcome is not None:
                reached("after answer")
                if not self.done:
                    self.done_since = time.monotonic()
                self.done.append(outcome)
            if self.done and _is_over(self.done_since):
                self._commit()
        self._commit()
        return batch[self.begun :]

    def _messages(
        self, batch: Iterable[Claimed], sheets: rendering.Sheets
    ) -> Iterator[Message]:
        for row in batch:
            if self.begun and (_is_over(self.begun_at) or stopping.is_set()):
                return
            message = sheets.message(row)
            self.begun += 1
            self.untried.discard(row.pk)
            reached("before send")
            yield message
            reached("after request written")

    # --- outcomes ---------------------------------------------------------------

    def _commit(self) -> None:
        """Kept in memory and tried again while the database is away."""
        if not self.done:
            return
        reached("before outcome commit")
        pause = FIRST_PAUSE
        while not self._recorded():
            if stopping.wait(pause):
                raise OperationalError("stopped while outcomes waited")
            pause = min(pause * 2, LONGEST_PAUSE)
        reached("after outcome commit")
        breaker.note(self.chunk.kind, self.done)
        self.done.clear()

    def _recorded(self) -> bool:
        try:
            outbox.record(self.token, self.done, self.by_key, chunk=self.chunk)
        except OperationalError:
            log.exception("outcomes wait for the database")
            _hang_up()
            return False
        return True

    def _release(self, keys: Iterable[int]) -> None:
        ids = list(keys)
        outbox.release(self.token, ids)
        self.untried.difference_update(ids)

    def _give_up(self) -> None:
        """Stopped in the middle: records what is known, gives back what is not begun.

        What was begun and not answered waits for its lease to run out.
        """
        transport = _open.pop(self.chunk.kind, None)
        if transport is not None:
            transport.close()
        _hang_up()
        with contextlib.suppress(DatabaseError):
            outbox.record(self.token, self.done, self.by_key, chunk=self.chunk)
            self._release(list(self.untried))
            outbox.close_chunk(self.chunk)


def _is_over(since: float) -> bool:
    return time.monotonic() - since >= settings.DELIVERY_BATCH_SECONDS


def _hang_up() -> None:
    """A connection that broke, or was left in mid-answer, is of no more use."""
    if not connection.in_atomic_block:
        connection.close()
