"""E-mail: a few kept connections to one relay, pipelined, one recipient per message."""

import time
from collections.abc import Iterable, Iterator

from .addresses import wire_address
from .base import Message, Outcome, Verdict
from .dialogue import pipelined, stepwise
from .lines import Lines
from .relay import Account
from .smtp import Line, Script, Turn, dot_stuff

TICK = 0.025  # the caller gets a word at least this often, to commit what it has


class Email:
    """Hands messages to the account's relay; see `Transport` for what it promises.

    Relay unreachable: each message is pulled and gets the refusal as its outcome, so
    that each row gets its back-off. Bodies with bytes above 127 need a relay with
    8BITMIME (`Sheet` makes none). One `send` at a time, in the process that made it; a
    caller that leaves a `send` in the middle learns nothing of what was under way.
    """

    def __init__(
        self, account: Account, *, sender: str = "", connections: int = 4
    ) -> None:
        self._timeout = account.timeout
        self._sender = sender
        self._messages: Iterator[Message] | None = None
        self._outcomes: list[Outcome] = []
        self._lines = Lines(
            account, most=connections, begin=self._dialogue, lost=self._note
        )

    def send(self, messages: Iterable[Message]) -> Iterator[Outcome | None]:
        self._messages = iter(messages)
        try:
            self._lines.start()
            while self._messages is not None or self._lines.talking:
                self._step()
                yield from self._take_outcomes() or (None,)
            yield from self._take_outcomes()
        finally:
            self._messages = None
            self._lines.hang_up()
            self._outcomes.clear()

    def close(self) -> None:
        self._lines.close()

    def _step(self) -> None:
        refusal = self._lines.refusal
        if refusal is None:
            self._lines.step(TICK)
        elif (message := self._pull()) is not None:
            self._outcomes.append(Outcome(message.key, refusal.verdict, refusal.code))

    def _take_outcomes(self) -> list[Outcome]:
        outcomes, self._outcomes = self._outcomes, []
        return outcomes

    def _pull(self) -> Message | None:
        if self._messages is None:
            return None
        message = next(self._messages, None)
        if message is None:
            self._messages = None
        return message

    def _dialogue(self, line: Line) -> Script:
        def take() -> Turn | None:
            return self._take(line)

        def settle(turn: Turn, verdict: Verdict, code: str) -> None:
            line.turns.remove(turn)
            self._note(turn, verdict, code)

        return (pipelined if line.pipelining else stepwise)(line, take, settle)

    def _note(self, turn: Turn, verdict: Verdict, code: str) -> None:
        self._outcomes.append(Outcome(turn.message.key, verdict, code))

    def _take(self, line: Line) -> Turn | None:
        """The next message that this connection can carry; it counts as begun."""
        while (message := self._pull()) is not None:
            turn = self._turn(message, line)
            if isinstance(turn, Turn):
                line.turns.append(turn)
                self._lines.grow()
                return turn
            self._outcomes.append(turn)
        return None

    def _turn(self, message: Message, line: Line) -> Turn | Outcome:
        """The message ready for this connection, or what stands in its way."""
        to = wire_address(message.to)
        sender = wire_address(message.sender or self._sender)
        if to is None:
            return Outcome(message.key, Verdict.REJECTED, "address")
        if sender is None:
            return Outcome(message.key, Verdict.CONFIGURATION, "sender")
        plain = message.body.isascii()
        if not plain and not line.eight_bit:
            return Outcome(message.key, Verdict.FAILED, "8bit")
        return Turn(
            message,
            (
                b"MAIL FROM:<%b>%b\r\n" % (sender, b"" if plain else b" BODY=8BITMIME"),
                b"RCPT TO:<%b>\r\n" % to,
                b"DATA\r\n",
            ),
            dot_stuff(message.body) + b".\r\n",
            time.monotonic() + self._timeout,
        )
