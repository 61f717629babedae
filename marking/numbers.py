"""Reads the numbers of a batch: ranges, pasted lists, CSV files from suppliers.

All or nothing: every row that cannot be read has a sentence, and the batch is received
only when there are none. Gaps in a series are told, never refused.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from . import codes
from .exceptions import KitRefused
from .models import Kit

if TYPE_CHECKING:
    from .models import Product

MOST = 50_000  # kits in one batch
CHUNK = 500  # numbers in one question: SQLite has a limit of variables
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
RANGE = re.compile(r"\s*(\D*?\d+)\s*(?:–|—|-{1,2}|\.\.|till)\s*(\D*?\d+)\s*")
SERIES = re.compile(r"([A-Z]*)(\d+)")
HEADINGS = {"number", "nummer", "serienummer", "serial", "serial number", "kit", "id"}


@dataclass
class Reading:
    """What was read: the numbers, what stops them, what is worth a look."""

    numbers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    rows: int = 0

    @property
    def is_usable(self) -> bool:
        return bool(self.numbers) and not self.errors


def decode(data: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one; anything else is Latin-1."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_text(text: str, product: Product) -> Reading:
    """Numbers and ranges, one per line or apart by commas: "KL 0001-KL 0500"."""
    reading = Reading()
    lines = [part for line in text.splitlines() for part in re.split(r"[;,]", line)]
    for place, line in enumerate(lines, start=1):
        if line.strip():
            _read_cell(reading, place, line, product)
    return _finished(reading, product)


def plain_list(text: str) -> list[str]:
    """Typed numbers and ranges of kits that exist; refuses what cannot be read."""
    parts = [part for line in text.splitlines() for part in re.split(r"[;,]", line)]
    found = [n for part in parts if part.strip() for n in _numbers_of(part, None)]
    return list(dict.fromkeys(found))


def read_csv(data: bytes, product: Product) -> Reading:
    """The column headed "nummer" (or the first) of a CSV file, comma or semicolon."""
    reading = Reading()
    for place, cell in _cells(decode(data)):
        _read_cell(reading, place, cell, product)
    return _finished(reading, product)


def _cells(text: str) -> Iterator[tuple[int, str]]:
    head = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=head.count)
    rows = csv.reader(io.StringIO(text.replace("\x00", "")), delimiter=delimiter)
    column = 0
    for place, row in enumerate(rows, start=1):
        if place == 1:
            words = [cell.strip().lower() for cell in row]
            found = [n for n, word in enumerate(words) if word in HEADINGS]
            if found:
                column = found[0]
                continue
        if any(cell.strip() for cell in row):
            yield place, row[column] if len(row) > column else ""


def _read_cell(reading: Reading, place: int, cell: str, product: Product) -> None:
    reading.rows += 1
    if len(reading.numbers) > MOST:
        return
    try:
        reading.numbers.extend(_numbers_of(cell, product))
    except KitRefused as refusal:
        reading.errors.append(
            _("Row %(row)s: %(sentence)s")
            % {"row": place, "sentence": refusal.sentence}
        )


def _numbers_of(cell: str, product: Product | None) -> Iterable[str]:
    if cell.startswith(FORMULA) or cell.strip().startswith(FORMULA):
        raise KitRefused(_("The cell begins like a formula. Write the number alone."))
    ends = RANGE.fullmatch(cell)
    if ends:
        return _range(ends.group(1), ends.group(2), product)
    return [codes.number_of(cell, product)]


def _range(first: str, last: str, product: Product | None) -> Iterable[str]:
    low, high = (
        SERIES.fullmatch(codes.plain(first)),
        SERIES.fullmatch(codes.plain(last)),
    )
    if not low or not high or high.group(1) not in {"", low.group(1)}:
        raise KitRefused(_("A range goes from KL 0001 to KL 0500, for example."))
    start, stop = int(low.group(2)), int(high.group(2))
    if not start <= stop < start + MOST:
        raise KitRefused(_("The range goes backwards or is too long."))
    width, prefix = len(low.group(2)), low.group(1)
    found = (f"{prefix}{number:0{width}d}" for number in range(start, stop + 1))
    if (
        product and product.number_check
    ):  # only those whose check digit fits were printed
        return [
            n for n in found if codes.adds_up(product.number_check, n[len(prefix) :])
        ]
    return [codes.number_of(number) for number in found]


def _finished(reading: Reading, product: Product) -> Reading:
    if len(reading.numbers) > MOST:
        reading.errors.append(
            _("A batch has at most %(most)s kits. Divide it.") % {"most": MOST}
        )
        return reading
    if not reading.numbers and not reading.errors:
        reading.errors.append(_("There are no numbers in it."))
    _tell_duplicates(reading)
    _tell_known(reading)
    if not product.number_check:
        _tell_gaps(reading)
    return reading


def _tell_duplicates(reading: Reading) -> None:
    seen: set[str] = set()
    for number in reading.numbers:
        if number in seen:
            reading.errors.append(
                _("%(number)s is in the list more than once.") % {"number": number}
            )
        seen.add(number)


def _tell_known(reading: Reading) -> None:
    for start in range(0, len(reading.numbers), CHUNK):
        asked = reading.numbers[start : start + CHUNK]
        known = Kit.objects.filter(number__in=asked).values_list("number", flat=True)
        reading.errors.extend(
            _("%(number)s is already in the register.") % {"number": number}
            for number in known
        )


def _tell_gaps(reading: Reading) -> None:
    series: dict[tuple[str, int], list[int]] = {}
    for number in reading.numbers:
        if found := SERIES.fullmatch(number):
            key = found.group(1), len(found.group(2))
            series.setdefault(key, []).append(int(found.group(2)))
    for (prefix, width), values in series.items():
        for before, after in pairwise(sorted(set(values))):
            if after > before + 1:
                first, last = before + 1, after - 1
                reading.warnings.append(
                    _("The series skips %(first)s to %(last)s.")
                    % {
                        "first": f"{prefix}{first:0{width}d}",
                        "last": f"{prefix}{last:0{width}d}",
                    }
                )
