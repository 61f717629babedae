"""What the starter says: steps with their seconds, faults with the way out."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

WIDTH = 60


class Fault(Exception):
    """Something the person at the keyboard can mend: a sentence and the way out."""

    def __init__(self, sentence: str, way_out: str = "") -> None:
        super().__init__(sentence)
        self.way_out = way_out

    def __str__(self) -> str:
        sentence = super().__str__()
        return f"{sentence}\n  {self.way_out}" if self.way_out else sentence


class Stopped(SystemExit):
    """Somebody asked us to stop (Ctrl+C, SIGTERM, a closed terminal)."""


def say(line: str = "") -> None:
    """Print one line at once."""
    _write(f"{line}\n")


def _write(text: str) -> None:
    with suppress(OSError):  # a closed terminal must not keep us from stopping well
        sys.stdout.write(text)
        sys.stdout.flush()


@contextmanager
def step(what: str, *, loud: bool = False) -> Iterator[None]:
    """Show a step and its seconds; `loud` when it prints progress of its own."""
    began = time.monotonic()
    _announce(what, loud=loud)
    try:
        yield
    except BaseException:
        if sys.stdout.isatty() and not loud:
            say()
        raise
    say(f"  {_short(what):<{WIDTH}}{time.monotonic() - began:7.1f} s")


def _announce(what: str, *, loud: bool) -> None:
    if loud:
        say(f"  {_short(what)} ...")
    elif sys.stdout.isatty():
        _write(f"  {_short(what)} ...\r")


def _short(what: str) -> str:
    return what if len(what) < WIDTH else f"{what[: WIDTH - 4]}..."
