"""Our own engine in the run: an alert sent as the page does, and what it took."""

from __future__ import annotations

import math
import resource
import secrets
import time
from collections import Counter
from typing import Any

from django.db import connection, transaction

from alerts import services
from alerts.models import Alert, Chunk, Delivery
from areas.models import Area, User

from . import meters, seeding
from .faults import BenchError

WARM_UP = 1200  # members of a small area that is alerted first, twice
LOOK = 0.1  # seconds between two looks at the chunks
PATIENCE = 60.0  # seconds, and one for each
PER_SECOND = 100  # recipients, before the run is given up


def seed(count: int, kind: str, *, push: str = "") -> None:
    """A small area to warm up with, a large one to measure."""
    small, large = seeding.make_area("Litet"), seeding.make_area("Stort", west=13.2)
    seeding.make_officers()
    seeding.mark_as_demo()
    seeding.fill(small, WARM_UP, kind, push=push)
    seeding.fill(large, count, kind, start=WARM_UP, push=push)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure(count: int, *, worker: int) -> dict[str, Any]:
    """Sends to the large area and gives the figures."""
    for _ in range(2):
        _wait(send("Litet", "other", is_new_event=True), WARM_UP)
    cpu, log = meters.Cpu(worker), meters.log_position()
    begun, mine = time.time(), _own_cpu()
    alert = send("Stort", "burglary")
    mine = _own_cpu() - mine
    _wait(alert, count, cpu)
    children = meters.tree(worker)[1:] or [worker]
    end = meters.log_position()
    accepted = Delivery.objects.filter(alert=alert, state="accepted").count()
    if accepted != count:
        raise BenchError(f"Only {accepted:,} of {count:,} were accepted.")
    return _times(alert, begun, count) | {
        "cpu_us_per_recipient": round((cpu.seconds + mine) / count * 1e6, 1),
        "wal_bytes_per_recipient": (
            None if log is None or end is None else round((end - log) / count)
        ),
        "worker_rss_mib": round(max(map(meters.rss_mib, children)), 1),
    }


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def send(
    area: str, kind: str, *, timing: str = "just_now", is_new_event: bool = False
) -> Alert:
    """Written by one officer; sent by the other when the service asks for two."""
    author, second = User.objects.filter(name="O").order_by("pk")
    alert = services.save_draft(
        services.Draft(kind=kind, timing=timing, text="Inbrott i natt på gatan."),
        by=author,
        areas=[Area.objects.get(name=area)],
        client_token=secrets.token_hex(16),
    )
    sent = services.send_alert(alert, by=author, is_new_event=is_new_event)
    if sent.state == Alert.State.IN_REVIEW:
        sent = services.send_alert(sent, by=second, is_new_event=is_new_event)
    return sent


def _wait(alert: Alert, count: int, cpu: meters.Cpu | None = None) -> None:
    """Until no row is open."""
    end = time.monotonic() + PATIENCE + count / PER_SECOND
    while Chunk.objects.filter(alert=alert, open__gt=0).exists():
        if time.monotonic() > end:
            raise BenchError("The worker did not send everything in time.")
        if cpu is not None:
            cpu.look()
        time.sleep(LOOK)
    if cpu is not None:
        cpu.look()


def _times(alert: Alert, begun: float, count: int) -> dict[str, Any]:
    """Seconds from the click until the outcome was in the database, late if wrong."""
    rows = Delivery.objects.filter(alert=alert).order_by("terminal_at")
    times = rows.values_list("terminal_at", flat=True)

    def at(share: float) -> float:
        found = times[max(0, math.ceil(count * share) - 1)]
        return round(found.timestamp() - begun, 3) if found else 0.0

    took = at(1)
    return {
        "seconds": took,
        "per_second": round(count / took, 1),
        "first_s": at(0),
        "p50_s": at(0.5),
        "p95_s": at(0.95),
    }


# --- for the soak -----------------------------------------------------------------


def rows() -> dict[str, Any]:
    """How the e-mail rows stand."""
    found = Delivery.objects.filter(kind="email")
    states = Counter(found.values_list("state", flat=True))
    waiting = sum(states[state] for state in Delivery.OPEN)
    return {"rows": states.total(), "states": dict(states), "open": waiting}


def cut() -> None:
    """Ends all other connections to the database; a second's lock where none can."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        return
    with transaction.atomic():
        time.sleep(1)
