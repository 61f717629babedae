"""Reads the feed's two times: when it was published, and when it happened."""

import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

SWEDEN = ZoneInfo("Europe/Stockholm")
LEAD = timedelta(days=2)  # how far the published time may lie before the event
_MONTHS = {
    name: number
    for number, name in enumerate(
        (
            *("jan", "feb", "mar", "apr", "maj", "jun"),
            *("jul", "aug", "sep", "okt", "nov", "dec"),
        ),
        start=1,
    )
}
# "2026-08-22 9:13:04 +02:00": the hour is not padded.
_PUBLISHED = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?"
)
# "13 augusti 00.52" since 2024, "07 april 15:26" before.
_HAPPENED = re.compile(r"\s*(\d{1,2})\s+([a-zåäö]{3,9})\.?\s+(\d{1,2})[.:](\d{2})\b")


def read_published(written: str) -> datetime | None:
    """The time of publishing, or nothing when it can't be read."""
    match = _PUBLISHED.fullmatch(written.strip())
    if match is None:
        return None
    numbers = [int(part or 0) for part in match.groups()[:6]]
    try:
        naive = datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001
        return naive.replace(tzinfo=_zone(match[7])).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(written: str | None) -> ZoneInfo | timezone:
    if written is None:
        return SWEDEN
    if written == "Z":
        return UTC
    sign = -1 if written[0] == "-" else 1
    hours, minutes = int(written[1:3]), int(written[-2:])
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


def read_happened(title: str, published: datetime) -> datetime | None:
    """The time in the title, in the latest year that doesn't put it in the future.

    The title names no year. An event of 31 December published on 1 January belongs to
    the year before; one published a little before it happened to the year to come.
    """
    match = _HAPPENED.match(title.lower())
    month = _MONTHS.get(match[2][:3]) if match else None
    if match is None or month is None:
        return None
    clock = (int(match[1]), int(match[3]), int(match[4]))
    year = published.astimezone(SWEDEN).year
    near = (_moment(y, month, *clock) for y in (year - 1, year, year + 1))
    return max((t for t in near if t and t <= published + LEAD), default=None)


def _moment(year: int, month: int, day: int, hour: int, minute: int) -> datetime | None:
    try:
        return datetime(year, month, day, hour, minute, tzinfo=SWEDEN).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
