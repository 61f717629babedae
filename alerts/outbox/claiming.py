"""Claims by lease: a conditional update decides who sends a row (guarantees 3.3)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.conf import settings
from django.db import connection

from alerts.clock import skip_locked, sql_now
from alerts.models import Chunk

from .fates import AFTER_COLON, BEFORE_COLON, fate


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


# What sending needs of a claimed row, by the names of the claim's own SELECT.
NEEDED = (
    "d.id, d.alert_id, d.notice_id, d.channel_id, d.user_id, d.attempts, d.reason, "
    "c.address, c.p256dh, c.auth, u.language, u.quiet_from, u.quiet_to, "
    "u.ongoing_breaks_quiet"
)
OWN = ("lease_token", "fate")  # what the claim selects for itself
JOINED = (
    "LEFT JOIN areas_channel c ON c.id = d.channel_id "
    "LEFT JOIN areas_user u ON u.id = d.user_id"
)


def claim(
    chunk: Chunk, *, limit: int, alone: bool = False
) -> tuple[str, list[Claimed], int]:
    """Claims up to `limit` due rows: (lease token, rows to send, rows looked at).

    Rows that must not be sent any more end here, in the same statement. `alone` claims
    one of the rows that were claimed twice without an outcome: such a row may kill its
    worker and takes no neighbours along.

    Who else claims the row meanwhile changes its token, and this update passes it by:
    no lock is written for each row (69 of 730 bytes of log). Workers seldom meet here,
    for `take_next` gives a chunk to one at a time.
    """
    where, values = in_chunk(chunk)
    said, table = fate(chunk)
    token = secrets.token_hex(4)
    suspect = "d.unanswered >= 2" if alone else "d.unanswered < 2"
    # SQLite gives back columns of the changed table only.
    inline = connection.vendor == "postgresql"
    sql = f"""
        WITH due AS MATERIALIZED (
            SELECT {NEEDED if inline else "d.id"}, d.lease_token, {said} AS fate
            FROM alerts_delivery d JOIN {table} {JOINED}
            WHERE {where} AND {suspect}
                AND (d.state = 'queued' AND d.next_try_at <= {sql_now()}
                    OR d.state = 'sending' AND d.lease_until < {sql_now()})
            ORDER BY d.channel_id LIMIT %s
        )
        UPDATE alerts_delivery SET
            state = CASE due.fate WHEN 'send:' THEN 'sending'
                ELSE {BEFORE_COLON} END,
            reason = CASE due.fate WHEN 'send:' THEN alerts_delivery.reason
                ELSE {AFTER_COLON} END,
            terminal_at = CASE due.fate WHEN 'send:' THEN NULL ELSE {sql_now()} END,
            lease_until = {sql_now(plus=settings.DELIVERY_LEASE)},
            lease_token = %s,
            unanswered = unanswered + 1,
            first_attempt_at = COALESCE(first_attempt_at, {sql_now()})
        FROM due WHERE alerts_delivery.id = due.id
            AND alerts_delivery.lease_token = due.lease_token
        RETURNING alerts_delivery.state, {"due.*" if inline else "alerts_delivery.id"}
    """  # noqa: S608 - placeholders and our own SQL
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, limit, token])
        found = cursor.fetchall()
    mine = [row for state, *row in found if state == "sending"]
    if inline:
        return token, [Claimed(*row[: -len(OWN)]) for row in mine], len(found)
    return token, _fetch([row[0] for row in mine]), len(found)


def among(column: str, ids: Sequence[int]) -> tuple[str, list[Any]]:
    """The condition that a column is one of these, as one parameter.

    PostgreSQL reads an array ten times as fast as 500 parameters.
    """
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", [list(ids)]
    text = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608
    return text, [json.dumps(list(ids))]


def _fetch(ids: Sequence[int]) -> list[Claimed]:
    """The claimed rows with what sending needs, for databases that ask twice."""
    if not ids:
        return []
    these, values = among("d.id", ids)
    sql = f"SELECT {NEEDED} FROM alerts_delivery d {JOINED} WHERE {these}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
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
    these, values = among("d.id", wanted)
    margin = settings.DELIVERY_SEND_TIMEOUT + 2
    sql = f"""
        SELECT d.id FROM alerts_delivery d
        JOIN areas_channel c ON c.id = d.channel_id
        LEFT JOIN alerts_alert a ON a.id = d.alert_id
        WHERE {these} AND d.lease_token = %s AND d.state = 'sending'
            AND d.lease_until > {sql_now(plus=margin)} AND c.disabled_at IS NULL
            AND (a.id IS NULL OR (a.expires_at > {sql_now()}
                AND (a.retracted_at IS NULL OR a.role NOT IN ('alert', 'update'))
                AND EXISTS (SELECT 1 FROM areas_membership m
                    WHERE m.user_id = d.user_id AND m.state = 'joined')))
    """  # noqa: S608 - placeholders
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, token])
        return {row[0] for row in cursor.fetchall()}


def release(token: str, ids: Sequence[int]) -> None:
    """Gives back rows that were claimed and not tried; the next claim decides."""
    if not ids:
        return
    these, values = among("id", ids)
    sql = f"""
        UPDATE alerts_delivery SET state = 'queued', lease_token = '',
            unanswered = unanswered - 1, next_try_at = {sql_now()}
        WHERE {these} AND lease_token = %s AND state = 'sending'
    """  # noqa: S608 - placeholders
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, token])
