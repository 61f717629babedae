"""Finds Swedish personal identity numbers, samordningsnummer included."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils import timezone
from personnummer import personnummer

from .findings import Span
from .fold import Folded

# Separators people put between the groups; letters never stand inside.
_RUN = re.compile(r"(?<![\d])[\do](?:[ .\-+/_:,*]{0,3}[\do])*", re.ASCII)
_CLOCKS = re.compile(
    r"(?<![\d.:])[0-2]?\d[.:][0-5]\d ?- ?[0-2]?\d[.:][0-5]\d(?![\d.:])"
)
_SHORT, _LONG = 10, 12
# Where a group may end: year, month, day, and the middle of the last four.
_JOINTS = {_SHORT: {2, 4, 6, 8}, _LONG: {2, 4, 6, 8, 10}}
_MOST_GROUPS = 6


@dataclass(frozen=True, slots=True)
class _Candidate:
    digits: str
    gaps: dict[int, str]  # after how many digits, which separator

    @property
    def size(self) -> int:
        return len(self.digits)

    @property
    def last_gap(self) -> str:
        return self.gaps.get(self.size - 4, "")

    def well_grouped(self) -> bool:
        """Grouped as a number is written, or digit by digit."""
        if len(self.gaps) == self.size - 1:
            return True
        return set(self.gaps) <= _JOINTS[self.size] and len(self.gaps) < _MOST_GROUPS

    def is_time_stamp(self) -> bool:
        """A date of these years and a time ("2026-11-22 12-14"): nobody's number."""
        recent = abs(_year_of(self.digits) - timezone.localdate().year) <= 1
        clock = re.fullmatch(r"(?:[01]\d|2[0-4])[0-5]\d", self.digits[-4:])
        return recent and bool(clock) and self.last_gap.strip() in {"", ",", "."}

    def written_as_a_number(self) -> bool:
        """Grouped exactly so: then a slip in the check digit doesn't excuse it."""
        ends_in_a_year = "." in self.last_gap and self.digits[-4:-2] in {"19", "20"}
        joints = {self.size - 8, self.size - 6, self.size - 4}
        return set(self.gaps) <= joints and not ends_in_a_year


def personal_numbers(folded: Folded) -> Iterator[Span]:
    """Every personal identity number, with a date that exists."""
    text = _CLOCKS.sub(lambda match: "#" * len(match[0]), folded.text)
    for run in _RUN.finditer(text):
        yield from _in_run(text, [i for i in range(*run.span()) if _digit(text[i])])


def _digit(character: str) -> str:
    return "0" if character == "o" else character if character.isdigit() else ""


def _in_run(text: str, places: list[int]) -> Iterator[Span]:
    first = 0
    while first + _SHORT <= len(places):
        size = next((n for n in (_LONG, _SHORT) if _matches(text, places, first, n)), 0)
        if size:
            yield Span(places[first], places[first + size - 1] + 1, "personal_number")
        first += size or 1


def _matches(text: str, places: list[int], first: int, size: int) -> bool:
    window = places[first : first + size]
    if len(window) < size or not _stands_alone(places, first, size):
        return False
    gaps = {
        n: text[a + 1 : b]
        for n, (a, b) in enumerate(pairwise(window), start=1)
        if b > a + 1
    }
    return _is_number(_Candidate("".join(_digit(text[i]) for i in window), gaps))


def _stands_alone(places: list[int], first: int, size: int) -> bool:
    after = first + size
    left = first == 0 or places[first - 1] + 1 < places[first]
    return left and (after == len(places) or places[after - 1] + 1 < places[after])


def _is_number(found: _Candidate) -> bool:
    if not found.well_grouped() or found.is_time_stamp():
        return False
    if not _date_exists(found.digits):
        return False
    return personnummer.valid(found.digits) or found.written_as_a_number()


def _year_of(digits: str) -> int:
    if len(digits) == _LONG:
        return int(digits[:4])
    return 2000 + int(digits[:2])


def _date_exists(digits: str) -> bool:
    if len(digits) == _LONG and digits[:2] not in {"18", "19", "20"}:
        return False
    month, day = int(digits[-8:-6]), int(digits[-6:-4])
    try:
        date(_year_of(digits), month, day - 60 if day > 60 else day)  # noqa: PLR2004
    except ValueError:
        return False
    return True
