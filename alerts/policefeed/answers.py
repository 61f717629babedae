"""Reads a whole answer of the feed: a JSON array, or JSON lines from a file."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from alerts.exceptions import Refused

from .items import FeedEvent, read_item

_A_DAY = timedelta(days=1)


@dataclass(slots=True)
class Answer:
    """What an answer holds: each event once, and what was left out and why."""

    events: list[FeedEvent] = field(default_factory=list)
    read: int = 0
    ignored: Counter[str] = field(default_factory=Counter)

    def newest_at(self, now: datetime) -> datetime | None:
        """The newest publishing time: the moment at which the answer was given.

        A time more than a day ahead of the clock is a slip and doesn't count, unless
        all are (then the clock is the one that's wrong).
        """
        times = [event.published_at for event in self.events]
        sensible = [time for time in times if time <= now + _A_DAY]
        return max(sensible or times, default=None)


def read(payload: bytes | list[object]) -> Answer:
    """The events of an answer; refuses what is no answer at all."""
    if isinstance(payload, list):
        return _sort_out(payload, newest_first=True)
    text = _decode(payload)
    if not text.strip():  # an empty body is one of the feed's habits
        return Answer()
    whole = _parse(text)
    if isinstance(whole, list):
        return _sort_out(whole, newest_first=True)
    if isinstance(whole, dict) and "id" in whole:
        return _sort_out([whole], newest_first=True)
    return _sort_out(_lines(text), newest_first=False)


def _decode(payload: bytes) -> str:
    try:
        return payload.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(_not_an_answer(), code="not_json") from None


def _parse(text: str) -> object:
    try:
        parsed: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return parsed


def _lines(text: str) -> list[object]:
    """One event a line; a broken line is a malformed item, all broken is no answer."""
    items = [_parse(line) for line in text.split("\n") if line.strip()]
    if not any(isinstance(item, dict) and "id" in item for item in items):
        raise Refused(_not_an_answer(), code="not_json")
    return items


def _not_an_answer() -> str:
    return _("This is no answer of the police feed: it's not a JSON list of events.")


def _sort_out(items: list[object], *, newest_first: bool) -> Answer:
    answer = Answer(read=len(items))
    kept: dict[int, FeedEvent] = {}
    for item in items:
        event = read_item(item)
        if event is None:
            answer.ignored["malformed"] += 1
            continue
        before = kept.get(event.external_id)
        if before is not None:
            answer.ignored["duplicate"] += 1
        if before is None or _replaces(event, before, newest_first=newest_first):
            kept[event.external_id] = event
    answer.events = list(kept.values())
    return answer


def _replaces(event: FeedEvent, before: FeedEvent, *, newest_first: bool) -> bool:
    if event.published_at == before.published_at:
        return not newest_first
    return event.published_at > before.published_at
