"""`manage.py soak`: alerts go out for minutes while something breaks every half minute.

Everything is a real process on a stage of its own; the closing table counts what the
relay got against the rows (F26 of the guarantees, at any length).
"""

from __future__ import annotations

import contextlib
import logging
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings

from . import meters
from .databases import Database
from .stage import Stage, free_port, program

FAULT_EVERY, ALERT_EVERY = 30.0, 15.0  # seconds, each give or take a third
MEMBERS = 500
LEASE, TIMEOUT = 8, 2  # seconds: shorter than in production, so that more happens
REST = 120.0  # seconds in which all must be done after the last fault
AREAS = ("Litet", "Stort")
Figures = dict[str, Any]


class Relay:
    """A relay that counts each letter by its Message-ID."""

    def __init__(self) -> None:
        self.letters: Counter[bytes] = Counter()

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """aiosmtpd's hook: called for each letter, before it is answered."""
        letter = bytes(envelope.original_content or b"")
        head = letter.partition(b"\r\n\r\n")[0].lower()
        self.letters[head.partition(b"message-id: <")[2].partition(b">")[0]] += 1
        return "250 Counted"


class Soak:
    """Keeps the parts running, breaks one now and then, and sends alerts."""

    def __init__(self, stage: Stage, *, seed: int) -> None:
        self.stage = stage
        self.dice = random.Random(seed)  # noqa: S311 - a run can be repeated
        self.faults: Counter[str] = Counter()
        self.alerts = 0
        self.refused = 0
        self.parts: dict[str, subprocess.Popen[bytes]] = {}
        self._starters: dict[str, Callable[[], subprocess.Popen[bytes]]] = {
            "redis": stage.start_redis,
            "worker": stage.start_worker,
            "beat": stage.start_beat,
            "standby": self._standby,
        }

    def _standby(self) -> subprocess.Popen[bytes]:
        return self.stage.start(sys.executable, "manage.py", "deliver", "--standby")

    def start(self, *names: str) -> None:
        for name in names or self._starters:
            self.parts[name] = self._starters[name]()

    # --- faults -----------------------------------------------------------------

    def break_something(self) -> str:
        """One random fault; gives its name."""
        deeds: dict[str, Callable[[], None]] = {
            **{f"kill {name}": partial(self._kill, name) for name in self.parts},
            "empty redis": self._empty,
            "freeze worker": partial(self._freeze, "worker"),
            "freeze standby": partial(self._freeze, "standby"),
            "cut database": self._cut,
        }
        name = self.dice.choice(sorted(deeds))
        deeds[name]()
        self.faults[name] += 1
        return name

    def _kill(self, name: str) -> None:
        self.stage.stop(self.parts[name], how=signal.SIGKILL)
        threading.Event().wait(self.dice.uniform(0, 5))
        self.start(name)

    def _empty(self) -> None:
        path = self.stage.folder / "redis.sock"
        self.stage.run(program("redis-cli", "redis-tools"), "-s", path, "FLUSHALL")

    def _freeze(self, name: str) -> None:
        """Longer than its lease."""
        processes = meters.tree(self.parts[name].pid)
        for how, seconds in ((signal.SIGSTOP, LEASE * 1.5), (signal.SIGCONT, 0)):
            for pid in processes:
                _signal(pid, how)
            threading.Event().wait(seconds)

    def _cut(self) -> None:
        self.stage.manage("bench", "cut")

    # --- alerts -----------------------------------------------------------------

    def send(self) -> None:
        """One ongoing alert, by a process of its own as a web server is."""
        area = self.dice.choice(AREAS)
        words = [sys.executable, "manage.py", "bench", "alert", "--area", area]
        done = subprocess.run(  # noqa: S603 - our own words
            words,
            cwd=settings.BASE_DIR,
            env=self.stage.env,
            capture_output=True,
            check=False,
            timeout=120,
        )
        self.alerts += not done.returncode
        self.refused += bool(done.returncode)  # visibly: nothing of it was sent

    def memory(self) -> float:
        """MiB of the largest process of the worker."""
        return max(map(meters.rss_mib, meters.tree(self.parts["worker"].pid)))


def _signal(pid: int, how: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, how)


def run(
    minutes: float, *, database: Database, say: Callable[[str], None], seed: int
) -> Figures:
    """Soaks for so many minutes and gives the closing table."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells each word
    relay = Relay()
    post = Controller(relay, hostname="127.0.0.1", port=free_port())
    with Stage(database, say=say) as stage:
        stage.env |= {
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(post.port),
            "DELIVERY_LEASE": str(LEASE),
            "DELIVERY_SEND_TIMEOUT": str(TIMEOUT),
        }
        post.start()
        try:
            return _soak(stage, relay, minutes, say, seed)
        finally:
            post.stop()


def _soak(
    stage: Stage, relay: Relay, minutes: float, say: Callable[[str], None], seed: int
) -> Figures:
    say(f"the database (seed {seed})")
    stage.manage("migrate", "--verbosity", 0)
    stage.manage("bench", "seed", "--recipients", MEMBERS, "--channel", "email")
    soak = Soak(stage, seed=seed)
    soak.start()
    soak.send()
    before = soak.memory()
    _storm(soak, minutes * 60, say)
    took = _calm(soak, say)
    return _table(soak, relay, took) | {
        "worker MiB at first": round(before, 1),
        "worker MiB at last": round(soak.memory(), 1),
    }


def _storm(soak: Soak, seconds: float, say: Callable[[str], None]) -> None:
    end = time.monotonic() + seconds
    fault_at = time.monotonic() + FAULT_EVERY / 3
    while time.monotonic() < end:
        soak.send()
        if time.monotonic() >= fault_at:
            say(soak.break_something())
            fault_at = time.monotonic() + FAULT_EVERY * soak.dice.uniform(0.67, 1.33)
        threading.Event().wait(ALERT_EVERY * soak.dice.uniform(0.67, 1.33))


def _calm(soak: Soak, say: Callable[[str], None]) -> float:
    """Waits until no row is open; gives the seconds it took after the last fault."""
    say("calm")
    begun = time.monotonic()
    while time.monotonic() - begun < REST:
        if not soak.stage.facts("manage.py", "bench", "rows")["open"]:
            break
        threading.Event().wait(2)
    return time.monotonic() - begun


def _table(soak: Soak, relay: Relay, took: float) -> Figures:
    rows = soak.stage.facts("manage.py", "bench", "rows")
    letters = len(relay.letters)
    return {
        "alerts": soak.alerts,
        "refused visibly": soak.refused,
        "faults": dict(sorted(soak.faults.items())),
        "rows": rows["rows"],
        "states": rows["states"],
        "letters": letters,
        "missed": rows["rows"] - letters,
        "duplicates": sum(relay.letters.values()) - letters,
        "rows open": rows["open"],
        "seconds until calm": round(took, 1),
    }
