"""Which pages each of the cast visits: pages.txt, with real rows of the demo."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.urls import reverse

from watch.shots.objects import FIND

if TYPE_CHECKING:
    import re

ANYBODY = "alla"
TABLE = Path(__file__).with_name("pages.txt")


class Line(NamedTuple):
    """A page, what it is about, and who goes there."""

    name: str
    given: dict[str, str]
    roles: list[str]


def lines() -> list[Line]:
    """The table."""
    rows = TABLE.read_text("utf-8").splitlines()
    split = [row.split() for row in rows if row and not row.startswith("#")]
    return [
        Line(name, dict(pair.split("=") for pair in _pairs(given)), roles)
        for name, given, *roles in split
    ]


def _pairs(given: str) -> list[str]:
    return [] if given == "-" else given.split(",")


@cache
def _found(word: str) -> Any:
    """A row of the demo by its name, or the word itself."""
    return FIND[word]() if word in FIND else word


def _address(line: Line) -> str | None:
    given = {name: _found(word) for name, word in line.given.items()}
    return None if None in given.values() else reverse(line.name, kwargs=given)


def of(role: str, only: re.Pattern[str]) -> list[tuple[str, str | None]]:
    """Name and path of each page that is this person's; None: nothing to show."""
    mine = [line for line in lines() if role in line.roles and only.search(line.name)]
    return [(line.name, _address(line)) for line in mine]
