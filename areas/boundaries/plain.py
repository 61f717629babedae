"""What the readers give: plain numbers and text, without Django, GDAL or GEOS.

A position is (x, y), a ring a list of positions, a polygon its outer ring and its
holes. Everything that goes wrong is a code with parameters; `sentences.py` has the
words, since the child process that reads knows no language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Position = tuple[float, float]
Ring = list[Position]
Polygon = list[Ring]
MEBIBYTE = 1024 * 1024
LONGEST_NAME = 80  # as long as an area's own


class Unreadable(Exception):
    """The whole file is refused; `code` names the sentence, `known` fills its gaps."""

    def __init__(self, code: str, **known: Any) -> None:
        super().__init__(code)
        self.code = code
        self.known = known


class Faulty(Exception):
    """One feature is refused, the others may be fine."""

    def __init__(self, code: str, **known: Any) -> None:
        super().__init__(code)
        self.code = code
        self.known = known


@dataclass
class Feature:
    """One thing in a file: its number (from 1), its name, and its polygons or fault."""

    number: int
    name: str = ""
    polygons: list[Polygon] = field(default_factory=list)
    crs: int | None = None
    fault: str = ""
    known: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Limits:
    """How much a sender may ask of us (guarantees 10, decision 48)."""

    size: int  # bytes
    corners: int  # in the file
    corners_each: int  # in one feature, after simplification
    rings: int  # in one feature
    features: int
    entries: int  # in an archive
    unpacked: int  # bytes, of an archive's entries together
    formats: Sequence[str]
    any_crs: bool  # else WGS 84 only
    seconds: int  # of CPU
    patience: int  # seconds by the clock
    memory: int  # bytes of address space
    simplifies: bool


DEPTH = 8  # of collections in collections
RATIO = 20  # unpacked : packed, of an archive above 1 MiB

CONTACT = Limits(
    size=1_000_000,
    corners=2_000,
    corners_each=2_000,
    rings=20,
    features=200,
    entries=5,
    unpacked=2_000_000,
    formats=("geojson", "kml", "kmz", "gpx"),
    any_crs=False,
    seconds=5,
    patience=6,
    memory=256 * MEBIBYTE,
    simplifies=False,
)
OFFICER = Limits(
    size=20_000_000,
    corners=100_000,
    corners_each=2_000,
    rings=200,
    features=2_000,
    entries=12,
    unpacked=40_000_000,
    formats=("geojson", "kml", "kmz", "gpx", "geopackage", "shapefile"),
    any_crs=True,
    seconds=20,
    patience=40,
    memory=1024 * MEBIBYTE,
    simplifies=True,
)
# A municipality comes whole: its corners are kept.
OPERATOR = Limits(
    size=20_000_000,
    corners=100_000,
    corners_each=50_000,
    rings=200,
    features=2_000,
    entries=12,
    unpacked=40_000_000,
    formats=OFFICER.formats,
    any_crs=True,
    seconds=20,
    patience=40,
    memory=1024 * MEBIBYTE,
    simplifies=False,
)
LIMITS = {"contact": CONTACT, "officer": OFFICER, "operator": OPERATOR}


def tidy(text: Any) -> str:
    """A name fit to show: one line, no control characters, at most 80 characters."""
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        return ""
    kept = "".join(c if c.isprintable() else " " for c in str(text)[:1000])
    return " ".join(kept.split())[:LONGEST_NAME].rstrip()
