"""Claims by lease: a conditional update decides who sends a row (guarantees 3.3)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.conf import settings
from django.db import connection

from alerts.clock import skip_locked, sql_now
from alerts.models import Chunk

QUARANTINE_AFTER = 5  # claims without an outcome: the row kills its workers


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that is ours to send until its lease runs out."""

    pk: int
    alert_id: int | None
    notice_id: int | None
    channel_id: int
    user_id: int
    attempts: int
    reason: str
    address: str
    p256dh: str
    auth: str
    language: str
    quiet_from: time
    quiet_to: time
    ongoing_breaks_quiet: bool


def take_next(kinds: Sequence[str], *, chunk_id: int | None = None) -> Chunk | None:
    """The next due chunk of these kinds, left alone by others for half a lease.

    Urgent ones first, then by position: the first slice of a small alert passes the
    tenth of a large one (F23).
    """
    marks = ", ".join(["%s"] * len(kinds))
    only = "AND c.id = %s" if chunk_id is not None else ""
    left_alone = sql_now(plus=-settings.DELIVERY_LEASE / 2)
    sql = f"""
        UPDATE alerts_chunk SET woken_at = {sql_now()} WHERE id = (
            SELECT c.id FROM alerts_chunk c
            WHERE c.open > 0 AND c.due_at <= {sql_now()} AND c.kind IN ({marks}) {only}
                AND (c.woken_at IS NULL OR c.woken_at < {left_alone})
            ORDER BY c.urgent DESC, c.position, c.due_at LIMIT 1 {skip_locked("c")}
        ) RETURNING id, alert_id, kind, rank, low, high, open, urgent
    """  # noqa: S608 - placeholders and our own SQL
    values: list[Any] = [*kinds]
    if chunk_id is not None:
        values.append(chunk_id)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    if row is None:
        return None
    names = ("id", "alert_id", "kind", "rank", "low", "high", "open", "urgent")
    return Chunk(**dict(zip(names, row, strict=True)))


def in_chunk(chunk: Chunk) -> tuple[str, list[Any]]:
    """The condition for a chunk's rows; the key range keeps it on the index."""
    if chunk.alert_id is None:
        where = "d.alert_id IS NULL AND d.notice_id BETWEEN %s AND %s"
        values: list[Any] = [chunk.low, chunk.high]
    else:
        where = (
            "d.alert_id = %s AND d.notice_id IS NULL AND d.channel_id BETWEEN %s AND %s"
        )
        values = [chunk.alert_id, chunk.low, chunk.high]
    return f"{where} AND d.kind = %s AND d.rank = %s", [*values, chunk.kind, chunk.rank]


# What is to become of a due row; anything but 'send' ends it without a provider call.
FATE_OF_ALERT = """
    CASE
        WHEN a.retracted_at IS NOT NULL AND a.role IN ('alert', 'update')
            THEN CASE d.state WHEN 'sending' THEN 'unknown:retracted'
                 ELSE 'cancelled:retracted' END
        WHEN a.expires_at <= {now} THEN 'expired:'
        WHEN d.unanswered >= {quarantine} THEN 'failed:quarantined'
        WHEN c.id IS NULL OR c.disabled_at IS NOT NULL THEN 'cancelled:channel'
        WHEN NOT EXISTS (SELECT 1 FROM areas_membership m JOIN areas_user u
            ON u.id = m.user_id WHERE m.user_id = d.user_id AND m.state = 'joined'
            AND u.is_active) THEN 'cancelled:left'
        {reached}
        ELSE 'send:' END
"""
# A later channel is not needed once an earlier one has accepted.
REACHED = """
        WHEN EXISTS (SELECT 1 FROM alerts_delivery e JOIN areas_user u
            ON u.id = e.user_id
            WHERE {same} AND e.user_id = d.user_id AND e.rank < d.rank
            AND NOT u.wants_all_channels AND e.state IN ('accepted', 'delivered'))
            THEN 'suppressed:reached'
"""
SAME_ALERT = "e.alert_id = d.alert_id AND e.notice_id IS NULL"
SAME_NOTICE = "e.notice_id = d.notice_id AND e.alert_id IS NULL"
FATE_OF_NOTICE = """
    CASE
        WHEN n.expires_at <= {now} THEN 'expired:'
        WHEN d.unanswered >= {quarantine} THEN 'failed:quarantined'
        WHEN c.id IS NULL OR c.disabled_at IS NOT NULL THEN 'cancelled:channel'
        {reached}
        ELSE 'send:' END
"""


def _fate(chunk: Chunk) -> tuple[str, str]:
    """The CASE that decides a row's fate, and the table it joins."""
    if chunk.alert_id is None:
        text, same, table = (
            FATE_OF_NOTICE,
            SAME_NOTICE,
            "areas_notice n ON n.id = d.notice_id",
        )
    else:
        text, same, table = (
            FATE_OF_ALERT,
            SAME_ALERT,
            "alerts_alert a ON a.id = d.alert_id",
        )
    # Ongoing alerts go by push and SMS at once: neither waits for the other.
    later = chunk.rank > 1 and not (chunk.urgent and chunk.kind in ("push", "sms"))
    reached = REACHED.format(same=same) if later else ""
    fate = text.format(now=sql_now(), quarantine=QUARANTINE_AFTER, reached=reached)
    return fate, table


def claim(chunk: Chunk, *, limit: int, alone: bool = False) -> tuple[str, list[int]]:
    """Claims up to `limit` due rows of the chunk: (lease token, ids to send).

    Rows that must not be sent any more end here, in the same statement. `alone` claims
    one of the rows that were claimed twice without an outcome: such a row may kill its
    worker and takes no neighbours along.
    """
    where, values = in_chunk(chunk)
    fate, table = _fate(chunk)
    token = secrets.token_hex(8)
    suspect = "d.unanswered >= 2" if alone else "d.unanswered < 2"
    sql = f"""
        WITH due AS MATERIALIZED (
            SELECT d.id, {fate} AS fate FROM alerts_delivery d
            JOIN {table} LEFT JOIN areas_channel c ON c.id = d.channel_id
            WHERE {where} AND {suspect}
                AND (d.state = 'queued' AND d.next_try_at <= {sql_now()}
                    OR d.state = 'sending' AND d.lease_until < {sql_now()})
            ORDER BY d.channel_id LIMIT %s {skip_locked("d")}
        )
        UPDATE alerts_delivery SET
            state = CASE due.fate WHEN 'send:' THEN 'sending'
                ELSE {BEFORE_COLON} END,
            reason = CASE due.fate WHEN 'send:' THEN reason ELSE {AFTER_COLON} END,
            terminal_at = CASE due.fate WHEN 'send:' THEN NULL ELSE {sql_now()} END,
            lease_until = {sql_now(plus=settings.DELIVERY_LEASE)},
            lease_token = %s,
            unanswered = unanswered + 1,
            first_attempt_at = COALESCE(first_attempt_at, {sql_now()})
        FROM due WHERE alerts_delivery.id = due.id
        RETURNING alerts_delivery.id, alerts_delivery.state
    """  # noqa: S608 - placeholders and our own SQL
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, limit, token])
        rows = cursor.fetchall()
    return token, [pk for pk, state in rows if state == "sending"]


# 'cancelled:left' -> 'cancelled' and 'left'; both databases have no common split.
FATES = (
    "cancelled:retracted",
    "unknown:retracted",
    "expired:",
    "failed:quarantined",
    "cancelled:channel",
    "cancelled:left",
    "suppressed:reached",
)


def _part(index: int) -> str:
    cases = " ".join(f"WHEN '{fate}' THEN '{fate.split(':')[index]}'" for fate in FATES)
    return f"(CASE due.fate {cases} END)"


BEFORE_COLON, AFTER_COLON = _part(0), _part(1)


def fetch(ids: Sequence[int]) -> list[Claimed]:
    """The claimed rows with what sending needs."""
    if not ids:
        return []
    marks = ", ".join(["%s"] * len(ids))
    sql = f"""
        SELECT d.id, d.alert_id, d.notice_id, d.channel_id, d.user_id, d.attempts,
            d.reason, c.address, c.p256dh, c.auth, u.language, u.quiet_from,
            u.quiet_to, u.ongoing_breaks_quiet
        FROM alerts_delivery d JOIN areas_channel c ON c.id = d.channel_id
        JOIN areas_user u ON u.id = d.user_id
        WHERE d.id IN ({marks})
    """  # noqa: S608 - placeholders
    with connection.cursor() as cursor:
        cursor.execute(sql, list(ids))
        return [Claimed(*_with_times(row)) for row in cursor.fetchall()]


def _with_times(row: Sequence[Any]) -> list[Any]:
    """SQLite stores times of day as text."""
    values = list(row)
    for place in (11, 12):
        if isinstance(values[place], str):
            values[place] = time.fromisoformat(values[place])
    values[13] = bool(values[13])
    return values


def still_good(token: str, ids: Iterable[int]) -> set[int]:
    """Of these rows, those that may still be sent; one read before a micro-batch."""
    wanted = list(ids)
    if not wanted:
        return set()
    marks = ", ".join(["%s"] * len(wanted))
    margin = settings.DELIVERY_SEND_TIMEOUT + 2
    sql = f"""
        SELECT d.id FROM alerts_delivery d
        JOIN areas_channel c ON c.id = d.channel_id
        LEFT JOIN alerts_alert a ON a.id = d.alert_id
        WHERE d.id IN ({marks}) AND d.lease_token = %s AND d.state = 'sending'
            AND d.lease_until > {sql_now(plus=margin)} AND c.disabled_at IS NULL
            AND (a.id IS NULL OR (a.expires_at > {sql_now()}
                AND (a.retracted_at IS NULL OR a.role NOT IN ('alert', 'update'))
                AND EXISTS (SELECT 1 FROM areas_membership m
                    WHERE m.user_id = d.user_id AND m.state = 'joined')))
    """  # noqa: S608 - placeholders
    with connection.cursor() as cursor:
        cursor.execute(sql, [*wanted, token])
        return {row[0] for row in cursor.fetchall()}


def release(token: str, ids: Sequence[int]) -> None:
    """Gives back rows that were claimed and not tried; the next claim decides."""
    if not ids:
        return
    marks = ", ".join(["%s"] * len(ids))
    sql = f"""
        UPDATE alerts_delivery SET state = 'queued', lease_token = '',
            unanswered = unanswered - 1, next_try_at = {sql_now()}
        WHERE id IN ({marks}) AND lease_token = %s AND state = 'sending'
    """  # noqa: S608 - placeholders
    with connection.cursor() as cursor:
        cursor.execute(sql, [*ids, token])
