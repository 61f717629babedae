"""Hand-outs that a phone kept while it was offline: read, dated, done once each.

The phone gives each act an id of its own. The clock of a phone is often wrong: only
the time between the act and the sending is believed, and at most a week of it.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from .exceptions import KitRefused

MOST = 200  # acts in one message
OLDEST = timedelta(days=7)


class Act(NamedTuple):
    """One hand-out as the phone kept it."""

    client_id: UUID
    number: str
    home: int
    on: date


def read(body: bytes, now: datetime) -> list[Act]:
    """The acts of one message; refuses a message that isn't ours."""
    try:
        message = json.loads(body)
        sent = _moment(message["now"])
        rows = message["acts"]
        if len(rows) > MOST:
            raise KitRefused(_("Too many at once."))
        return [_act(row, sent, now) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KitRefused(_("The message could not be read.")) from None


def _act(row: dict[str, Any], sent: datetime | None, now: datetime) -> Act:
    return Act(
        client_id=UUID(row["id"]),
        number=str(row["number"])[:80],
        home=int(row["home"]),
        on=_day(_moment(row.get("at")), sent, now),
    )


def _moment(text: Any) -> datetime | None:
    found = parse_datetime(text) if isinstance(text, str) else None
    return found if found and found.tzinfo else None


def _day(at: datetime | None, sent: datetime | None, now: datetime) -> date:
    """The day of the act by our clock: as long ago as the phone says it is."""
    ago = sent - at if at and sent else timedelta()
    ago = min(max(ago, timedelta()), OLDEST)
    return timezone.localdate(now - ago)
