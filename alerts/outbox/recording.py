"""Outcomes become rows: in micro-batches, each guarded by its lease."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from alerts.clock import sql_now
from alerts.models import Chunk
from alerts.transports.base import Outcome, Verdict

from .claiming import Claimed, among, in_chunk
from .lost import count_refusal, switch_off

BACK_OFF = (10, 30, 120, 600, 1800, 3600)  # seconds; guarantees, section 3.4
MOST_OUTCOMES = 12
AMBIGUOUS_WAIT = {"email": 120, "sms": 600, "push": 10}  # seconds; section 4
MISSED = {
    Verdict.GONE: "gone",
    Verdict.REJECTED: "rejected",
    Verdict.FAILED: "failed",
}


TAKEN = (Verdict.ACCEPTED, Verdict.DELIVERED)
ENDS = MISSED | {verdict: verdict.value for verdict in TAKEN}


@dataclass(frozen=True)
class Fate:
    """What one outcome makes of its row; `wait` is in seconds from now."""

    state: str
    reason: str = ""
    wait: float = 0
    counts: bool = True  # breaker and configuration outcomes do not


def fate_of(outcome: Outcome, row: Claimed, kind: str) -> Fate:
    """The next state of a row, by guarantees section 4."""
    verdict = outcome.verdict
    if verdict in ENDS:
        code = "" if verdict in TAKEN else outcome.code[:24]
        return Fate(ENDS[verdict], code)
    if verdict is Verdict.CONFIGURATION:
        return Fate("queued", "configuration", wait=30, counts=False)
    if verdict is Verdict.AMBIGUOUS and kind != "push":
        if row.reason == "ambiguous":
            return Fate("unknown", "ambiguous")
        return Fate("queued", "ambiguous", wait=AMBIGUOUS_WAIT[kind])
    if row.attempts + 1 >= MOST_OUTCOMES:
        return Fate("failed", "exhausted")
    return Fate("queued", "later", wait=_back_off(row.attempts, outcome.retry_after))


def _back_off(attempts: int, retry_after: int | None) -> float:
    step = BACK_OFF[min(attempts, len(BACK_OFF) - 1)]
    jitter = random.uniform(0.8, 1.2)  # noqa: S311 - spreads load, guards nothing
    return max(step * jitter, min(retry_after or 0, 3600))


def record(
    token: str, outcomes: Sequence[Outcome], rows: dict[int, Claimed], *, chunk: Chunk
) -> None:
    """Commits a micro-batch of outcomes in one transaction."""
    if not outcomes:
        return
    taken = [o for o in outcomes if o.verdict is Verdict.ACCEPTED]
    others = [o for o in outcomes if o.verdict is not Verdict.ACCEPTED]
    with transaction.atomic():
        if taken:
            _accept(taken)
        missed = []
        for outcome in others:
            row = rows[outcome.key]
            fate = fate_of(outcome, row, chunk.kind)
            _settle(token, outcome, fate)
            if fate.state in MISSED.values():
                missed.append((outcome, row))
        for outcome, row in missed:
            _pass_on(row)
            _count_miss(outcome, row)


def _accept(taken: Sequence[Outcome]) -> None:
    """Also closes rows whose lease was lost: the provider has taken them."""
    if any(outcome.reference for outcome in taken):
        _accept_with_references(taken)
        return
    these, values = among("id", [outcome.key for outcome in taken])
    sql = f"""
        UPDATE alerts_delivery SET state = 'accepted', reason = '', unanswered = 0,
            attempts = attempts + 1, terminal_at = {sql_now()}
        WHERE {these} AND state IN ('queued', 'sending')
    """  # noqa: S608 - our own SQL
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _accept_with_references(taken: Sequence[Outcome]) -> None:
    """Keeps the providers' ids, by which receipts will come."""
    keys = [outcome.key for outcome in taken]
    references = [outcome.reference[:64] for outcome in taken]
    if connection.vendor == "postgresql":
        table = "unnest(%s::bigint[], %s::varchar[]) AS r(key, reference)"
        values: list[Any] = [keys, references]
    else:
        table = (
            "(SELECT json_extract(value, '$[0]') AS key, "
            "json_extract(value, '$[1]') AS reference FROM json_each(%s)) AS r"
        )
        values = [json.dumps(list(zip(keys, references, strict=True)))]
    sql = f"""
        UPDATE alerts_delivery SET state = 'accepted', reason = '', unanswered = 0,
            attempts = attempts + 1, terminal_at = {sql_now()},
            provider_ref = r.reference
        FROM {table} WHERE id = r.key AND state IN ('queued', 'sending')
    """  # noqa: S608 - our own SQL
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _settle(token: str, outcome: Outcome, fate: Fate) -> None:
    ended = sql_now() if fate.state != "queued" else "NULL"
    taken = outcome.verdict in TAKEN
    guard = "state IN ('queued', 'sending')" if taken else "lease_token = %s"
    sql = f"""
        UPDATE alerts_delivery SET state = %s, reason = %s, unanswered = 0,
            attempts = attempts + %s, terminal_at = {ended}, provider_ref = %s,
            next_try_at = {sql_now(plus=fate.wait)}
        WHERE id = %s AND {guard}
    """  # noqa: S608 - our own SQL
    values: list[Any] = [
        fate.state,
        fate.reason,
        int(fate.counts),
        outcome.reference[:64],
        outcome.key,
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, values if taken else [*values, token])


def _pass_on(row: Claimed) -> None:
    """A channel that failed for good hands over to the person's next one now."""
    same = "alert_id = %s" if row.alert_id else "notice_id = %s"
    key = row.alert_id or row.notice_id
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE alerts_delivery SET next_try_at = {sql_now()} "  # noqa: S608
            f"WHERE {same} AND user_id = %s AND state = 'queued' AND kind <> 'door' "
            f"AND next_try_at > {sql_now()} AND attempts = 0",
            [key, row.user_id],
        )
        if not cursor.rowcount:
            return
        mine = "alert_id = %s" if row.alert_id else "low <= %s AND high >= %s"
        keys: list[Any] = [key] if row.alert_id else [key, key]
        cursor.execute(
            f"UPDATE alerts_chunk SET due_at = {sql_now()} "  # noqa: S608
            f"WHERE {mine} AND open > 0 AND kind <> 'door' AND due_at > {sql_now()}",
            keys,
        )


def _count_miss(outcome: Outcome, row: Claimed) -> None:
    """A gone address is switched off; one refused on three days, too."""
    if outcome.verdict is Verdict.GONE:
        switch_off(row.channel_id, "gone")
    elif outcome.verdict is Verdict.REJECTED:
        count_refusal(row.channel_id)


def postpone(token: str, ids: Sequence[int], until: datetime) -> None:
    """Gives rows back until a known time, as quiet hours do."""
    when = connection.ops.adapt_datetimefield_value(until)
    these, values = among("id", ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE alerts_delivery SET state = 'queued', reason = 'quiet', "  # noqa: S608
            "lease_token = '', unanswered = unanswered - 1, next_try_at = %s "
            f"WHERE {these} AND lease_token = %s",
            [when, *values, token],
        )


def close_chunk(chunk: Chunk) -> int:
    """Counts what is left of the chunk and when it is due; gives the rows left.

    A chunk with rows claimed elsewhere is due when their lease runs out, so that a
    killed worker's rows come back by themselves.
    """
    where, values = in_chunk(chunk)
    sql = f"""
        UPDATE alerts_chunk SET woken_at = NULL, (open, due_at) = (
            SELECT COUNT(*), COALESCE(MIN(CASE d.state WHEN 'queued'
                THEN d.next_try_at ELSE d.lease_until END), alerts_chunk.due_at)
            FROM alerts_delivery d
            WHERE {where} AND d.state IN ('queued', 'sending')
        ) WHERE id = %s RETURNING open
    """  # noqa: S608 - placeholders and our own SQL
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, chunk.pk])
        row = cursor.fetchone()
    return row[0] if row else 0
