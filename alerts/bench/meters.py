"""What a run costs: CPU and memory from /proc, the log from PostgreSQL."""

from __future__ import annotations

import os
from pathlib import Path

from django.db import connection

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
MIB = 1024 * 1024


def tree(pid: int) -> list[int]:
    """A process and its children."""
    found = [pid]
    for at in found:
        text = _read(Path(f"/proc/{at}/task/{at}/children"))
        found += [int(word) for word in text.split()]
    return found


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far; 0 when it has gone."""
    text = _read(Path(f"/proc/{pid}/stat"))
    words = text.rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / TICKS if words else 0.0


def rss_mib(pid: int) -> float:
    """Memory that a process holds, shared pages too."""
    words = _read(Path(f"/proc/{pid}/statm")).split()
    return int(words[1]) * PAGE / MIB if words else 0.0


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace")
    except OSError:
        return ""


class Cpu:
    """CPU of a worker's processes and of the database's that serve this database.

    A server process ends with its connection: `look` often, the last look counts.
    """

    def __init__(self, worker: int) -> None:
        self._worker = worker
        self._mine = os.getpid()
        self._base = self._now()
        self._seen = dict(self._base)

    def look(self) -> None:
        """Takes the counters down; processes that have gone keep their last ones."""
        self._seen |= self._now()

    @property
    def seconds(self) -> float:
        """Used since the beginning, as far as it was seen."""
        return sum(used - self._base.get(pid, 0.0) for pid, used in self._seen.items())

    def _now(self) -> dict[int, float]:
        return {pid: cpu_seconds(pid) for pid in [*tree(self._worker), *_backends()]}


def _backends() -> list[int]:
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        )
        return [row[0] for row in cursor.fetchall()]


def log_position() -> int | None:
    """Bytes of write-ahead log so far, of the whole server; None on SpatiaLite."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")
        return int(cursor.fetchone()[0])
