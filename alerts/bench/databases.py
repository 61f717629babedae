"""Scratch databases: made for a run, gone after it, never the installation's own."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import DatabaseError

from .faults import BenchError

POSTGRES = Path("/usr/lib/postgresql")


class Database(Protocol):
    """Made by `create`, which gives its address; gone after `drop`."""

    name: str

    def create(self, folder: Path) -> str: ...

    def drop(self) -> None: ...


class SpatialiteFile:
    """A file in the stage's folder; it goes with it."""

    name = "spatialite"

    def create(self, folder: Path) -> str:
        return f"spatialite:///{folder}/bench.sqlite3"

    def drop(self) -> None:
        pass


class OnServer:
    """A database beside the installation's own, on the same server."""

    name = "postgis"

    def __init__(self) -> None:
        self._base = f"bench_{secrets.token_hex(4)}"
        self._at = settings.DATABASES["default"]

    def create(self, folder: Path) -> str:  # noqa: ARG002 - the protocol's
        self._ask(f'CREATE DATABASE "{self._base}"')
        at = self._at
        host = at.get("HOST") or at["OPTIONS"].get("host", "")
        login = at["USER"] + (f":{at['PASSWORD']}" if at["PASSWORD"] else "")
        if host.startswith("/"):
            return f"postgis://{login}@/{self._base}?host={host}"
        port = f":{at['PORT']}" if at["PORT"] else ""
        return f"postgis://{login}@{host}{port}/{self._base}"

    def drop(self) -> None:
        self._ask(f'DROP DATABASE IF EXISTS "{self._base}" WITH (FORCE)')

    def _ask(self, sql: str) -> None:
        from django.db import connections  # noqa: PLC0415 - only for this kind

        try:
            with connections["default"].cursor() as cursor:
                cursor.execute(sql)
        except DatabaseError as error:
            reason = str(error).strip().splitlines()[0]
            raise BenchError(f"No scratch database could be made: {reason}") from error
        finally:
            connections["default"].close()


class OwnCluster:
    """A PostgreSQL of the run's own, as careful with its disk as a real one."""

    name = "postgis"

    def __init__(self) -> None:
        self._server: subprocess.Popen[bytes] | None = None
        self._home = Path(f"/var/tmp/grannar-bench-pg-{secrets.token_hex(4)}")  # noqa: S108 - 0700, and readable by its owner
        self._user: dict[str, Any] = {}

    def create(self, folder: Path) -> str:  # noqa: ARG002 - the protocol's
        programs = _programs()
        self._home.mkdir(mode=0o700)
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self._home, owner.pw_uid, owner.pw_gid)
            self._user = {"user": "postgres", "group": "postgres", "extra_groups": []}
        who = ("-U", "grannar", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        self._run(programs / "initdb", "-D", self._home / "data", *who)
        self._server = subprocess.Popen(  # noqa: S603 - our own words
            [
                *(str(programs / "postgres"), "-D", str(self._home / "data")),
                *("-k", str(self._home), "-c", "listen_addresses="),
                *("-c", "max_wal_size=4GB", "-c", "shared_buffers=256MB"),
            ],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **self._user,
        )
        self._wait(programs / "pg_isready")
        at = ("-h", self._home, "-U", "grannar")
        self._run(programs / "createdb", *at, "bench")
        return f"postgis://grannar@/bench?host={self._home}"

    def drop(self) -> None:
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(30)
        shutil.rmtree(self._home, ignore_errors=True)

    def _run(self, *words: str | Path) -> None:
        done = subprocess.run(  # noqa: S603 - our own words
            [str(word) for word in words],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **self._user,
        )
        if done.returncode:
            last = " ".join(done.stderr.strip().splitlines()[-1:])
            raise BenchError(f"PostgreSQL could not be started: {last}")

    def _wait(self, pg_isready: Path) -> None:
        words = [str(pg_isready), "-q", "-h", str(self._home)]
        for _ in range(300):
            if not subprocess.run(words, check=False).returncode:  # noqa: S603
                return
            time.sleep(0.1)
        raise BenchError("PostgreSQL did not come within 30 s.")


def _programs() -> Path:
    for initdb in sorted(POSTGRES.glob("*/bin/initdb"), reverse=True):
        return initdb.parent
    raise BenchError(
        "PostGIS is missing. As root, run: "
        "apt-get install -y --no-install-recommends postgresql-15-postgis-3"
    )


def chosen(*, postgres: bool = False) -> Database:
    """The kind of database that the settings, or the command line, ask for."""
    if postgres:
        return OwnCluster()
    if settings.DATABASES["default"]["ENGINE"].endswith("postgis"):
        return OnServer()
    return SpatialiteFile()
