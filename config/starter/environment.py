"""The virtual environment, exactly as requirements.lock says."""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .machine import install, interpreter, missing_packages
from .place import Place
from .processes import Words, last_lines, output_of, run, succeeds
from .say import Fault, step

UV = "0.13.9"
MISMATCH = ("hash mismatch", "do not match the hashes", "hashes are required")
DAMAGED = ("couldn't parse", "invalid requirement", "not valid utf-8")
FULL = ("no space left", "os error 28")


def make(place: Place) -> None:
    """Make or renew the environment; nothing to do when it is as the lock says."""
    if not place.lock.exists():
        raise Fault(
            "requirements.lock is missing.", "Fetch it: git checkout requirements.lock"
        )
    if is_current(place):
        return
    place.make()
    with step("environment"), _alone(place):
        if not is_current(place):  # somebody else may have made it meanwhile
            _build(place)


def is_current(place: Place) -> bool:
    """Whether the environment was made here, from this lock, and still runs."""
    stamp = _stamp(place)
    return (
        stamp.exists()
        and stamp.read_text() == _wanted(place)
        and succeeds(place.python, "-c", "")
    )


def _stamp(place: Place) -> Path:
    return place.venv / "made-from"


def _wanted(place: Place) -> str:
    """The lock's fingerprint, and the path: programs of a moved environment fail."""
    digest = hashlib.sha256(place.lock.read_bytes())
    return f"{digest.hexdigest()} {place.venv}\n"


@contextmanager
def _alone(place: Place) -> Iterator[None]:
    with (place.run / "environment.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(place: Place) -> None:
    log = place.run / "environment.log"
    _stamp(place).unlink(missing_ok=True)
    if not _usable(place):
        needed = [name for name in missing_packages() if name == "python3-venv"]
        install(place, needed)
        _must(place, log, interpreter(), "-m", "venv", "--clear", place.venv)
    _install(place, log)
    _stamp(place).write_text(_wanted(place))


def _usable(place: Place) -> bool:
    """An environment that lies where it was made is brought up to date, not rebuilt."""
    configuration = place.venv / "pyvenv.cfg"
    return (
        configuration.exists()
        and str(place.venv) in configuration.read_text()
        and succeeds(place.python, "-m", "pip", "--version")
    )


def _install(place: Place, log: Path) -> None:
    """By uv, eight times faster; by pip where uv finds no way to the packages."""
    locked = ("--require-hashes", "-r", place.lock)
    uv = _uv(place, log)
    # No other Python than the one we probed: uv would fetch its own from elsewhere.
    by_uv = (uv, "pip", "install", "-q", "--no-python-downloads")
    if uv and _run(place, log, *by_uv, "--python", place.python, *locked) == 0:
        return
    if uv and _is_final(log):
        raise _fault(log)
    _must(place, log, *_pip(place), *locked)


def _pip(place: Place) -> tuple[Words, ...]:
    return (place.python, "-m", "pip", "install", "-q", "--disable-pip-version-check")


def _uv(place: Place, log: Path) -> str:
    """The pinned uv, fetched by pip when it is not here; "" when it cannot be had."""
    for uv in (str(place.tool("uv")), shutil.which("uv")):
        if uv and output_of(uv, "--version").split()[1:2] == [UV]:
            return uv
    fetch = (*_pip(place), "--only-binary=:all:", f"uv=={UV}")
    return "" if _run(place, log, *fetch) else str(place.tool("uv"))


def _run(place: Place, log: Path, *command: Words) -> int:
    return run(*command, env=os.environ, log=log, cwd=place.root)


def _must(place: Place, log: Path, *command: Words) -> None:
    if _run(place, log, *command):
        raise _fault(log)


def _is_final(log: Path) -> bool:
    """Whether pip would fail in the same way."""
    said = log.read_text(errors="replace").lower()
    return any(words in said for words in (*MISMATCH, *FULL, *DAMAGED))


def _fault(log: Path) -> Fault:
    said = log.read_text(errors="replace").lower()
    if any(words in said for words in FULL):
        return Fault(
            "The disk became full while the environment was made.", "Make room."
        )
    if any(words in said for words in MISMATCH):
        return Fault(
            "A package is not the one that requirements.lock names (its hash differs).",
            f"Do not go on: get a fresh requirements.lock. Details: {log}",
        )
    if any(words in said for words in DAMAGED):
        return Fault(
            "requirements.lock cannot be read.",
            f"Get a fresh one: git checkout requirements.lock. Details: {log}",
        )
    return Fault(
        f"The environment could not be made; see {log}",
        f"{last_lines(log, 4).strip()}\n  Is the network reachable? Then run it again.",
    )
