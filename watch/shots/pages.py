"""Which pages each of the cast visits: pages.txt, with real rows of the demo."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.urls import reverse

from watch.shots.objects import FIND

if TYPE_CHECKING:
    from collections.abc import Iterator

ANYBODY = "alla"
TABLE = Path(__file__).with_name("pages.txt")


class Line(NamedTuple):
    """A page, what it is about, and who goes there."""

    name: str
    given: dict[str, str]
    roles: list[str]


class Objects:
    """The demo's rows, each looked up once."""

    def __init__(self) -> None:
        self.find = cache(lambda word: FIND[word]() if word in FIND else word)

    def address(self, line: Line) -> str | None:
        """The page's path; None when the demo has no such thing."""
        given: dict[str, Any] = {
            name: self.find(word) for name, word in line.given.items()
        }
        if None in given.values():
            return None
        return reverse(line.name, kwargs=given)


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


def of(role: str, objects: Objects) -> Iterator[tuple[str, str | None]]:
    """Name and path of each page that is this person's; None: nothing to show."""
    for line in lines():
        if role in line.roles:
            yield line.name, objects.address(line)
