"""The send loop: claims a chunk, sends it over open connections, commits what happened.

In flight plus uncommitted is never more than one micro-batch (50 ms or 500 rows), so
a killed sender repeats at most that (G3). No transaction is open while a provider
answers.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from . import breaker, outbox, quiet, rendering, transports
from .failpoints import reached
from .models import Chunk
from .outbox.claiming import Claimed, fetch
from .outbox.recording import postpone
from .transports.base import Message, Outcome, Transport

log = logging.getLogger(__name__)
KINDS = ("email", "push", "sms", "door")
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
    chunk = outbox.take_next(kinds, chunk_id=first) if first else None
    while chunk or (chunk := outbox.take_next(kinds)):
        run_chunk(chunk)
        ran += 1
        chunk = None
        if time.monotonic() > end:
            break
    return ran


def run_chunk(chunk: Chunk) -> None:
    """Sends all due rows of a chunk and leaves it counted."""
    if breaker.is_open(chunk.kind):
        breaker.hold(chunk)
        return
    while _run_claim(chunk, alone=False):
        pass
    if outbox.close_chunk(chunk):
        while _run_claim(chunk, alone=True):
            pass
        outbox.close_chunk(chunk)


def _run_claim(chunk: Chunk, *, alone: bool) -> int:
    limit = 1 if alone else settings.DELIVERY_BATCH_ROWS
    token, ids = outbox.claim(chunk, limit=limit, alone=alone)
    reached("after claim")
    if not ids:
        return 0
    rows = {row.pk: row for row in fetch(ids)}
    outbox.release(token, [pk for pk in ids if pk not in rows])
    Run(chunk, token, rows).send()
    # A full claim says that there may be more; a short one that there is not.
    return len(ids) if len(ids) == limit else 0


@dataclass
class Run:
    """One claim on its way through a transport."""

    chunk: Chunk
    token: str
    rows: dict[int, Claimed]
    claimed_at: float = field(default_factory=time.monotonic)
    done: list[Outcome] = field(default_factory=list)
    begun_at: float = 0
    begun: int = 0

    def send(self) -> None:
        waiting = self._awake(list(self.rows.values()))
        sheets = rendering.sheets(waiting, self.chunk.kind)
        transport = transport_of(self.chunk.kind)
        while waiting:
            batch = self._still_good(waiting[: settings.DELIVERY_BATCH_ROWS])
            waiting = waiting[settings.DELIVERY_BATCH_ROWS :]
            left = self._send_batch(transport, batch, sheets)
            waiting = left + waiting

    def _awake(self, rows: list[Claimed]) -> list[Claimed]:
        """Without those whose quiet hours hold this channel now."""
        if self.chunk.kind not in quiet.HELD_KINDS:
            return rows
        now = timezone.now()
        awake = []
        for row in rows:
            if rendering.may_wake(row) or not quiet.is_quiet(
                now, row.quiet_from, row.quiet_to
            ):
                awake.append(row)
            else:
                postpone(self.token, row, quiet.quiet_until(now, row.quiet_to))
        return awake

    def _still_good(self, batch: list[Claimed]) -> list[Claimed]:
        """The re-check before each micro-batch; the claim itself is the first."""
        if time.monotonic() - self.claimed_at < settings.DELIVERY_BATCH_SECONDS:
            return batch
        good = outbox.still_good(self.token, [row.pk for row in batch])
        outbox.release(self.token, [row.pk for row in batch if row.pk not in good])
        return [row for row in batch if row.pk in good]

    def _send_batch(
        self, transport: Transport, batch: list[Claimed], sheets: rendering.Sheets
    ) -> list[Claimed]:
        """Sends for 50 ms, commits, and gives back the rows that were not begun."""
        self.begun, self.begun_at = 0, time.monotonic()
        open_until = self.begun_at + settings.DELIVERY_BATCH_SECONDS
        for outcome in transport.send(self._messages(batch, sheets)):
            if outcome is not None:
                self.done.append(outcome)
            if time.monotonic() >= open_until and self.done:
                self._commit()
        self._commit()
        return batch[self.begun :]

    def _messages(
        self, batch: Iterable[Claimed], sheets: rendering.Sheets
    ) -> Iterator[Message]:
        open_until = self.begun_at + settings.DELIVERY_BATCH_SECONDS
        for row in batch:
            if self.begun and time.monotonic() >= open_until:
                return
            self.begun += 1
            reached("before send")
            yield sheets.message(row)

    def _commit(self) -> None:
        """Kept in memory and tried again while the database is away."""
        if not self.done:
            return
        reached("before outcome commit")
        pause = 0.2
        while True:
            try:
                outbox.record(self.token, self.done, self.rows, chunk=self.chunk)
            except OperationalError:
                log.exception("outcomes wait for the database")
                time.sleep(pause)
                pause = min(pause * 2, 5)
                continue
            break
        reached("after outcome commit")
        breaker.note(self.chunk.kind, self.done)
        self.done.clear()
