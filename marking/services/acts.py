"""One step of one kit: a conditional update and one event, or a refusal."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from marking.exceptions import KitRefused
from marking.models import Kit, KitEvent, Verb
from marking.steps import HOUSEHOLD, Doer, target

RACED = "raced"  # somebody else was quicker
# What happens on the shelf keeps its second; what concerns a household keeps its day.
ON_THE_SHELF = {Verb.RECEIVE, Verb.ALLOCATE, Verb.MOVE, Verb.RESTOCK}


def event_time(verb: str) -> datetime:
    """Now, or only today's date: see KitEvent."""
    now = timezone.now()
    if verb in ON_THE_SHELF:
        return now
    today = timezone.localdate(now)
    return timezone.make_aware(datetime.combine(today, time.min))


def act(
    kit: Kit,
    verb: str,
    doer: Doer,
    *,
    note: str = "",
    client_id: UUID | None = None,
    **changes: Any,
) -> Kit:
    """Takes the step, inside the caller's transaction.

    The row changes only if it still is as the caller read it: of two scans in the same
    second one gets row count 0 and a sentence.
    """
    state = target(kit, verb, doer)
    as_read = Kit.objects.filter(
        pk=kit.pk, state=kit.state, place=kit.place_id, holder_hash=kit.holder_hash
    )
    if not as_read.update(state=state, **changes):
        raise KitRefused(
            _("Kit %(number)s was changed by somebody else just now. Read it again.")
            % {"number": kit},
            code=RACED,
        )
    event = KitEvent(
        kit=kit,
        kind=verb,
        from_state=kit.state,
        to_state=state,
        from_place_id=kit.place_id,
        role=doer.role,
        by=None if doer.role == HOUSEHOLD else doer.user,
        at=event_time(verb),
        note=note,
        client_id=client_id,
    )
    kit.state = state
    for name, value in changes.items():
        setattr(kit, name, value)
    event.to_place_id = kit.place_id
    event.save()
    return kit


def today_or(day: Any) -> Any:
    return day or timezone.localdate()
