"""Processes: run one to its end, or keep several together and stop them in order."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from .place import Place
from .say import Fault, say, step

PATIENCE = 25  # seconds: longer than the worker's soft shutdown
Words = str | Path | int
Process: TypeAlias = "subprocess.Popen[bytes]"


def dying_with_us() -> list[str]:
    """A starter killed outright must not leave servers behind (prctl(2), pdeathsig)."""
    return ["setpriv", "--pdeathsig", "TERM", "--"] if shutil.which("setpriv") else []


def succeeds(*command: Words) -> bool:
    """Whether a quick command ends well."""
    return _quickly(*command).returncode == 0


def output_of(*command: Words, env: Mapping[str, str] | None = None) -> str:
    """What a quick command prints; nothing when it fails."""
    done = _quickly(*command, env=env)
    return done.stdout.decode(errors="replace") if done.returncode == 0 else ""


def _quickly(
    *command: Words, env: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[bytes]":
    words = [str(word) for word in command]
    try:
        return subprocess.run(
            words,
            env=env,
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except OSError:
        return subprocess.CompletedProcess(words, 127, b"", b"")


def begin(
    *command: Words,
    env: Mapping[str, str],
    log: Path | None = None,
    terminal: bool = False,
    **how: Any,
) -> Process:
    """Begin a command. With a log it is silent; with the terminal it may ask."""
    if log:
        with log.open("wb") as output:
            how |= {"stdout": output, "stderr": subprocess.STDOUT}
            return begin(*command, env=env, terminal=terminal, **how)
    return subprocess.Popen(
        [*dying_with_us(), *map(str, command)],
        env=dict(env),
        stdin=None if terminal else subprocess.DEVNULL,
        start_new_session=not terminal,
        **how,
    )


def finish(process: Process) -> int:
    """Wait for a command's end and give its status; it stops when we are stopped."""
    try:
        return process.wait()
    except BaseException:
        end(process, signal.SIGINT)
        raise


def run(*command: Words, env: Mapping[str, str], **how: Any) -> int:
    """Run a command to its end and give its status; see `begin`."""
    return finish(begin(*command, env=env, **how))


def end(process: Process, kind: signal.Signals) -> None:
    """Ask a process to stop, and insist when it does not."""
    if process.poll() is not None:
        return
    process.send_signal(kind)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        sweep(process)
        process.wait()


def sweep(process: Process) -> None:
    """Kill what is left of a process's own group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def last_lines(log: Path, count: int = 6) -> str:
    """The end of a log, indented."""
    if not log.exists():
        return ""
    lines = log.read_text(errors="replace").strip().splitlines()
    return "\n".join(f"    {line}" for line in lines[-count:])


@dataclass
class Child:
    """A process that we keep."""

    name: str
    process: Process
    log: Path
    ending: signal.Signals

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def fault(self, what: str) -> Fault:
        """The fault to show for this process, with its last words."""
        return Fault(
            f"{self.name} {what}; see {self.log}", last_lines(self.log).strip()
        )


@dataclass
class Stack:
    """Processes that belong together: started in order, stopped in reverse."""

    place: Place
    env: dict[str, str]
    children: list[Child] = field(default_factory=list)

    def __enter__(self) -> "Stack":
        return self

    def __exit__(self, *_: object) -> None:
        if not self.children:
            return
        with step("stopped"):
            bad = self.stop()
        if bad:
            say(f"  These did not stop well: {', '.join(bad)}")

    def start(
        self,
        name: str,
        *command: Words,
        ending: signal.Signals = signal.SIGTERM,
        **how: Any,
    ) -> Child:
        """Start a process apart, or Ctrl+C would reach Redis before the worker ends."""
        log = self.place.run / f"{name}.log"
        _set_aside(log)
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*dying_with_us(), *map(str, command)],
                env=self.env,
                cwd=how.pop("cwd", self.place.root),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **how,
            )
        self.children.append(Child(name, process, log, ending))
        return self.children[-1]

    def wait(self, child: Child, ready: Callable[[], bool], *, seconds: float) -> None:
        """Wait until a process is ready; a fault when any ends or it takes too long."""
        limit = time.monotonic() + seconds
        while not ready():
            for other in self.children:
                if other.ended:
                    raise other.fault("ended at once")
            if time.monotonic() > limit:
                raise child.fault(f"did not answer within {seconds:.0f} seconds")
            time.sleep(0.05)

    def watch(self) -> Child:
        """Wait until any process ends, and give it."""
        while True:
            for child in self.children:
                if child.ended:
                    return child
            time.sleep(0.5)

    def stop(self) -> list[str]:
        """Stop all in reverse order; gives the names of those that ended badly."""
        bad = []
        while self.children:
            child = self.children.pop()
            if child.ended:
                sweep(child.process)  # its own children, when it died first
            end(child.process, child.ending)
            if child.process.returncode not in (0, -child.ending):
                bad.append(f"{child.name} ({child.process.returncode})")
        return bad


def _set_aside(log: Path) -> None:
    """Keep the log of the time before, for whoever looks for what went wrong."""
    if log.exists():
        log.replace(log.with_suffix(".log.1"))
