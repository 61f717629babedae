"""Writes the access log: each row's chain closes over the row before (threat T31)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import connection, transaction

from areas.models import AccessLog, Area, Municipality, User

LOCK = 0x6C6F67  # the log's advisory lock on PostgreSQL; SQLite has one writer anyway


@transaction.atomic
def log_access(
    *,
    by: User | None,
    act: str,
    about: User | None = None,
    area: Area | None = None,
    municipality: Municipality | None = None,
    purpose: str = "",
    **details: Any,
) -> AccessLog:
    """Adds one sensitive read or act ("neighbour.list"); ids and counts only.

    `hat` among the details says which role was on. The ids also stand in the details,
    since the row loses its links when a person is erased and the chain must still hold.
    """
    ids = {"by": by, "about": about, "area": area}
    row = AccessLog(
        by=by,
        hat=str(details.pop("hat", "")),
        act=act,
        about=about,
        area=area,
        municipality=municipality or (area.municipality if area else None),
        purpose=purpose[:200],
        details=details | {name: one.pk for name, one in ids.items() if one},
    )
    row.chain = _link(_last_link(), row)
    row.save()
    return row


def _last_link() -> str:
    """The newest chain value; whoever asks writes the next row alone."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    newest = AccessLog.objects.order_by("-pk").values_list("chain", flat=True).first()
    return newest or ""


def _link(before: str, row: AccessLog) -> str:
    said = [row.at.isoformat(), row.hat, row.act, row.purpose, row.details]
    text = json.dumps([before, *said], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def first_broken_row() -> int | None:
    """The id of the first row that does not follow from the one before; None: whole.

    The oldest row kept is taken as it stands: older ones are deleted by whole months.
    """
    before = None
    for row in AccessLog.objects.order_by("pk").iterator():
        if before is not None and row.chain != _link(before, row):
            return row.pk
        before = row.chain
    return None
