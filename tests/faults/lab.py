"""Real processes for the fault tests: Redis, workers, beat, the standby deliverer."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

from alerts.models import Chunk, Delivery

ROOT = Path(__file__).resolve().parents[2]
LEASE, TIMEOUT = 4, 1  # seconds: the design's 60 and 10, made short


def database_url():
    """The test database, as a child process is told of it."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"spatialite:///{name}"
    options = connection.settings_dict
    host = options.get("HOST") or options["OPTIONS"].get("host", "")
    return f"postgis://{options['USER']}@/{name}?host={host}"


def wait_until(condition, what, *, seconds=60):
    """Asks again every 50 ms; fails with the name of what did not come."""
    end = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < end, f"{what} did not come within {seconds} s"
        pause.wait(0.05)


class Lab:
    """Starts and kills children that share this test's database and Redis."""

    def __init__(self, smtp_port, *, redis_url=None, **more):
        self.folder = Path(tempfile.mkdtemp(prefix="grannar-lab-", dir="/var/tmp"))
        self.children = []
        socket = self.folder / "redis.sock"
        self.redis_url = redis_url or f"unix://{socket}?db=0"
        broker = self.redis_url.replace("unix://", "redis+socket://", 1)
        self.broker_url = broker.replace("?db=", "?virtual_host=")
        self.environment = os.environ | {
            "DEBUG": "0",
            "SECRET_KEY": settings.SECRET_KEY,
            "DATABASE_URL": database_url(),
            "RUN_DIR": str(self.folder),
            "REDIS_URL": self.redis_url,
            "CELERY_BROKER_URL": self.broker_url,
            "STOP_SECONDS": "0",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(smtp_port),
            "DELIVERY_LEASE": str(LEASE),
            "DELIVERY_SEND_TIMEOUT": str(TIMEOUT),
            **more,
        }

    def start(self, *command):
        log = (self.folder / f"{len(self.children)}.log").open("wb")
        child = subprocess.Popen(
            [str(part) for part in command],
            cwd=ROOT,
            env=self.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.children.append(child)
        return child

    def start_redis(self, *more):
        socket = self.folder / "redis.sock"
        child = self.start(
            *("redis-server", "--port", 0, "--unixsocket", socket),
            *("--dir", self.folder, "--save", "", *more),
        )
        ping = ["redis-cli", "-s", str(socket), "ping"]

        def answers():
            asked = subprocess.run(ping, capture_output=True, check=False)
            return asked.returncode == 0

        wait_until(answers, "redis")
        return child

    def redis_cli(self, *command):
        socket = str(self.folder / "redis.sock")
        subprocess.run(["redis-cli", "-s", socket, *command], check=True)

    def start_worker(self, *, processes=2):
        celery = Path(sys.executable).with_name("celery")
        queues = "default,urgent,email,push,sms"
        return self.start(
            *(celery, "-A", "config", "worker", "-c", processes, "-Q", queues),
            *("--without-mingle", "--without-gossip", "-l", "WARNING"),
        )

    def start_beat(self, *, name="beat"):
        celery = Path(sys.executable).with_name("celery")
        schedule = self.folder / name
        return self.start(celery, "-A", "config", "beat", "--pidfile=", "-s", schedule)

    def start_deliver(self, *options):
        return self.start(sys.executable, "manage.py", "deliver", *options)

    def start_child(self, deed, *words, point="-", nth=1):
        """One of tests/faults/child.py's deeds, killed at a failpoint."""
        module = (sys.executable, "-m", "tests.faults.child")
        return self.start(*module, point, nth, deed, *words)

    def run_child(self, deed, *words, point="-", nth=1):
        """The same to its end; gives its status, -9 when it was killed."""
        return self.start_child(deed, *words, point=point, nth=nth).wait(60)

    def kill(self, child, how=signal.SIGKILL):
        """The whole group, as a power cut does."""
        os.killpg(child.pid, how)
        if how == signal.SIGKILL:
            child.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for child in reversed(self.children):
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGCONT)
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def all_done():
    """Nothing is open but what waits for a person."""
    return not Chunk.objects.filter(open__gt=0).exclude(kind="door").exists()


def missed(sink, alert):
    """Addresses that should have got the alert and did not (I3)."""
    wanted = set(
        Delivery.objects.filter(alert=alert, kind="email").values_list(
            "channel__address", flat=True
        )
    )
    return wanted - {to for message in sink.messages for to in message["to"]}


def doubles(sink):
    """Messages that were accepted more than once, by Message-ID (I4)."""
    keys = [message["key"] for message in sink.messages]
    return len(keys) - len(set(keys))
