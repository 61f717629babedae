"""E-mail rendered once per alert and language; each recipient's copy is a splice.

Measured: a copy costs about 2 µs, Django's EmailMultiAlternatives 657 µs, the standard
library's EmailMessage 1,900 µs.
"""

import binascii
import re
import secrets
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from django.utils import timezone

from .addresses import wire_address

# Stands for the recipient's token in text, HTML and links while a sheet is made. As
# long as a real token of 128 bits, and nobody can write it into an alert by accident.
TOKEN = secrets.token_urlsafe(16)
SUBJECT_LENGTH = 200

_TOKEN = re.compile(r"[A-Za-z0-9_-]+")
_NOT_IN_LIST_ID = re.compile(r"[^A-Za-z0-9.-]+")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f\x85\u2028\u2029]+")


class Sheet:
    """One e-mail with gaps for the recipient's address and token and for Message-ID.

    `text`, `html` and `unsubscribe` have `TOKEN` where the recipient's own goes.
    `sender` comes from settings, never from a user. What `fill` gives is ASCII with
    CRLF, so that any relay passes it unchanged and its DKIM signature holds; no line
    begins with a dot.
    """

    def __init__(
        self,
        *,
        subject: str,
        text: str,
        html: str = "",
        sender: str,
        list_id: str = "",
        unsubscribe: str = "",
    ) -> None:
        domain = parseaddr(sender)[1].rpartition("@")[2].encode("idna")
        fixed = b"%b%b%b" % (
            _fold("Subject", clean_line(subject)[:SUBJECT_LENGTH]) + _sender(sender),
            _list_headers(list_id, unsubscribe),
            _content(text, html),
        )
        gap = TOKEN.encode("ascii")
        self._tokens = fixed.count(gap)
        self._template = b"To: %%b\r\nMessage-ID: <%%b@%b>\r\n%b" % (
            domain,
            fixed.replace(b"%", b"%%").replace(gap, b"%b"),
        )

    def fill(self, to: str, *, token: str, reference: str) -> bytes:
        """The copy for `to`; `reference`, stable over retries, makes its Message-ID.

        Both are base64url or a UUID. An address that no relay takes leaves "To" empty;
        the transport refuses it anyway.
        """
        if not (_TOKEN.fullmatch(token) and _TOKEN.fullmatch(reference)):
            raise ValueError("A token or reference has characters that it can't have.")
        address = wire_address(to) or b"undisclosed-recipients:;"
        mine = token.encode("ascii")
        gaps = address, reference.encode("ascii"), *[mine] * self._tokens
        return self._template % gaps


def clean_line(text: str) -> str:
    """The text on one line, fit for a header: no line end can begin another one."""
    return _BLANK.sub(" ", _sound(text)).strip()


def _sound(text: str) -> str:
    """Without lone surrogates, which no encoding can carry."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _fold(name: str, value: object) -> bytes:
    return SMTP.fold_binary(name, SMTP.header_factory(name, value))


def _sender(sender: str) -> bytes:
    name, address = parseaddr(sender)
    return _fold("From", Address(clean_line(name), addr_spec=address))


def _list_headers(list_id: str, unsubscribe: str) -> bytes:
    """RFC 2919, 3834 and 8058; the alert's time is the sheet's."""
    lines = [
        "Date: " + format_datetime(timezone.now()),
        "Auto-Submitted: auto-generated",
    ]
    if list_id:
        lines.append(f"List-Id: <{_NOT_IN_LIST_ID.sub('-', list_id)}>")
    if unsubscribe:
        lines.append(f"List-Unsubscribe: <{_BLANK.sub('', unsubscribe)}>")
        lines.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _content(text: str, html: str) -> bytes:
    plain = _part("plain", text)
    if not html:
        return b"MIME-Version: 1.0\r\n" + plain
    edge = secrets.token_hex(16).encode("ascii")
    return (
        b"MIME-Version: 1.0\r\n"
        b'Content-Type: multipart/alternative; boundary="%b"\r\n\r\n'
        b"--%b\r\n%b\r\n--%b\r\n%b\r\n--%b--\r\n"
    ) % (edge, edge, plain, edge, _part("html", html), edge)


def _part(kind: str, text: str) -> bytes:
    head = (
        f"Content-Type: text/{kind}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    lines = _sound(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return head.encode("ascii") + b"".join(_quoted(line) + b"\r\n" for line in lines)


def _quoted(line: str) -> bytes:
    """One line in quoted-printable; each token gets a line of its own by soft breaks.

    So the gap is never wrapped, and what fills it makes no line too long.
    """
    gap = b"=\r\n" + TOKEN.encode("ascii") + b"=\r\n"
    pieces = [binascii.b2a_qp(piece.encode("utf-8")) for piece in line.split(TOKEN)]
    encoded = gap.join(pieces).replace(b"=\n", b"=\r\n")
    return b"\r\n".join(_shielded(each) for each in encoded.split(b"\r\n"))


def _shielded(line: bytes) -> bytes:
    """No dot first (SMTP would double it), no "From " (mbox would add a ">")."""
    start = b""
    while line.startswith(b"."):
        start, line = start + b"=2E=\r\n", line[1:]
    if line.startswith(b"From "):
        start, line = start + b"=46=\r\n", line[1:]
    return start + line
