"""One installation: its key, its settings, and whether its database is a demo."""

import fcntl
import json
import os
import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from .place import Place
from .say import Fault

DEMO, REAL = "demo", "real"
RUNNING = "running.json"
SHARED = (
    *("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "DEMO"),
    *("EMAIL_HOST", "EMAIL_PORT", "PORT", "SITE_URL"),
)


@dataclass
class Kind:
    """What a database is, remembered in a file beside it: a demo stays one."""

    file: Path
    database: Path  # gone: the memory is of another database

    def read(self) -> tuple[str, bool]:
        """What it is ("" when new) and whether its first contents are in place."""
        if not self.database.exists():
            return "", False
        if not self.file.exists():
            kind = _asked(self.database)
            return kind, bool(kind)
        kind, _, filled = self.file.read_text().strip().partition(" ")
        return kind, filled == "filled"

    def settle(self, wanted: str) -> bool:
        """Make the database what is wanted; gives whether it is filled already."""
        kind, filled = self.read()
        if kind and kind != wanted:
            raise Fault(*_other(kind, self.database))
        if not kind:
            self.write(wanted)
        return filled

    def write(self, kind: str, *, filled: bool = False) -> None:
        self.file.write_text(f"{kind} filled\n" if filled else f"{kind}\n")


def spatialite_kind(place: Place) -> Kind:
    """The kind of the embedded database."""
    return Kind(place.run / "spatialite.kind", place.run / "grannar.sqlite3")


def postgres_kind(home: Path) -> Kind:
    """The kind of a private cluster."""
    return Kind(home / "kind", home / "data")


def settings(place: Place) -> dict[str, str]:
    """The environment for the project's processes: the person's, .env's, then ours."""
    env = {**_dotenv(place.root / ".env"), **os.environ}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # costs seconds at every start
    env.setdefault("PYTHONUNBUFFERED", "1")
    env.setdefault("RUN_DIR", str(place.run))
    if "SECRET_KEY" not in env:
        env["SECRET_KEY"] = key(place)
    env.setdefault("KEEP_OWN_KEYS", "1")  # one machine: its keys lie in its folder
    return env


def key(place: Place) -> str:
    """The installation's secret key, made once."""
    file = place.run / "secret_key"
    place.make()
    if not file.exists():
        _write_once(file, secrets.token_urlsafe(50))
    return file.read_text().strip()


@contextmanager
def only_one(place: Place, command: str) -> Iterator[None]:
    """Two starters would share one Redis log: refuse the second."""
    place.make()
    with (place.run / f"{command}.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Fault(
                f"`{command}` already runs in this folder (process {lock.read()}).",
                "Stop that one first (Ctrl+C in its window).",
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextmanager
def published(place: Place, env: Mapping[str, str]) -> Iterator[None]:
    """While we run, other commands find the same database and queue."""
    file = place.run / RUNNING
    shared = {name: env[name] for name in SHARED if name in env}
    file.write_text(json.dumps({"pid": os.getpid(), "env": shared}))
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def running(place: Place) -> dict[str, str]:
    """What a running `up` has published; nothing when none runs."""
    try:
        found = json.loads((place.run / RUNNING).read_text())
        os.kill(found["pid"], 0)  # a killed one leaves its file behind
    except (FileNotFoundError, ProcessLookupError):
        return {}
    return dict(found["env"])


def _other(kind: str, database: Path) -> tuple[str, str]:
    if kind == DEMO:
        return (
            "This database was started as a demo and stays one.",
            f"Start without --no-demo, or remove {database}* and begin anew.",
        )
    return (
        "This database was started without the demo and never becomes one.",
        f"Start with --no-demo, or remove {database}* and begin anew.",
    )


def _asked(database: Path) -> str:
    """What a database without our file beside it says of itself."""
    if not database.is_file():
        return ""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as rows:
        try:
            if rows.execute(
                "SELECT 1 FROM areas_installation WHERE is_demo"
            ).fetchone():
                return DEMO
            people = rows.execute("SELECT 1 FROM areas_user LIMIT 1").fetchone()
        except sqlite3.OperationalError:  # not migrated yet
            return ""
    return REAL if people else ""


def _write_once(file: Path, text: str) -> None:
    draft = file.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    try:
        os.link(draft, file)  # the first one wins
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _dotenv(file: Path) -> dict[str, str]:
    """The lines KEY=value of .env, as django-environ reads them."""
    if not file.exists():
        return {}
    lines = (line.strip().removeprefix("export ") for line in file.open())
    pairs = (line.split("=", 1) for line in lines if "=" in line and line[0] != "#")
    return {name.strip(): value.strip().strip("'\"") for name, value in pairs}
