"""The processes of a running system: each function starts one and waits for it."""

import hashlib
import os
import pwd
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from .machine import postgres_programs
from .place import Place, private_folder
from .processes import Child, Stack
from .say import Fault

QUEUES = "default,urgent,email,push,sms"
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
SERVER_ERROR = 500
THROWN_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def redis(stack: Stack) -> Child:
    """A private Redis on a unix socket: the queue and the cache."""
    address = stack.place.sockets / "redis.sock"
    child = stack.start(
        "redis",
        *("redis-server", "--port", 0, "--unixsocket", address),
        *("--unixsocketperm", 700, "--dir", stack.place.run, "--save", ""),
        *("--appendonly", "yes", "--appendfsync", "everysec"),
        # The queue and the cache share it: an evicted queue is a lost wake-up.
        *("--maxmemory-policy", "noeviction"),
    )
    stack.wait(child, lambda: _hears(address, b"PING\r\n", b"+PONG"), seconds=20)
    # redis-py and kombu spell the same socket differently.
    stack.env["REDIS_URL"] = f"unix://{address}?db=0"
    stack.env["CELERY_BROKER_URL"] = f"redis+socket://{address}?virtual_host=0"
    return child


def postgres(stack: Stack, home: Path, *, throwaway: bool = False) -> Child:
    """A private PostgreSQL + PostGIS in `home`, reached by unix socket only.

    `throwaway` trades safety for speed: a crash may lose all of it.
    """
    programs = postgres_programs()
    if programs is None:
        raise Fault("PostGIS is missing.", "apt-get install postgresql-15-postgis-3")
    data, user = home / "data", _postgres_user()
    if not (data / "PG_VERSION").exists():
        _initialise(programs, data, user)
    options = THROWN_AWAY if throwaway else ()
    child = stack.start(
        "postgres",
        *(programs / "postgres", "-D", data, "-k", home),
        *("-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"),
        *(word for option in options for word in ("-c", option)),
        ending=signal.SIGINT,  # fast shutdown
        cwd="/",
        **user,
    )
    ready: list[str | Path] = [programs / "pg_isready", "-q", "-h", home]
    stack.wait(child, lambda: _as(user, *ready).returncode == 0, seconds=60)
    _as(
        user, programs / "createdb", "-h", home, "-U", "grannar", "grannar"
    )  # or is there
    # libpq's form: django-environ does not unquote %2F in the host.
    stack.env["DATABASE_URL"] = f"postgis://grannar@/grannar?host={home}"
    return child


def postgres_home(place: Place, key: str) -> Path:
    """The cluster's folder; root's lies elsewhere, where `postgres` may read.

    PostgreSQL refuses to run as root. The name comes from the installation's key, so
    that a new installation in the same folder never meets the old one's data.
    """
    if os.geteuid() != 0:
        return private_folder(place.sockets / "pg")
    name = hashlib.sha256(f"{place.run} {key}".encode()).hexdigest()[:8]
    owner = pwd.getpwnam("postgres").pw_uid
    return private_folder(Path("/var/tmp") / f"grannar-pg-{name}", owner)  # noqa: S108 (0700, owner checked)


def mailcatcher(stack: Stack) -> Child:
    """The demo's own SMTP server, on a port that is free."""
    port = free_port()
    child = stack.start("mailcatcher", *_manage(stack, "mailcatcher", "--port", port))
    stack.wait(child, lambda: _hears(("127.0.0.1", port), b"", b"220"), seconds=30)
    stack.env |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port)}
    return child


def web(stack: Stack, port: int) -> Child:
    """The site."""
    return stack.start(
        "web",
        *(stack.place.tool("gunicorn"), "config.wsgi", "--bind", f"127.0.0.1:{port}"),
        *("--worker-class", "gthread", "--workers", 2, "--threads", 4),
        *("--preload", "--graceful-timeout", 5, "--no-control-socket"),
    )


def worker(stack: Stack) -> Child:
    """The worker for all queues; few processes, for SpatiaLite has one writer."""
    return stack.start(
        "worker",
        *(stack.place.tool("celery"), "-A", "config", "worker", "-l", "INFO"),
        *("-c", 2, "-Q", QUEUES, "--without-mingle", "--without-gossip"),
    )


def beat(stack: Stack) -> Child:
    """The clock that starts the sweeps."""
    return stack.start(
        "beat",
        *(stack.place.tool("celery"), "-A", "config", "beat", "-l", "INFO"),
        "--pidfile=",
    )


def standby(stack: Stack) -> Child:
    """The deliverer that takes over when Redis, beat or the worker fall silent."""
    return stack.start("standby", *_manage(stack, "deliver", "--standby"))


def wait_for_page(stack: Stack, child: Child, address: str) -> None:
    """Wait until the page answers; a fault when it answers with an error."""
    answers: list[int] = []
    stack.wait(child, lambda: _asked(address, answers), seconds=60)
    if answers[-1] >= SERVER_ERROR:
        raise child.fault(f"answers {answers[-1]} at {address}")


def wait_for_worker(stack: Stack, child: Child) -> None:
    """Wait until the worker takes work: it says so in its log."""
    stack.wait(child, lambda: b" ready." in child.log.read_bytes(), seconds=60)


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _manage(stack: Stack, *command: str | int) -> tuple[str | int | Path, ...]:
    return (stack.place.python, stack.place.root / "manage.py", *command)


def _hears(address: Path | tuple[str, int], say: bytes, answer: bytes) -> bool:
    """Whether the server answers; a socket file alone may be a crash's leftover."""
    family = socket.AF_UNIX if isinstance(address, Path) else socket.AF_INET
    with socket.socket(family) as line:
        line.settimeout(2)
        try:
            line.connect(str(address) if isinstance(address, Path) else address)
            line.sendall(say)
            return line.recv(64).startswith(answer)
        except OSError:
            return False


def _asked(address: str, answers: list[int]) -> bool:
    try:
        with DIRECT.open(address, timeout=30) as page:
            answers.append(page.status)
    except urllib.error.HTTPError as refused:
        answers.append(refused.code)
        refused.close()
    except OSError:
        return False
    return True


def _postgres_user() -> dict[str, Any]:
    """Root steps down to `postgres`; anybody else stays who they are."""
    if os.geteuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def _as(
    user: dict[str, Any], *command: str | Path
) -> "subprocess.CompletedProcess[str]":
    # A folder that the user may read: root's own is closed to `postgres`.
    return subprocess.run(
        command, cwd="/", capture_output=True, text=True, check=False, **user
    )


def _initialise(programs: Path, data: Path, user: dict[str, Any]) -> None:
    who = ("-U", "grannar", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
    made = _as(user, programs / "initdb", "-D", data, *who)
    if made.returncode:
        raise Fault("PostgreSQL could not make its folder.", made.stderr.strip()[-300:])
