"""The other side of the sandbox: reads one file from stdin, answers with JSON.

First line: `{"limits", "crs", "wanted"}`; the rest is the file. The process gives up
its rights before it looks at the file: CPU and memory are limited, no file can be
written, and with no descriptor left beyond stdin, stdout and stderr the kernel opens
neither file nor socket for it. Only the standard library and defusedxml are loaded.
"""

from __future__ import annotations

import codecs
import json
import resource
import sys
from dataclasses import asdict
from typing import Any, NoReturn

from .plain import LIMITS, Limits, Unreadable
from .readers.recognize import read
from .rings import settle

OWN_DESCRIPTORS = 3
LATER = ("cp1252", "cp850", "cp437", "utf-16-le", "utf-16-be", "latin-1", "utf-16")


def main() -> None:
    """Reads, answers, ends; every failure that we can foresee is a code."""
    asked = json.loads(sys.stdin.buffer.readline())
    limits = LIMITS[asked["limits"]]
    give_up_rights(limits)
    try:
        answer = _read(sys.stdin.buffer.read(limits.size + 1), limits, asked)
        text = json.dumps(answer, allow_nan=False)
    except Unreadable as refusal:
        text = json.dumps({"error": refusal.code, "known": refusal.known})
    except (MemoryError, RecursionError):
        text = json.dumps({"error": "too_heavy", "known": {}})
    sys.stdout.write(text)


def _read(data: bytes, limits: Limits, asked: dict[str, Any]) -> dict[str, Any]:
    if len(data) > limits.size:
        raise Unreadable("too_large", most=limits.size // 1_000_000)
    kind, features = read(data, limits, wanted=asked["wanted"])
    if not features:
        raise Unreadable("no_features")
    settled = settle(kind, features, limits, crs=asked["crs"])
    return {"format": kind, "features": [asdict(feature) for feature in settled]}


def give_up_rights(limits: Limits) -> None:
    """Once done, the process can compute and answer, nothing else."""
    for encoding in LATER:
        codecs.lookup(encoding)  # loaded now: files can't be opened later
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OWN_DESCRIPTORS, OWN_DESCRIPTORS))
    sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    """A second lock on the same door, in Python's own words."""
    if event.startswith(("socket.", "subprocess.", "os.", "ctypes.", "shutil.")):
        _deny(event)
    if event == "sqlite3.connect" and arguments[0] != ":memory:":
        _deny(event)


def _deny(event: str) -> NoReturn:
    raise PermissionError(event)
