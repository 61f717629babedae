"""The relay that takes our e-mail: smtplib connects, secures and logs in."""

import contextlib
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from .base import Verdict
from .smtp import Line, judge

READY = 220


@dataclass(frozen=True, slots=True)
class Account:
    """The relay that takes our e-mail, and how we prove who we are."""

    host: str
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    security: Literal["none", "starttls", "tls"] = "starttls"
    helo: str = "localhost"
    ca_file: str = ""  # empty: the system's authorities
    timeout: float = 10
    ask_after: float = 5  # seconds of rest; then a connection is asked if it lives
    drop_after: float = 60  # and then it is not worth asking


class RefusedError(Exception):
    """No connection came about; `verdict` is what that means for every message."""

    def __init__(self, verdict: Verdict, code: str) -> None:
        super().__init__(code)
        self.verdict = verdict
        self.code = code


class Opening:
    """A connection being opened in a thread: look-up, TLS and AUTH can each hang.

    The thread touches the socket only, never the database. `wake` is called when
    `result` is there.
    """

    def __init__(self, account: Account, wake: Callable[[], None]) -> None:
        self.deadline = time.monotonic() + account.timeout
        self.result: Line | RefusedError | None = None
        self._account = account
        self._wake = wake
        self._abandoned = False
        self._smtp = _client(account)
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            result: Line | RefusedError = open_line(self._smtp, self._account)
        except RefusedError as error:
            result = error
        self.result = result
        if self._abandoned and isinstance(result, Line):
            result.close()
        self._wake()

    def result_by_now(self) -> Line | RefusedError | None:
        """The result, a time-out if it is overdue, or None while there is hope."""
        if self.result is None and time.monotonic() > self.deadline:
            self.abandon()
            return RefusedError(Verdict.LATER, "timeout")
        return self.result

    def abandon(self) -> None:
        """Gives up: a relay that sends a byte a second must not keep a thread."""
        self._abandoned = True
        if isinstance(self.result, Line):
            self.result.close()
        elif self._smtp.sock is not None:
            with contextlib.suppress(OSError):
                self._smtp.sock.shutdown(socket.SHUT_RDWR)


def _tls(account: Account) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=account.ca_file or None)


def _client(account: Account) -> smtplib.SMTP:
    # smtplib would otherwise ask the name service for our own name, and may hang there.
    name, timeout = account.helo, account.timeout
    if account.security == "tls":
        return smtplib.SMTP_SSL(
            local_hostname=name, timeout=timeout, context=_tls(account)
        )
    return smtplib.SMTP(local_hostname=name, timeout=timeout)


def open_line(smtp: smtplib.SMTP, account: Account) -> Line:
    """Connects, secures and logs in as the account says, or raises `RefusedError`.

    Where STARTTLS is asked for and not given, nothing is sent in clear text.
    """
    try:
        _greet(smtp, account)
        if smtp.sock is None:
            raise RefusedError(Verdict.LATER, "closed")
        return Line(smtp.sock, smtp.esmtp_features)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        smtp.close()
        raise _refusal(error) from error


def _greet(smtp: smtplib.SMTP, account: Account) -> None:
    # smtplib checks the certificate's name against the host of its constructor only.
    smtp._host = account.host  # type: ignore[attr-defined]
    code, text = smtp.connect(account.host, account.port)
    if code != READY:
        raise smtplib.SMTPConnectError(code, text)
    smtp.ehlo_or_helo_if_needed()
    if account.security == "starttls":
        code, text = smtp.starttls(context=_tls(account))
        if code != READY:
            raise smtplib.SMTPResponseException(code, text)
        smtp.ehlo_or_helo_if_needed()
    if account.user:
        smtp.login(account.user, account.password)


# The first line that fits counts.
_SENSE: tuple[tuple[type[Exception], Verdict, str], ...] = (
    (smtplib.SMTPNotSupportedError, Verdict.CONFIGURATION, "not offered"),
    (ssl.SSLCertVerificationError, Verdict.CONFIGURATION, "certificate"),
    (smtplib.SMTPServerDisconnected, Verdict.LATER, "closed"),
    (smtplib.SMTPException, Verdict.CONFIGURATION, "log-in"),
    (TimeoutError, Verdict.LATER, "timeout"),
    (Exception, Verdict.LATER, "connect"),
)


def _refusal(error: Exception) -> RefusedError:
    if isinstance(error, smtplib.SMTPConnectError):  # its greeting was not 220
        return RefusedError(Verdict.LATER, str(error.smtp_code))
    if isinstance(error, smtplib.SMTPResponseException):
        code = error.smtp_code
        return RefusedError(judge("open", code), str(code))
    verdict, why = next(row[1:] for row in _SENSE if isinstance(error, row[0]))
    return RefusedError(verdict, why)
