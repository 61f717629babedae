"""`bench fanout`: limit, peer and ours in one run, against sinks of its own."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from alerts.transports.vapid import new_key

from . import goals, limits, sinks
from .databases import Database
from .stage import Stage

PROCESSES = 2
MOST_LIMIT = 20_000  # messages of one limit run
PEER_SAMPLE = {"email": 1000, "push": 300, "sms": 1000}
Figures = dict[str, Any]


@dataclass
class Measured:
    """The limit's rounds, and the peer's rate with what else it told."""

    limit: list[float] = field(default_factory=list)
    peer: float = 0
    extra: Figures = field(default_factory=dict)


class Round:
    """One channel's sink, limit and peer; `settle` tells our engine where they are."""

    peer = ""
    push = ""

    def __init__(self, stage: Stage, count: int) -> None:
        self.stage = stage
        self.count = count

    def limit(self) -> float:
        raise NotImplementedError

    def ask_peer(self, sample: int) -> tuple[float, Figures]:
        raise NotImplementedError


class Email(Round):
    peer = "django-post_office"

    def __init__(self, stage: Stage, count: int) -> None:
        super().__init__(stage, count)
        self._port = sinks.mail(stage)
        stage.env |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(self._port)}

    def limit(self) -> float:
        return limits.smtp_source(self.stage, self._port, _limited(self.count))

    def ask_peer(self, sample: int) -> tuple[float, Figures]:
        url = f"sqlite:///{self.stage.folder}/peer.sqlite3"
        if self.stage.database.name == "postgis":
            url = self.stage.env["DATABASE_URL"].replace("postgis:", "postgres:")
        module = ("-m", "alerts.bench.peers.postoffice")
        told = self.stage.facts(*module, sample, self._port, url)
        return sample / told["seconds"], {}


class Push(Round):
    peer = "pywebpush"

    def __init__(self, stage: Stage, count: int) -> None:
        super().__init__(stage, count)
        self._web = sinks.web(stage)
        self.push = f"https://{sinks.PUSH_HOST}:{self._web.secure}"
        stage.env |= {
            "DEMO": "1",  # for the pin, decision 45
            "VAPID_PRIVATE_KEY": new_key(),
            "PUSH_HOSTS": f"{sinks.PUSH_HOST}:{self._web.secure}=127.0.0.1",
            "PUSH_CA_FILE": str(self._web.ca_file),
            "REQUESTS_CA_BUNDLE": str(self._web.ca_file),
            "NO_PROXY": "*",
        }

    def limit(self) -> float:
        return limits.encryption(min(self.count, 5000))

    def ask_peer(self, sample: int) -> tuple[float, Figures]:
        url = f"https://localhost:{self._web.secure}"
        told = self.stage.facts("-m", "alerts.bench.peers.webpush", sample, url)
        return told["loop"], told


class Sms(Round):
    peer = "requests.Session"

    def __init__(self, stage: Stage, count: int) -> None:
        super().__init__(stage, count)
        self._web = sinks.web(stage)
        gateway = f"46elks+http://u:k@127.0.0.1:{self._web.plain}/a1/sms?rate=1000000"
        stage.env |= {"SMS_GATEWAYS": gateway, "NO_PROXY": "*"}

    def limit(self) -> float:
        return limits.raw_posts(self._web.plain, _limited(self.count))

    def ask_peer(self, sample: int) -> tuple[float, Figures]:
        url = f"http://127.0.0.1:{self._web.plain}/a1/sms"
        told = self.stage.facts("-m", "alerts.bench.peers.sms", sample, url)
        return told["rate"], told


ROUNDS: dict[str, Callable[[Stage, int], Round]] = {
    "email": Email,
    "push": Push,
    "sms": Sms,
}


def _limited(count: int) -> int:
    return max(2000, min(count, MOST_LIMIT))


def run(
    count: int, kind: str, *, database: Database, say: Callable[[str], None]
) -> Figures:
    """The figures of one run, in the order in which they are told."""
    with Stage(database, say=say) as stage:
        stage.start_redis()
        round_ = ROUNDS[kind](stage, count)
        say("the database")
        stage.manage("migrate", "--verbosity", 0)
        say(f"{count:,} members")
        asked = ("--recipients", count, "--channel", kind, "--push", round_.push)
        stage.manage("bench", "seed", *asked)
        found, sample = Measured(), min(count, PEER_SAMPLE[kind])
        found.limit.append(_told(say, "limit", round_.limit()))
        found.peer, found.extra = round_.ask_peer(sample)
        _told(say, round_.peer, found.peer)
        found.limit.append(_told(say, "limit", round_.limit()))
        ours = _ours(stage, count, say)
        found.limit.append(_told(say, "limit", round_.limit()))
        return _figures(ours, found, round_, sample)


def _told(say: Callable[[str], None], what: str, rate: float) -> float:
    say(f"{what}: {rate:,.0f} a second")
    return rate


def _ours(stage: Stage, count: int, say: Callable[[str], None]) -> Figures:
    worker = stage.start_worker(processes=PROCESSES)
    stage.start_beat()
    words = ("bench", "send", "--recipients", count, "--worker", worker.pid)
    ours = stage.facts("manage.py", *words, seconds=180 + count / 50)
    stage.stop(worker)
    _told(say, "ours", ours["per_second"])
    return ours


def _figures(ours: Figures, found: Measured, round_: Round, sample: int) -> Figures:
    limit = statistics.median(found.limit)
    rate = ours["per_second"]
    kind = type(round_).__name__.lower()
    figures = {
        "channel": kind,
        "database": round_.stage.database.name,
        "recipients": round_.count,
        "seconds": ours["seconds"],
        "per_second": rate,
        "limit_per_second": round(limit, 1),
        "of_limit": round(rate / limit, 3),
        "peer": round_.peer,
        "peer_per_second": round(found.peer, 1),
        "of_peer": round(rate / found.peer, 2),
        "cpu_us_per_recipient": ours["cpu_us_per_recipient"],
        "wal_bytes_per_recipient": ours["wal_bytes_per_recipient"],
        "first_s": ours["first_s"],
        "p50_s": ours["p50_s"],
        "p95_s": ours["p95_s"],
        "worker_rss_mib": ours["worker_rss_mib"],
    }
    told = goals.of_fanout(figures, processes=PROCESSES, extra=found.extra)
    return figures | {"peer_sample": sample, "goals": told}


def warn(text: str) -> None:
    """Progress belongs on stderr: stdout holds the one object."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
