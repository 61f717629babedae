"""What is made from sources: compiled translations and collected static files."""

import hashlib
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .place import Place
from .processes import Words, begin, end, finish, last_lines, output_of, run
from .say import Fault, step


def stale_catalogues(place: Place) -> list[Path]:
    """The translations that are newer than what was compiled from them."""
    every = sorted(place.root.glob("[!.]*/locale/*/LC_MESSAGES/*.po"))
    return [po for po in every if not _is_newer(po.with_suffix(".mo"), po)]


def compile_catalogues(place: Place, env: Mapping[str, str]) -> None:
    """Compile stale translations; a fault names the file that has an error."""
    log = place.run / "messages.log"
    for po in stale_catalogues(place):
        draft = po.with_suffix(".mo.new")
        if run("msgfmt", "--check-format", "-o", draft, po, env=env, log=log):
            draft.unlink(missing_ok=True)
            raise Fault(f"{po} has an error.", last_lines(log, 6).strip())
        draft.replace(po.with_suffix(".mo"))


def manage(place: Place, env: Mapping[str, str], *command: str) -> None:
    """Run one of the project's commands silently; its last words when it fails."""
    log = place.run / f"{command[0]}.log"
    if run(*_command(place, *command), env=env, log=log, cwd=place.root):
        raise _failed(command[0], log)


def manage_aloud(place: Place, env: Mapping[str, str], *command: str) -> None:
    """Run one of the project's commands that shows its own progress."""
    if run(*_command(place, *command), env=env, cwd=place.root):
        raise Fault(f"`manage.py {command[0]}` failed; its words stand above.")


def answer_of(place: Place, env: Mapping[str, str], *command: str) -> str:
    """What one of the project's commands prints; nothing when it refuses."""
    return output_of(*_command(place, *command), env=env).strip()


def _failed(command: str, log: Path) -> Fault:
    return Fault(f"`manage.py {command}` failed; see {log}", last_lines(log).strip())


def _command(place: Place, *command: str) -> list[Words]:
    return [place.python, place.root / "manage.py", *command]


@contextmanager
def static_files(place: Place, env: Mapping[str, str]) -> Iterator[None]:
    """Collect static files when a source changed, while the block does its work.

    Compressing them takes some 12 s of one core the first time.
    """
    stamp, wanted = place.run / "static.made-from", _static_fingerprint(place)
    if (place.run / "static").exists() and _holds(stamp, wanted):
        yield
        return
    stamp.unlink(missing_ok=True)
    log = place.run / "collectstatic.log"
    command = _command(place, "collectstatic", "--noinput", "-v0")
    process = begin(*command, env=env, log=log, cwd=place.root)
    try:
        yield
    except BaseException:
        end(process, signal.SIGINT)
        raise
    with step("static files"):
        status = finish(process)
    if status:
        raise _failed("collectstatic", log)
    stamp.write_text(wanted)


def _static_fingerprint(place: Place) -> str:
    digest = hashlib.sha256(place.lock.read_bytes())
    settings = place.root / "config" / "settings.py"
    for file in (settings, *_static_sources(place)):
        found = file.stat()
        digest.update(f"{file} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _static_sources(place: Place) -> Iterator[Path]:
    for folder in sorted(place.root.glob("[!.]*/static")):
        yield from (file for file in sorted(folder.rglob("*")) if file.is_file())


def _holds(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text() == wanted


def _is_newer(made: Path, source: Path) -> bool:
    return made.exists() and made.stat().st_mtime >= source.stat().st_mtime
