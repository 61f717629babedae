"""The demo's post: what the mail catcher stored, read without trusting any of it."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path

from django.conf import settings

LARGEST = 1_000_000  # bytes of one letter
MOST = 5_000  # letters kept
PARTS = 20  # of one letter that are looked at
MARK = b"Delivered-To: "  # the first line of each file, put there by the catcher

_NAME = re.compile(r"[0-9]{20}-[0-9a-f]{16}\.eml")
_LINK = re.compile(r"https?://[^\s<>\"'\x00-\x20\x7f]{1,2000}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Letter:
    """One caught letter. Its text may be anything: escape it, and check its links."""

    name: str  # of its file
    to: str  # the envelope's recipient
    sender: str
    subject: str
    date: datetime | None
    text: str
    links: tuple[str, ...]


def folder() -> Path:
    """Where the letters lie."""
    return Path(settings.RUN_DIR) / "post"


def messages(
    recipient: str | None = None, *, limit: int = 50, place: Path | None = None
) -> list[Letter]:
    """The newest letters first, to one recipient or to all."""
    wanted = recipient.strip().lower() if recipient else None
    letters = (read(path, wanted) for path in newest(place or folder()))
    return list(islice(filter(None, letters), limit))


def message(name: str, *, place: Path | None = None) -> Letter | None:
    """The letter of this name, if the name is one of ours and it is still there."""
    return read((place or folder()) / name) if _NAME.fullmatch(name) else None


def newest(place: Path) -> list[Path]:
    """All letters, the newest first."""
    if not place.is_dir():
        return []
    paths = (path for path in place.iterdir() if _NAME.fullmatch(path.name))
    return sorted(paths, key=lambda path: path.name, reverse=True)


def read(path: Path, wanted: str | None = None) -> Letter | None:
    """One letter; None if it has gone, is none, or is not to `wanted`."""
    try:
        with path.open("rb") as file:
            first = file.readline(2_000)
            to = first.removeprefix(MARK).decode("utf-8", "replace").strip()
            if wanted and to.lower() != wanted:
                return None
            rest = file.read(LARGEST)
    except OSError:
        return None
    return _letter(path.name, to, rest)


def _letter(name: str, to: str, data: bytes) -> Letter:
    try:
        parsed = email.message_from_bytes(data, policy=email.policy.compat32)
        text = _text(parsed)
    except (RecursionError, ValueError, LookupError):  # made to be unreadable
        parsed, text = Message(), data.decode("utf-8", "replace")
    text = _CONTROL.sub("", text.replace("\r\n", "\n"))
    return Letter(
        name=name,
        to=to,
        sender=_header(parsed, "From"),
        subject=_header(parsed, "Subject"),
        date=_date(parsed),
        text=text,
        links=tuple(dict.fromkeys(_LINK.findall(text))),
    )


def _header(parsed: Message, name: str) -> str:
    raw = str(parsed.get(name, ""))
    try:
        text = str(make_header(decode_header(raw)))
    except (HeaderParseError, ValueError, LookupError):
        text = raw
    return _CONTROL.sub("", " ".join(text.split()))[:500]


def _date(parsed: Message) -> datetime | None:
    try:
        return parsedate_to_datetime(str(parsed.get("Date", "")))
    except (TypeError, ValueError, OverflowError, IndexError):
        return None


def _text(parsed: Message) -> str:
    """The plain part, or what an HTML part says."""
    bodies = {part.get_content_type(): part for part in reversed(_leaves(parsed))}
    if plain := bodies.get("text/plain"):
        return _decoded(plain)
    if page := bodies.get("text/html"):
        return _words(_decoded(page))
    return ""


def _leaves(parsed: Message) -> list[Message]:
    parts: Iterator[Message] = islice(parsed.walk(), PARTS)
    return [part for part in parts if not part.is_multipart()]


def _decoded(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        return data.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


class _Reader(HTMLParser):
    """Collects the words and the targets of links."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href") if tag == "a" else None
        self.words.append(f" {target} " if target else "\n" if tag == "p" else "")


def _words(page: str) -> str:
    reader = _Reader()
    reader.feed(page)
    return "".join(reader.words)
