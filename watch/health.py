"""Is the house well? The few questions that a monitor asks each minute."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db import DatabaseError, InterfaceError
from django.utils import timezone
from redis.exceptions import RedisError

from alerts.models import Chunk, Heartbeat

if TYPE_CHECKING:
    from collections.abc import Callable

# An alert is due within seconds and the sweep beats every 5 s: a minute is too long.
OLDEST_DUE = timedelta(seconds=60)
SWEEP_SILENT = timedelta(seconds=60)


def report() -> dict[str, Any]:
    """All answers, and in `wrong` the names of those that are not well.

    Ages are in seconds, None where there is nothing to measure. No addresses, no
    version numbers and no error texts: the page is public.
    """
    answers: dict[str, Any] = {
        "database": _works(_database),
        "redis": _works(_redis),
        "oldest_due_seconds": None,
        "sweep_seconds": None,
        "standby_seconds": None,
    }
    if answers["database"] == "ok":
        answers |= _ages()
    wrong = [name for name in ("database", "redis") if answers[name] != "ok"]
    wrong += _late(answers)
    return {"status": "wrong" if wrong else "ok", "wrong": wrong, **answers}


def _works(ask: Callable[[], None]) -> str:
    try:
        ask()
    except (DatabaseError, InterfaceError, RedisError, OSError):
        return "down"
    return "ok"


def _database() -> None:
    Heartbeat.objects.exists()


def _redis() -> None:
    """Writes and reads one value: a Redis that only answers is not enough."""
    token = secrets.token_hex(4)
    cache.set("health", token, 10)
    if cache.get("health") is None:
        raise OSError("The cache forgot at once.")


def _ages() -> dict[str, float | None]:
    beats = dict(Heartbeat.objects.values_list("part", "at"))
    oldest = (
        Chunk.objects.filter(open__gt=0, due_at__lte=timezone.now())
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )
    return {
        "oldest_due_seconds": _age(oldest) or 0.0,
        "sweep_seconds": _age(beats.get("sweep")),
        "standby_seconds": _age(beats.get("standby")),
    }


def _age(then: datetime | None) -> float | None:
    if then is None:
        return None
    return round(max(0.0, (timezone.now() - then).total_seconds()), 1)


def _late(answers: dict[str, Any]) -> list[str]:
    wrong = []
    if (answers["oldest_due_seconds"] or 0) > OLDEST_DUE.total_seconds():
        wrong.append("oldest_due")
    sweep = answers["sweep_seconds"]
    if sweep is None or sweep > SWEEP_SILENT.total_seconds():
        wrong.append("sweep")
    return wrong
