"""A stage of its own for a run: folder, Redis, scratch database, children."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from .databases import Database
from .faults import BenchError

QUEUES = "default,urgent,email,push,sms"
STEP = 0.05  # seconds between two questions


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(name: str, package: str) -> str:
    """The path of a system program; installed quietly when we may, else named."""
    os.environ["PATH"] = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    found = shutil.which(name)
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        found = _install(name, package)
    if found is None:
        raise BenchError(
            f"{name} is missing. As root, run: "
            f"apt-get install -y --no-install-recommends {package}"
        )
    return found


def _install(name: str, package: str) -> str | None:
    quietly = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    words = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    subprocess.run(words, env=quietly, capture_output=True, check=False)  # noqa: S603
    return shutil.which(name)


class Stage:
    """Starts children that share a folder, an environment and an end.

    A context manager: at its end every child is stopped and the folder is gone.
    """

    def __init__(self, database: Database, *, say: Callable[[str], None]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="grannar-bench-", dir="/var/tmp"))
        self.folder.chmod(0o711)  # a sink that runs as nobody passes through
        self.say = say
        self.database = database
        self.children: list[subprocess.Popen[bytes]] = []
        socket_path = self.folder / "redis.sock"
        self.env = os.environ | {
            "DEBUG": "0",
            "SECRET_KEY": "only-for-the-bench",
            "LOG_LEVEL": "WARNING",
            "RUN_DIR": str(self.folder / "run"),
            "REDIS_URL": f"unix://{socket_path}?db=0",
            "CELERY_BROKER_URL": f"redis+socket://{socket_path}?virtual_host=0",
            "STOP_SECONDS": "0",
            "ALLOWED_HOSTS": "localhost",
        }

    def __enter__(self) -> Stage:
        try:
            self.env["DATABASE_URL"] = self.database.create(self.folder)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for child in reversed(self.children):
            self.stop(child)
        self.database.drop()
        shutil.rmtree(self.folder, ignore_errors=True)

    # --- children ---------------------------------------------------------------

    def start(self, *words: str | Path | int) -> subprocess.Popen[bytes]:
        """A child in a session of its own; what it says goes to a file."""
        log = (self.folder / f"{len(self.children)}.log").open("wb")
        with log:
            child = subprocess.Popen(  # noqa: S603 - our own words
                [str(word) for word in words],
                cwd=settings.BASE_DIR,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.children.append(child)
        return child

    def stop(
        self, child: subprocess.Popen[bytes], *, how: int = signal.SIGTERM
    ) -> None:
        """Ends a child and its children, the hard way if it does not go."""
        if child.poll() is None:
            os.killpg(child.pid, how)
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()

    def log_of(self, child: subprocess.Popen[bytes]) -> str:
        """What a child has said."""
        path = self.folder / f"{self.children.index(child)}.log"
        return path.read_text("utf-8", "replace")

    def start_redis(self) -> subprocess.Popen[bytes]:
        """A private Redis on a socket, with the production's persistence."""
        path = self.folder / "redis.sock"
        child = self.start(
            *(program("redis-server", "redis-server"), "--port", 0),
            *("--unixsocket", path, "--dir", self.folder, "--save", ""),
            *("--appendonly", "yes", "--maxmemory-policy", "noeviction"),
        )
        self.wait_for(lambda: _answers(path), "Redis", child)
        return child

    def start_worker(self, *, processes: int = 2) -> subprocess.Popen[bytes]:
        """A real worker; ready when it says so."""
        celery = Path(sys.executable).with_name("celery")
        child = self.start(
            *(celery, "-A", "config", "worker", "-l", "INFO", "-c", processes),
            *("-Q", QUEUES, "--without-mingle", "--without-gossip"),
        )
        ready = lambda: " ready." in self.log_of(child)  # noqa: E731
        self.wait_for(ready, "the worker", child)
        return child

    def start_beat(self) -> subprocess.Popen[bytes]:
        """The clock of the sweeps."""
        celery = Path(sys.executable).with_name("celery")
        words = (celery, "-A", "config", "beat", "--pidfile=", "-l", "WARNING")
        return self.start(*words)

    def wait_for(
        self,
        condition: Callable[[], bool],
        what: str,
        child: subprocess.Popen[bytes] | None = None,
        *,
        seconds: float = 60,
    ) -> None:
        """Waits until something holds; a sentence when it does not come."""
        end = time.monotonic() + seconds
        while not condition():
            if child is not None and child.poll() is not None:
                last = self.log_of(child).strip().splitlines()[-1:]
                raise BenchError(f"{what} ended at once: {' '.join(last)}")
            if time.monotonic() > end:
                raise BenchError(f"{what} did not come within {seconds:.0f} s.")
            time.sleep(STEP)

    # --- commands ---------------------------------------------------------------

    def manage(self, *words: str | int, seconds: float = 900) -> str:
        """Runs a management command on the stage; gives what it printed."""
        return self.run(sys.executable, "manage.py", *words, seconds=seconds)

    def run(self, *words: str | Path | int, seconds: float = 900) -> str:
        """Runs a command to its end; a sentence when it fails."""
        try:
            done = subprocess.run(  # noqa: S603 - our own words
                [str(word) for word in words],
                cwd=settings.BASE_DIR,
                env=self.env,
                capture_output=True,
                text=True,
                check=False,
                timeout=seconds,
            )
        except subprocess.TimeoutExpired as error:
            raise BenchError(f"{words[-1]} took more than {seconds:.0f} s.") from error
        if done.returncode:
            last = (done.stderr or done.stdout).strip().splitlines()[-1:]
            raise BenchError(f"{Path(str(words[0])).name} failed: {' '.join(last)}")
        return done.stdout

    def facts(self, *words: str | Path | int, seconds: float = 900) -> dict[str, Any]:
        """Runs a Python module that prints one JSON object as its last line."""
        lines = self.run(sys.executable, *words, seconds=seconds).strip().splitlines()
        try:
            found: dict[str, Any] = json.loads(lines[-1])
        except (IndexError, ValueError) as error:
            raise BenchError(f"{words[-1]} said nothing that can be read.") from error
        return found


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(2)
        try:
            line.connect(str(path))
            line.sendall(b"PING\r\n")
            return line.recv(64).startswith(b"+PONG")
        except OSError:
            return False
