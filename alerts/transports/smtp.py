"""One open SMTP connection that we drive without ever waiting on it."""

import contextlib
import selectors
import socket
import ssl
import time
from collections import deque
from collections.abc import Generator
from dataclasses import dataclass

from .base import Message, Verdict

LONGEST_REPLY = 65536  # a relay that talks more than this without an end is broken

# "Send these bytes, then give me that many reply codes." Returns whether to keep the
# connection.
Script = Generator[tuple[bytes, int], list[int], bool]


class BrokenError(Exception):
    """The connection is of no more use; the code says why."""


@dataclass(slots=True)
class Turn:
    """One message on its way over one connection."""

    message: Message
    envelope: tuple[bytes, bytes, bytes]  # MAIL, RCPT and DATA, each with its line end
    body: bytes  # dot-stuffed, with the final dot
    deadline: float
    dot_at: int | None = None  # position in the connection's bytes where its dot ends


class Line:
    """An open SMTP connection that neither reading nor writing can block.

    `turns` are the messages on it, the oldest first: at most two when pipelining.
    """

    def __init__(self, sock: socket.socket, features: dict[str, str]) -> None:
        sock.settimeout(0)
        self.sock = sock
        self.pipelining = "pipelining" in features
        self.eight_bit = "8bitmime" in features
        self.turns: deque[Turn] = deque()
        self.script: Script | None = None
        self.codes: list[int] = []
        self.wanted = 0
        self.watched = selectors.EVENT_READ
        self.since = time.monotonic()  # of the last step of the script, or of rest
        self.queued = 0  # bytes ever written to the connection…
        self._unsent = b""  # …of which these wait for room
        self._heard = b""

    @property
    def flushed(self) -> bool:
        """Whether all that was written has left us."""
        return not self._unsent

    def deadline(self, patience: float) -> float:
        """When the oldest message, or without one the last step, took too long."""
        return self.turns[0].deadline if self.turns else self.since + patience

    def write(self, data: bytes) -> None:
        """Sends what the socket takes now; `flush` sends the rest."""
        self.queued += len(data)
        self._unsent = self._unsent + data if self._unsent else data
        self.flush()

    def flush(self) -> None:
        """Sends what waits, as far as there is room."""
        while self._unsent:
            try:
                sent = self.sock.send(self._unsent)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return
            except OSError as error:
                raise BrokenError("closed") from error
            self._unsent = self._unsent[sent:]

    def was_told(self, turn: Turn) -> bool:
        """Whether the final dot has left us: from then on it may be accepted."""
        return (
            turn.dot_at is not None and self.queued - len(self._unsent) >= turn.dot_at
        )

    def read(self) -> None:
        """Adds the replies that have come to `codes`."""
        while True:
            try:
                data = self.sock.recv(LONGEST_REPLY)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return
            except OSError as error:
                raise BrokenError("closed") from error
            if not data:
                raise BrokenError("closed")
            self._hear(data)
            if not _has_more(self.sock):
                return

    def _hear(self, data: bytes) -> None:
        heard = self._heard + data if self._heard else data
        start = 0
        while (end := heard.find(b"\r\n", start)) >= 0:
            if heard[start + 3 : start + 4] != b"-":  # "250-" goes on, "250 " ends
                self.codes.append(_code(heard[start : start + 3]))
            start = end + 2
        self._heard = heard[start:]
        if len(self._heard) > LONGEST_REPLY:
            raise BrokenError("garbage")

    def take_codes(self) -> list[int]:
        """The replies that the script waits for; later ones stay."""
        codes = self.codes[: self.wanted]
        del self.codes[: self.wanted]
        return codes

    def close(self, *, politely: bool = False) -> None:
        """Ends the connection; says goodbye first if asked to."""
        with contextlib.suppress(OSError):
            if politely:
                self.sock.send(b"QUIT\r\n")
        with contextlib.suppress(OSError):
            self.sock.close()


def _code(digits: bytes) -> int:
    if not digits.isdigit():
        raise BrokenError("garbage")
    return int(digits)


def _has_more(sock: socket.socket) -> bool:
    """TLS may hold decrypted bytes that no selector can see."""
    return isinstance(sock, ssl.SSLSocket) and sock.pending() > 0


def dot_stuff(body: bytes) -> bytes:
    """Doubles the dot that begins a line (RFC 5321, 4.5.2); closes the last line."""
    if not body.endswith(b"\r\n"):
        body += b"\r\n"
    if body.startswith(b"."):
        body = b"." + body
    return body.replace(b"\r\n.", b"\r\n..") if b"\r\n." in body else body


# Relaying denied, authentication wanted or too weak: our set-up, not the recipient.
_POLICY = {530, 534, 535, 538, 554}


def judge(stage: str, code: int) -> Verdict:
    """What a reply code at "open", "mail", "rcpt", "data" or "dot" means."""
    if stage == "dot" and 200 <= code < 300:  # noqa: PLR2004
        return Verdict.ACCEPTED
    if not 500 <= code < 600:  # noqa: PLR2004
        return Verdict.LATER
    if stage == "rcpt" and code not in _POLICY:
        return Verdict.REJECTED
    return Verdict.CONFIGURATION
