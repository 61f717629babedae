"""The bench's own promises: what it prints, how it refuses, what never grows."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts import delivery, outbox
from alerts.models import Chunk

ROOT = Path(__file__).resolve().parents[2]
FIGURES = [
    *("channel", "database", "recipients", "seconds", "per_second"),
    *("limit_per_second", "of_limit", "peer", "peer_per_second", "of_peer"),
    *("cpu_us_per_recipient", "wal_bytes_per_recipient", "first_s", "p50_s", "p95_s"),
    *("worker_rss_mib", "peer_sample", "goals"),
]


def bench(*words):
    command = [sys.executable, "manage.py", "bench", *words]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.mark.stack
def test_a_fan_out_is_measured_beside_limit_and_peer_in_one_object():
    done = bench("fanout", "--recipients", "300", "--channel", "sms", "--json")
    if done.returncode:  # a machine without nginx, and nobody who may install it
        assert "apt-get install" in done.stderr.strip().splitlines()[-1]
        return
    figures = json.loads(done.stdout)
    assert list(figures) == FIGURES
    assert figures["recipients"] == 300
    assert all(
        {"value", "gate", "aim", "met"} == set(g) for g in figures["goals"].values()
    )


def test_a_bench_that_cannot_run_says_so_in_one_sentence():
    done = bench("fanout", "--recipients", "0")
    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == [
        "CommandError: --recipients must be at least 1."
    ]
    assert done.stdout == ""


@pytest.mark.django_db(transaction=True)
def test_a_chunk_costs_few_statements(hamlet, send, sink, settings):
    """D2: at most four on PostgreSQL; SQLite can't give back a joined row."""
    delivery._open.clear()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    send(hamlet)
    assert Chunk.objects.count() == 1
    settings.DELIVERY_BATCH_SECONDS = 5  # one micro-batch, however busy the machine is
    with CaptureQueriesContext(
        connection,
    ) as told:
        delivery.run_due(("email",))
    for transport in delivery._open.values():
        transport.close()
    delivery._open.clear()
    ours = [
        each["sql"]
        for each in told.captured_queries
        if "alerts_chunk" in each["sql"] or "alerts_delivery" in each["sql"]
    ]
    looked_again = 1  # the last look finds nothing more
    most = 4 if connection.vendor == "postgresql" else 5
    assert len(ours) - looked_again <= most, ours


@pytest.mark.django_db(transaction=True)
def test_a_claim_finds_its_rows_by_the_key_range_on_tables_never_analyzed(
    hamlet,
    send,
):
    """Without the range PostgreSQL scans all rows of the alert for each chunk."""
    send(hamlet)
    where, values = outbox.claiming.in_chunk(Chunk.objects.get())
    sql = f"SELECT d.id FROM alerts_delivery d WHERE {where}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}", values)
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        plan = " ".join(str(row) for row in cursor.fetchall())
        if connection.vendor == "postgresql":
            cursor.execute("RESET enable_seqscan")
    assert "one_delivery_per_alert_and_channel" in plan
    assert "channel_id" in plan
