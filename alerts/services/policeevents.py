"""Stores the police's events as hints: never twice, never an old one as new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from alerts import policefeed
from alerts.exceptions import Refused
from alerts.models import Alert, PoliceAnswer, PoliceEvent
from alerts.policefeed import Answer, FeedEvent, place_key
from areas.models import Municipality

# The feed's window is about a week; what is older came back by mistake.
FRESH = timedelta(days=8)
_QUERY_SIZE = 500
_KEPT_EDITS = 10


@dataclass(slots=True)
class Imported:
    """What one import did; read = new + edited + everything ignored."""

    read: int = 0
    new: int = 0
    edited: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    hints: list[int] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, for JSON."""
        return {
            "read": self.read,
            "new": self.new,
            "edited": self.edited,
            "ignored": {reason: n for reason, n in self.ignored.items() if n},
            "hints": self.hints,
        }


def import_police_file(
    payload: bytes, municipalities: Collection[Municipality]
) -> Imported:
    """Stores the events of a kept answer, as if it were the time at which it was given.

    A file from last year holds last year's news, so "now" is its newest event. But
    where a newer answer was read before, nothing in the older one is news any more.
    """
    answer = policefeed.read(payload)
    row = PoliceAnswer(read=answer.read)
    newest = answer.newest_at(timezone.now())
    known = [time for time in (newest, policefeed.newest_ever()) if time is not None]
    return _store(answer, municipalities, row=row, as_of=max(known, default=None))


def import_police_feed(
    municipalities: Collection[Municipality] | None = None,
) -> Imported | None:
    """Asks the feed once and stores what it holds; nothing when it's turned off."""
    if not settings.POLICE_FEED_ENABLED:
        return None
    if municipalities is None:
        municipalities = Municipality.objects.all()
    row = policefeed.take_turn()
    try:
        answer = policefeed.read(policefeed.fetch())
    except Refused as refusal:
        row.error = refusal.sentence[:200]
        row.save(update_fields=["error"])
        raise
    row.read = answer.read
    return _store(answer, municipalities, row=row, as_of=timezone.now())


def see_police_event(event: PoliceEvent) -> None:
    """An officer has looked at the hint."""
    PoliceEvent.objects.filter(pk=event.pk, state=PoliceEvent.State.NEW).update(
        state=PoliceEvent.State.SEEN
    )


def dismiss_police_event(event: PoliceEvent) -> None:
    """An officer sets the hint aside."""
    PoliceEvent.objects.hints().filter(pk=event.pk).update(
        state=PoliceEvent.State.DISMISSED
    )


def use_police_event(event: PoliceEvent, *, alert: Alert) -> None:
    """The hint became this alert."""
    PoliceEvent.objects.filter(pk=event.pk).update(
        state=PoliceEvent.State.USED, used_for=alert
    )


def _store(
    answer: Answer,
    municipalities: Collection[Municipality],
    *,
    row: PoliceAnswer,
    as_of: datetime | None,
) -> Imported:
    row.newest_at = answer.newest_at(timezone.now())
    with transaction.atomic():
        # One import at a time: the second waits, then sees the first one's rows.
        list(Municipality.objects.select_for_update().order_by("pk")[:1])
        importer = _Importer(municipalities, answer, as_of)
        for event in answer.events:
            importer.take(event)
        row.save()
    return importer.done


class _Importer:
    """Decides for each event of one answer what it is: new, edited or to be ignored."""

    def __init__(
        self,
        municipalities: Collection[Municipality],
        answer: Answer,
        as_of: datetime | None,
    ) -> None:
        self.homes = {place_key(each.name): each for each in municipalities}
        self.mine = {each.pk for each in municipalities}
        self.known = _known(event.external_id for event in answer.events)
        self.as_of = as_of
        self.stale = _is_stale(answer)
        self.done = Imported(read=answer.read, ignored=Counter(answer.ignored))

    def take(self, event: FeedEvent) -> None:
        """Store or ignore one event, and count it."""
        home = self.homes.get(place_key(event.place))
        row = self.known.get(event.external_id)
        if row is not None and (home or row.municipality_id in self.mine):
            self._meet_again(row, event, home)
        elif home is None:
            self.done.ignored["other_place"] += 1
        else:
            self._meet(event, home)

    def _meet(self, event: FeedEvent, home: Municipality) -> None:
        old = self.as_of is not None and event.latest_at < self.as_of - FRESH
        state = PoliceEvent.State.OLD if old else PoliceEvent.State.NEW
        PoliceEvent.objects.create(
            external_id=event.external_id,
            municipality=home,
            state=state,
            published_at=event.published_at,
            **_said(event),
        )
        if old:
            self.done.ignored["old"] += 1
        else:
            self.done.new += 1
            self.done.hints.append(event.external_id)

    def _meet_again(
        self, row: PoliceEvent, event: FeedEvent, home: Municipality | None
    ) -> None:
        moved = home is not None and home.pk != row.municipality_id
        if row.digest == event.digest and not moved:
            reason = "old" if row.state == PoliceEvent.State.OLD else "known"
            self.done.ignored[reason] += 1
        elif self.stale and any(e["digest"] == event.digest for e in row.earlier):
            self.done.ignored["stale"] += 1
        else:
            self._edit(row, event, home)

    def _edit(
        self, row: PoliceEvent, event: FeedEvent, home: Municipality | None
    ) -> None:
        row.earlier = [*row.earlier, _before(row)][-_KEPT_EDITS:]
        row.edited_at = timezone.now()
        _place(row, home)
        for name, value in _said(event).items():
            setattr(row, name, value)
        row.save()
        if row.state == PoliceEvent.State.OLD:
            self.done.ignored["old"] += 1
        else:
            self.done.edited += 1


def _place(row: PoliceEvent, home: Municipality | None) -> None:
    """An event that moved leaves one desk, and lies as new on the other."""
    waiting = row.state in {PoliceEvent.State.NEW, PoliceEvent.State.SEEN}
    if home is None:
        if waiting:
            row.state = PoliceEvent.State.DISMISSED
    elif home.pk != row.municipality_id:
        row.municipality = home
        if row.state not in {PoliceEvent.State.OLD, PoliceEvent.State.USED}:
            row.state = PoliceEvent.State.NEW


def _said(event: FeedEvent) -> dict[str, Any]:
    return {
        "type": event.type,
        "title": event.title,
        "summary": event.summary,
        "url": event.url,
        "place": event.place,
        "happened_at": event.happened_at,
        "digest": event.digest,
    }


def _before(row: PoliceEvent) -> dict[str, str]:
    names = ("title", "type", "summary", "place", "digest")
    return {name: getattr(row, name) for name in names}


def _known(ids: Any) -> dict[int, PoliceEvent]:
    wanted = list(ids)
    found: dict[int, PoliceEvent] = {}
    for start in range(0, len(wanted), _QUERY_SIZE):
        part = wanted[start : start + _QUERY_SIZE]
        rows = PoliceEvent.objects.filter(external_id__in=part)
        found |= {row.external_id: row for row in rows}
    return found


def _is_stale(answer: Answer) -> bool:
    """Whether a newer answer was read before: this one may hold earlier wordings."""
    newest, ever = answer.newest_at(timezone.now()), policefeed.newest_ever()
    return bool(newest and ever and newest < ever)
