"""One row per target and channel, written in the alert's own transaction.

INSERT ... SELECT: the audience is frozen by the database in one statement
(performance, decision 1; bulk_create is six times slower there).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from alerts.audience import targets_sql
from alerts.models import Alert

# Rows in one chunk; small for ongoing alerts, so that all workers start at once.
CHUNK_ROWS = {"email": 500, "push": 300, "sms": 200, "door": 500}
ONGOING_ROWS = 100

COLUMNS = (
    "alert_id, notice_id, channel_id, user_id, area_id, kind, rank, state, reason, "
    "attempts, unanswered, next_try_at, lease_token, provider_ref"
)
FRESH = "'queued', '', 0, 0"


def open_targets(
    alert: Alert,
    areas: Sequence[int],
    *,
    homes: Sequence[int] | None = None,
    held: Sequence[int] = (),
    held_until: datetime | None = None,
) -> int:
    """Opens a delivery for each target and channel; gives the number of rows.

    A person's later channels are due later and end as "not needed" once one has
    accepted (decision 11). People of the areas in `held` get it at `held_until`, with
    the digest (decision 12). With `homes` it goes to those alone, wherever they lie.
    """
    due = alert.due_at or timezone.now()
    step = settings.PASSED_ON_TO_ONGOING if alert.is_ongoing else settings.PASSED_ON_TO
    at_once = "t.wants_all_channels"
    if alert.is_ongoing:
        at_once += " OR t.kind IN ('push', 'sms')"
    times = [due + timedelta(seconds=step * place) for place in range(6)]
    cases = " ".join(f"WHEN {place + 1} THEN %s" for place in range(1, 5))
    area_list = ", ".join(str(int(pk)) for pk in held) or "NULL"
    sql = f"""
        INSERT INTO alerts_delivery ({COLUMNS})
        SELECT %s, NULL, t.channel_id, t.user_id, t.area_id, t.kind, t.place, {FRESH},
            CASE WHEN t.kind = 'door' THEN %s
                 WHEN t.area_id IN ({area_list}) THEN %s
                 WHEN t.place = 1 OR {at_once} THEN %s
                 ELSE CASE t.place {cases} ELSE %s END END,
            '', ''
        FROM ({targets_sql(areas, homes)}) t
    """  # noqa: S608 - integers and our own SQL
    values = [
        alert.pk,
        alert.expires_at,
        held_until or due,
        due,
        *times[1:],
    ]
    return _insert(sql, values, alert)


def open_followers(alert: Alert, *, states: Sequence[str]) -> int:
    """Opens what follows an alert: the same channels, of those in these states.

    The thread is the original and its updates; each channel comes once.
    """
    root = alert.original
    marks = ", ".join(["%s"] * len(states))
    due = alert.due_at or timezone.now()
    sql = f"""
        INSERT INTO alerts_delivery ({COLUMNS})
        SELECT %s, NULL, d.channel_id, MIN(d.user_id), MIN(d.area_id), MIN(d.kind), 1,
            {FRESH}, CASE WHEN MIN(d.kind) = 'door' THEN %s ELSE %s END, '', ''
        FROM alerts_delivery d JOIN alerts_alert a ON a.id = d.alert_id
        WHERE (a.id = %s OR a.follows_id = %s) AND a.id <> %s
            AND d.notice_id IS NULL AND d.state IN ({marks})
        GROUP BY d.channel_id
    """  # noqa: S608 - placeholders and our own SQL
    values = [alert.pk, alert.expires_at, due, root.pk, root.pk, alert.pk, *states]
    return _insert(sql, values, alert)


def _insert(sql: str, values: Sequence[object], alert: Alert) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, [_plain(value) for value in values])
        rows: int = cursor.rowcount
        _open_chunks(cursor, alert)
    return rows


def _plain(value: Any) -> Any:
    """A time as this database stores it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def _open_chunks(cursor: object, alert: Alert) -> None:
    sizes = " ".join(
        f"WHEN '{kind}' THEN {ONGOING_ROWS if alert.is_ongoing else rows}"
        for kind, rows in CHUNK_ROWS.items()
    )
    sql = f"""
        INSERT INTO alerts_chunk (alert_id, kind, rank, position, low, high, due_at,
            open, total, urgent)
        SELECT %s, s.kind, s.rank, s.slice, MIN(s.channel_id), MAX(s.channel_id),
            MIN(s.next_try_at), COUNT(*), COUNT(*), %s
        FROM (
            SELECT d.kind, d.rank, d.channel_id, d.next_try_at,
                (ROW_NUMBER() OVER (PARTITION BY d.kind, d.rank, d.next_try_at
                    ORDER BY d.channel_id) - 1) / (CASE d.kind {sizes} END) AS slice
            FROM alerts_delivery d
            WHERE d.alert_id = %s AND d.notice_id IS NULL
        ) s GROUP BY s.kind, s.rank, s.next_try_at, s.slice
    """  # noqa: S608 - our own SQL
    cursor.execute(sql, [alert.pk, alert.is_ongoing, alert.pk])  # type: ignore[attr-defined]


# --- notices ------------------------------------------------------------------


def open_notices(*, limit: int = 500) -> int:
    """Opens deliveries for notices that are due; gives the number of notices.

    A notice goes by its own channel where it names one (a test, a confirmation), else
    by the person's first working channel, the others waiting behind it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM areas_notice WHERE opened_at IS NULL AND due_at <= %s "
            "ORDER BY id LIMIT %s",
            [_plain(timezone.now()), limit],
        )
        ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return 0
        cursor.execute(
            "UPDATE areas_notice SET opened_at = %s WHERE opened_at IS NULL "
            "AND id BETWEEN %s AND %s AND due_at <= %s",
            [_plain(timezone.now()), ids[0], ids[-1], _plain(timezone.now())],
        )
        _open_notice_rows(cursor, ids[0], ids[-1])
    return len(ids)


def _open_notice_rows(cursor: object, low: int, high: int) -> None:
    step = settings.PASSED_ON_TO
    now = timezone.now()
    times = [_plain(now + timedelta(seconds=step * place)) for place in range(4)]
    sql = f"""
        INSERT INTO alerts_delivery ({COLUMNS})
        SELECT NULL, t.notice_id, t.channel_id, t.user_id, t.area_id, t.kind, t.place,
            {FRESH}, CASE WHEN t.kind = 'door' THEN %s
                ELSE CASE t.place WHEN 1 THEN %s WHEN 2 THEN %s WHEN 3 THEN %s
                ELSE %s END END, '', ''
        FROM (
            SELECT n.id AS notice_id, c.id AS channel_id, n.user_id, n.area_id, c.kind,
                ROW_NUMBER() OVER (PARTITION BY n.id ORDER BY c.rank, c.id) AS place
            FROM areas_notice n JOIN areas_channel c ON c.user_id = n.user_id
            WHERE n.id BETWEEN %s AND %s AND n.opened_at IS NOT NULL
                AND c.disabled_at IS NULL
                AND (n.channel_id = c.id
                    OR n.channel_id IS NULL AND c.verified_at IS NOT NULL)
        ) t
        WHERE NOT EXISTS (SELECT 1 FROM alerts_delivery d
            WHERE d.notice_id = t.notice_id AND d.alert_id IS NULL)
    """  # noqa: S608 - our own SQL
    door = _plain(now + timedelta(days=30))
    cursor.execute(sql, [door, *times, low, high])  # type: ignore[attr-defined]
    cursor.execute(  # type: ignore[attr-defined]
        """
        INSERT INTO alerts_chunk (alert_id, kind, rank, position, low, high, due_at,
            open, total, urgent)
        SELECT NULL, d.kind, d.rank, 0, MIN(d.notice_id), MAX(d.notice_id),
            MIN(d.next_try_at), COUNT(*), COUNT(*), %s
        FROM alerts_delivery d
        WHERE d.alert_id IS NULL AND d.notice_id BETWEEN %s AND %s
            AND d.state = 'queued'
        GROUP BY d.kind, d.rank
        """,
        [False, low, high],
    )
