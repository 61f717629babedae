"""Reads a register of households: a CSV file, as offices write it.

Columns are found by their Swedish or English names, in any order; the separator is
what the first line shows; the letters are UTF-8, with or without a mark, or Latin-1.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from areas.boundaries.plain import Faulty, Position, Unreadable
from areas.boundaries.readers.words import decode
from areas.boundaries.sentences import say, sentence_of
from areas.boundaries.systems import WGS84, to_wgs84
from areas.exceptions import Refused

LARGEST = 50_000_000  # bytes
FORMULA = ("=", "+", "-", "@", "\t", "\r")
POSTCODE_DIGITS = 5
COLUMNS = {
    "external_id": ("household_id", "external_id", "hushall_id", "hushålls_id", "id"),
    "street": ("street", "gata", "gatunamn", "gatuadress", "adress"),
    "number": ("number", "nummer", "gatunummer", "husnummer", "nr"),
    "apartment": ("apartment", "lägenhet", "lagenhet", "lägenhetsnummer", "lgh"),
    "postcode": ("postcode", "postnummer", "postnr"),
    "locality": ("locality", "tätort", "tatort", "ort", "post_town", "postort"),
    "dwelling": ("dwelling", "bostadstyp", "hustyp", "boendeform"),
    "lon": ("lon", "lng", "long", "longitud", "longitude", "x"),
    "lat": ("lat", "latitud", "latitude", "y"),
}
REQUIRED = ("external_id", "street", "lon", "lat")
LONGEST = {
    "external_id": 40,
    "street": 80,
    "number": 10,
    "apartment": 12,
    "locality": 60,
    "dwelling": 40,
}


@dataclass(frozen=True, slots=True)
class Home:
    """One row of the register."""

    external_id: str
    street: str
    number: str
    apartment: str
    postcode: str
    locality: str
    dwelling: str
    position: Position


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that can't be used; `row` is the line in the file, the header being 1."""

    row: int
    external_id: str
    reason: str


def read(data: bytes) -> Iterator[tuple[int, Home | BadRow]]:
    """Line by line what the register says; Refused when it is no register at all."""
    if len(data) > LARGEST:
        raise Refused(say("too_large", {"most": LARGEST // 1_000_000}))
    try:
        text = decode(data)
    except Unreadable as refusal:
        raise Refused(sentence_of(refusal)) from refusal
    if not text.strip():
        raise Refused(say("empty_file", {}))
    return _homes(text)


def _homes(text: str) -> Iterator[tuple[int, Home | BadRow]]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        places = _columns(next(rows))
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield rows.line_num, _home(rows.line_num, cells, places)
    except (csv.Error, StopIteration) as error:
        line = {"row": rows.line_num}
        raise Refused(_("Row %(row)s breaks the table.") % line) from error


def _separator(text: str) -> str:
    header = text.lstrip().split("\n", 1)[0]
    return max(";,\t", key=header.count)


def _columns(header: list[str]) -> dict[str, int]:
    """Where each of our columns stands; Refused when one that we need is missing."""
    there = {name.strip().strip('"').casefold(): i for i, name in enumerate(header)}
    found = {}
    for column, names in COLUMNS.items():
        place = next((there[name] for name in names if name in there), None)
        if place is not None:
            found[column] = place
    missing = [COLUMNS[column][0] for column in REQUIRED if column not in found]
    if missing:
        known = {"columns": ", ".join(missing)}
        raise Refused(_("The table lacks these columns: %(columns)s.") % known)
    return found


def _home(row: int, cells: list[str], places: dict[str, int]) -> Home | BadRow:
    values = {
        column: " ".join(cells[place].split()) if place < len(cells) else ""
        for column, place in places.items()
    }
    try:
        return _checked(values)
    except Refused as refusal:
        return BadRow(row, values["external_id"][:40], refusal.sentence)


def _checked(values: dict[str, str]) -> Home:
    lon, lat = values.pop("lon"), values.pop("lat")
    postcode = _postcode(values.pop("postcode", ""))
    _check_texts(values)
    texts = {column: values.get(column, "") for column in LONGEST}
    return Home(**texts, postcode=postcode, position=_position(lon, lat))


def _check_texts(values: dict[str, str]) -> None:
    for column, text in values.items():
        if text.startswith(FORMULA):
            known = {"column": column}
            raise Refused(_("%(column)s looks like a formula.") % known)
        if len(text) > LONGEST[column] or not text.isprintable():
            raise Refused(_("%(column)s is too long or damaged.") % {"column": column})
    if not values["external_id"]:
        raise Refused(_("The row has no id."))
    if not values["street"]:
        raise Refused(_("The row has no street."))


def _postcode(text: str) -> str:
    digits = text.replace(" ", "").removeprefix("SE-").removeprefix("S-")
    if not digits:
        return ""
    if len(digits) != POSTCODE_DIGITS or not (digits.isascii() and digits.isdigit()):
        raise Refused(_("The postcode is not five digits."))
    return digits


def _position(lon: str, lat: str) -> Position:
    if not lon or not lat:
        raise Refused(_("The row has no coordinates."))
    try:
        x, y = (float(text.replace(",", ".")) for text in (lon, lat))
        return to_wgs84((x, y), WGS84)
    except ValueError as error:
        raise Refused(say("not_numbers", {})) from error
    except Faulty as fault:
        code = "point_outside" if fault.code == "outside_sweden" else fault.code
        raise Refused(say(code, fault.known)) from fault
