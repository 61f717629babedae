"""Reads a stranger's file in a process of its own (guarantees 10).

What comes back is plain JSON over a pipe and is checked here as if a stranger had sent
it. GDAL and PROJ never see the file: a file named .geojson that held a VRT made GDAL
read another file of the server (setup.md 9).
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import GEOSException, MultiPolygon, Polygon

from . import systems
from .plain import LIMITS, Unreadable, tidy
from .sentences import FEATURE, FILE

ROOT = Path(__file__).resolve().parents[2]
CODE = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    "from areas.boundaries.child import main; main()"
)


@dataclass
class Found:
    """One feature of a file: a shape in WGS 84, or what it was refused for."""

    number: int
    name: str
    shape: MultiPolygon | None = None
    fault: str = ""
    known: dict[str, Any] = field(default_factory=dict)


@dataclass
class Reading:
    """What a file holds; `crs` is its coordinate system's EPSG number."""

    format: str
    crs: int
    features: list[Found]


def read_file(
    data: bytes,
    *,
    limits: str = "contact",
    crs: int | None = None,
    name_field: str = "",
) -> Reading:
    """The features of a file; Unreadable, with a code of `sentences.FILE`, if none.

    `limits` is "contact", "officer" or "operator"; `crs` overrides what the file says.
    `Unreadable("needs_crs", likely=…)`: ask the person, then call again with `crs`.
    """
    allowed = LIMITS[limits]
    if len(data) > allowed.size:
        raise Unreadable("too_large", most=allowed.size // 1_000_000)
    if crs is not None and crs not in systems.NAMES:
        raise Unreadable("unknown_crs", named=f"EPSG:{crs}")
    asked = {"limits": limits, "crs": crs, "wanted": name_field}
    answer = _ask(json.dumps(asked).encode() + b"\n" + data, allowed.patience)
    return _checked(answer)


def _ask(question: bytes, patience: int) -> Any:
    kept = ("LD_LIBRARY_PATH", "SYSTEMROOT")
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, our own code
            [sys.executable, "-I", "-c", CODE, str(ROOT)],
            input=question,
            capture_output=True,
            timeout=patience,
            check=False,
            env={name: os.environ[name] for name in kept if name in os.environ},
            cwd="/",
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("too_heavy") from error
    try:
        return json.loads(done.stdout)
    except ValueError as error:
        # Killed by its limits, or by a bug that it was there to contain.
        raise Unreadable("too_heavy" if done.returncode < 0 else "broken") from error


def _checked(answer: Any) -> Reading:
    if not isinstance(answer, dict):
        raise Unreadable("broken")
    if "error" in answer:
        code, known = answer["error"], answer.get("known")
        raise Unreadable(code if code in FILE else "broken", **_known(known))
    try:
        found = [_found(row) for row in answer["features"]]
        systems_used = [row["crs"] for row in answer["features"] if row["crs"]]
        crs = systems_used[0] if systems_used else systems.WGS84
        return Reading(tidy(answer["format"]), int(crs), found)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise Unreadable("broken") from error


def _found(row: Mapping[str, Any]) -> Found:
    found = Found(int(row["number"]), tidy(row["name"]))
    if row["fault"]:
        found.fault = row["fault"] if row["fault"] in FEATURE else "broken_geometry"
        found.known = _known(row["known"])
        return found
    try:
        found.shape = _shape(row["polygons"])
    except (GEOSException, ValueError, TypeError):
        found.fault = "broken_geometry"
    return found


def _shape(polygons: Any) -> MultiPolygon:
    parts = [
        Polygon(*(_ring(r) for r in rings), srid=systems.WGS84) for rings in polygons
    ]
    if not parts:
        raise ValueError("no polygons")
    return MultiPolygon(*parts, srid=systems.WGS84)


def _ring(positions: Any) -> list[tuple[float, float]]:
    ring = [(float(x), float(y)) for x, y in positions]
    if not all(math.isfinite(x) and math.isfinite(y) for x, y in ring):
        raise ValueError("not finite")
    return ring


def _known(given: Any) -> dict[str, Any]:
    """Parameters for a sentence: numbers, short texts, one position."""
    if not isinstance(given, dict):
        return {}
    return {str(key): _plain(value) for key, value in list(given.items())[:8]}


def _plain(value: Any) -> Any:
    if value is None or (isinstance(value, int | float) and math.isfinite(value)):
        return value
    if isinstance(value, list) and len(value) == 2:  # noqa: PLR2004 - a position
        return [float(number) for number in value]
    return "".join(c for c in str(value)[:300] if c.isprintable())
