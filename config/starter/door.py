"""What happens behind `python3 manage.py ...`."""

import errno
import os
import signal
import sys
from pathlib import Path
from types import FrameType

from . import environment
from .installation import DEMO, running, settings, spatialite_kind
from .place import Place
from .say import Fault, Stopped, say
from .up import up
from .verify import verify

COMMANDS = {"up": up, "verify": verify}
HELP = """\
python3 manage.py up        start the whole system here (up --help)
python3 manage.py verify    all checks and tests (verify --help)
python3 manage.py COMMAND   any other command, inside the environment
"""
DISK = {
    errno.EROFS: "This folder is on a disk that cannot be written to.",
    errno.EACCES: "This folder may not be written to by you.",
    errno.ENOSPC: "The disk is full.",
    errno.EDQUOT: "Your share of the disk is full.",
}
ASKED_TO_STOP = 130


def enter(root: Path, words: list[str]) -> None:
    """Do what the starter does itself; come back only inside the environment."""
    place = Place.of(root)
    command = words[0] if words else "help"
    try:
        if command in COMMANDS:
            _answer_signals()
            sys.exit(COMMANDS[command](place, words[1:]))
        if command in {"help", "--help", "-h"}:
            say(HELP)
        _go_inside(place, words)
    except Stopped:
        say("Stopped.")
        raise
    except Fault as fault:
        sys.exit(f"\n{fault}")
    except OSError as error:
        if error.errno not in DISK:
            raise
        sys.exit(f"\n{DISK[error.errno]}\n  {error.filename or place.run}")


def _go_inside(place: Place, words: list[str]) -> None:
    """Go on with the environment's Python, with the settings that `up` would give."""
    inside = Path(sys.prefix).resolve() == place.venv.resolve()
    if not inside:
        environment.make(place)
    env = {**running(place), **settings(place)}
    if "DATABASE_URL" not in env and spatialite_kind(place).read()[0] == DEMO:
        env.setdefault("DEMO", "1")
    if inside:
        os.environ.update(env)
        return
    manage = place.root / "manage.py"
    os.execve(place.python, [str(place.python), str(manage), *words], env)  # noqa: S606 (no shell wanted)


def _answer_signals() -> None:
    def stop(kind: int, _: FrameType | None) -> None:
        for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(other, signal.SIG_IGN)  # stopping takes its time: let it
        raise Stopped(0 if kind == signal.SIGTERM else ASKED_TO_STOP)

    for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(kind, stop)
