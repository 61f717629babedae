"""From a hint of the police's public feed to a form that is filled in beforehand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from alerts.models import Alert, PoliceEvent
from alerts.wording.suggest import suggest
from areas.models import User
from areas.permissions import municipalities_for

JUST_NOW = timedelta(hours=3)
LONGEST = 300
EVENING, MORNING = 21, 8  # hours between which it was "last night"
_KINDS = (  # words of the feed's types, the most telling first
    ("försök", Alert.Kind.ATTEMPT),
    ("inbrott", Alert.Kind.BURGLARY),
    ("stöld", Alert.Kind.THEFT),
    ("rån", Alert.Kind.OTHER),
)


def hints_for(officer: User) -> QuerySet[PoliceEvent]:
    """What the officer may still make an alert of, or has begun to."""
    begun = Q(state=PoliceEvent.State.USED, used_for__state=Alert.State.DRAFT)
    waiting = Q(state__in=[PoliceEvent.State.NEW, PoliceEvent.State.SEEN])
    rows = PoliceEvent.objects.filter(municipality__in=municipalities_for(officer))
    return rows.filter(waiting | begun).select_related("municipality", "used_for")


def hint_for(officer: User, number: str) -> PoliceEvent | None:
    """The hint that a compose page was opened with."""
    if not number.isascii() or not number.isdigit():
        return None
    return hints_for(officer).filter(external_id=int(number[:18])).first()


def answers_of(hint: PoliceEvent, *, language: str) -> dict[str, Any]:
    """The answers of the form; the officer reads them before anything is sent."""
    kind, timing = _kind(hint), _timing(hint, timezone.now())
    return {
        "kind": kind,
        "timing": timing,
        "place": hint.place,
        "text": hint.summary[:LONGEST]
        or suggest(kind, timing, hint.place, language=language),
    }


def _kind(hint: PoliceEvent) -> str:
    said = hint.type.lower()
    return next((kind for word, kind in _KINDS if word in said), Alert.Kind.OTHER)


def _timing(hint: PoliceEvent, now: datetime) -> str:
    at = timezone.localtime(hint.happened_at or hint.published_at)
    age = now - at
    if age < JUST_NOW:
        return Alert.Timing.JUST_NOW
    at_night = at.hour >= EVENING or at.hour < MORNING
    if at_night and age < timedelta(days=1):
        return Alert.Timing.LAST_NIGHT
    return Alert.Timing.EARLIER
