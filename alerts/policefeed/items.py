"""Reads one event of the feed, whatever shape it comes in."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from .times import LEAD, read_happened, read_published

SITE = "https://polisen.se"
_LARGEST_ID = 2**63 - 1
_LONGEST = {"title": 200, "type": 80, "summary": 1000, "place": 80, "url": 300}
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
# Since 20 January 2026 an event is placed on its county; then the title tells more.
_STARTS_WITH_TIME = re.compile(r"\d{1,2} \w+ \d{1,2}[.:]\d{2}")
_WIDE = re.compile(r"(?:.* län|sverige|region .*|polisregion .*|)")


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One event, cleaned: no odd blanks, the place found, both times in UTC."""

    external_id: int
    type: str
    title: str
    summary: str
    url: str
    place: str
    published_at: datetime
    happened_at: datetime | None

    @property
    def digest(self) -> str:
        """Changes when the police edit what the event says."""
        said = "\x1f".join((self.title, self.type, self.summary, self.place))
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def latest_at(self) -> datetime:
        """The later of published and happened, which may lie a little ahead."""
        happened = self.happened_at or self.published_at
        return max(self.published_at, min(happened, self.published_at + LEAD))

    def is_in(self, municipality: str) -> bool:
        """Whether it is placed in the municipality with this name."""
        return place_key(self.place) == place_key(municipality)


def read_item(item: object) -> FeedEvent | None:
    """The event, or nothing when it lacks an id, a title or a readable time."""
    if not isinstance(item, dict):
        return None
    external_id, title = _id(item.get("id")), _text(item, "name", "title")
    published = read_published(_text(item, "datetime", "title"))
    if external_id is None or not title or published is None:
        return None
    kind = _text(item, "type", "type")
    return FeedEvent(
        external_id=external_id,
        type=kind or _parts(title)[0][: _LONGEST["type"]],
        title=title,
        summary=_text(item, "summary", "summary"),
        url=_address(_text(item, "url", "url")),
        place=_place(title, kind, item.get("location"))[: _LONGEST["place"]],
        published_at=published,
        happened_at=read_happened(title, published),
    )


def _id(value: object) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 < value <= _LARGEST_ID else None


def _text(item: dict[str, object], key: str, kind: str) -> str:
    value = item.get(key)
    return clean(value)[: _LONGEST[kind]].strip() if isinstance(value, str) else ""


def clean(text: str) -> str:
    """The text with plain single blanks and nothing that a database refuses."""
    kept = (
        " " if c.isspace() else c
        for c in text
        if c.isspace() or unicodedata.category(c) not in _DROPPED
    )
    return " ".join("".join(kept).split())


def place_key(name: str) -> str:
    """Names compared: "KLIPPAN ", "Klippans kommun" and "klippan" are the same."""
    plain = unicodedata.normalize("NFKC", clean(name)).casefold().strip(" .")
    return re.sub(r"s? kommun$", "", plain)


def _place(title: str, kind: str, location: object) -> str:
    where = location.get("name") if isinstance(location, dict) else None
    named = clean(where) if isinstance(where, str) else ""
    if not _WIDE.fullmatch(named.casefold()):
        return named
    parts = _parts(title)
    in_title = len(parts) > 1 and ", ".join(parts).casefold() != kind.casefold()
    return parts[-1] if in_title else named


def _parts(title: str) -> list[str]:
    """The title without its time: the type, which may hold commas, and the place."""
    parts = [part.strip() for part in title.split(",")]
    return parts[1:] if len(parts) > 1 and _STARTS_WITH_TIME.match(title) else parts


def _address(written: str) -> str:
    """A page of the police's own site, or nothing."""
    if written.startswith("/") and not written.startswith("//"):
        return (SITE + written)[: _LONGEST["url"]]
    return written if written.startswith(SITE + "/") else ""
