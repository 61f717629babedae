"""The kept connections to a relay, driven by one selector."""

import contextlib
import selectors
import socket
import time
from collections.abc import Callable

from .base import Verdict
from .dialogue import still_there
from .relay import Account, Opening, RefusedError
from .smtp import BrokenError, Line, Script, Turn

SMALL_TALK = 2.0  # seconds for an answer that no message waits for (NOOP, RSET)


class Lines:
    """At most `most` connections; one that hangs or breaks stops no other.

    `begin` gives a connection its dialogue, `lost` is told of each message that was on
    a connection when it broke.
    """

    def __init__(
        self,
        account: Account,
        *,
        most: int,
        begin: Callable[[Line], Script],
        lost: Callable[[Turn, Verdict, str], None],
    ) -> None:
        self._account = account
        self._most = most
        self._enough = most
        self._begin = begin
        self._lost = lost
        self._lines: set[Line] = set()
        self._opening: Opening | None = None
        self._inherited: Opening | None = None  # begun in an earlier call
        self._selector = selectors.DefaultSelector()
        self._ear, self._mouth = socket.socketpair()
        self._ear.settimeout(0)
        self._selector.register(self._ear, selectors.EVENT_READ)
        self.refusal: RefusedError | None = None  # set while no connection can be had

    @property
    def talking(self) -> bool:
        return any(line.script for line in self._lines)

    def start(self) -> None:
        """Forgets old refusals and connections that died; sets the others to work."""
        self.refusal, self._enough = None, self._most
        self._inherited = self._opening
        self._collect_opening()
        self._listen(0)
        for line in list(self._lines):
            rested = time.monotonic() - line.since
            if rested > self._account.drop_after:
                self._forget(line)
            elif line.script is None:
                self._talk(line, ask=rested > self._account.ask_after)

    def grow(self) -> None:
        """Begins to open one more connection, unless there are enough or one rests."""
        if self._opening is not None or len(self._lines) >= self._enough:
            return
        if all(line.script for line in self._lines):
            self._opening = Opening(self._account, self._wake)

    def step(self, seconds: float) -> None:
        """Does what can be done now, and waits at most so long for more."""
        if not self._lines:
            self.grow()
        self._listen(seconds)
        opened = self._collect_opening()
        if opened is not None:
            self._talk(opened)
        self._end_overdue()

    def hang_up(self) -> None:
        """Drops connections in mid-dialogue: what was begun can't be gone on with."""
        for line in [line for line in self._lines if line.script]:
            self._forget(line)

    def close(self) -> None:
        if self._opening is not None:
            self._opening.abandon()
            self._opening = None
        for line in self._lines:
            line.close(politely=True)
        self._lines.clear()
        self._selector.close()
        self._ear.close()
        self._mouth.close()

    # --- opening ----------------------------------------------------------------

    def _wake(self) -> None:
        with contextlib.suppress(OSError):  # closed meanwhile
            self._mouth.send(b".")

    def _collect_opening(self) -> Line | None:
        """The connection that has come about by now, or what that failed with."""
        opening = self._opening
        result = opening.result_by_now() if opening is not None else None
        if result is None:
            return None
        self._opening = None
        if isinstance(result, Line):
            self._lines.add(result)
            self._selector.register(result.sock, selectors.EVENT_READ, result)
            return result
        if self._lines:
            self._enough = len(self._lines)  # a relay may allow fewer than we'd like
        elif opening is not self._inherited:  # that one says nothing about now
            self.refusal = result
        return None

    # --- talking ----------------------------------------------------------------

    def _talk(self, line: Line, *, ask: bool = False) -> None:
        script = self._begin(line)
        line.script = still_there(script) if ask else script
        self._go_on(line, line.script, None)

    def _go_on(self, line: Line, script: Script, codes: list[int] | None) -> None:
        """Runs the dialogue until it needs replies that have not come."""
        try:
            while True:
                data, line.wanted = _say(script, codes)
                line.since = time.monotonic()
                if data:
                    line.write(data)
                    self._watch(line)
                if len(line.codes) < line.wanted:
                    return
                codes = line.take_codes()
        except StopIteration as end:
            line.script, line.since = None, time.monotonic()
            if not end.value:
                self._forget(line)
        except BrokenError as error:
            self._break(line, str(error))

    def _listen(self, seconds: float) -> None:
        for key, events in self._selector.select(seconds):
            if key.data is None:
                with contextlib.suppress(BlockingIOError):
                    self._ear.recv(4096)
            elif key.data in self._lines:
                self._serve(key.data, events)

    def _serve(self, line: Line, events: int) -> None:
        broken = ""
        try:
            if events & selectors.EVENT_WRITE:
                line.flush()
                self._watch(line)
            if events & selectors.EVENT_READ:
                line.read()
        except BrokenError as error:
            broken = str(error)
        if line.script is None:
            self._forget(line)  # it spoke or closed without being asked
            return
        if len(line.codes) >= line.wanted:  # also what it said before it broke
            self._go_on(line, line.script, line.take_codes())
        if broken and line in self._lines:
            self._break(line, broken)

    def _watch(self, line: Line) -> None:
        wants = selectors.EVENT_READ
        if not line.flushed:
            wants |= selectors.EVENT_WRITE
        if wants != line.watched:
            line.watched = wants
            self._selector.modify(line.sock, wants, line)

    # --- ending -----------------------------------------------------------------

    def _end_overdue(self) -> None:
        now, patience = time.monotonic(), min(SMALL_TALK, self._account.timeout)
        for line in list(self._lines):
            if line.script and now > line.deadline(patience):
                self._break(line, "timeout")

    def _break(self, line: Line, code: str) -> None:
        for turn in line.turns:
            told = line.was_told(turn)
            self._lost(turn, Verdict.AMBIGUOUS if told else Verdict.LATER, code)
        self._forget(line)

    def _forget(self, line: Line) -> None:
        line.turns.clear()
        line.script = None
        self._lines.discard(line)
        self._selector.unregister(line.sock)
        line.close()


def _say(script: Script, codes: list[int] | None) -> tuple[bytes, int]:
    return next(script) if codes is None else script.send(codes)
