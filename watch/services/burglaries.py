"""Burglary counts by month: typed in or read from a file of rows."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from areas.exceptions import Refused
from watch.calendar import this_month
from watch.models import CrimeFigure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from areas.models import Area, Municipality, User

MOST_ROWS = 5_000
MOST_BYTES = 1_000_000
# What people call the columns; the first word is ours.
COLUMNS = {
    "month": ("manad", "månad", "month"),
    "area": ("omrade", "område", "area"),
    "burglaries": ("fullbordade", "inbrott", "burglaries"),
    "attempts": ("forsok", "försök", "attempts"),
}


@dataclass
class Import:
    """What a file gave, or why each wrong row was refused; nothing is saved then."""

    rows: int = 0
    errors: list[str] = field(default_factory=list)


@transaction.atomic
def set_burglaries(  # noqa: PLR0913 - a row's worth of facts, all by name
    municipality: Municipality,
    month: date,
    *,
    burglaries: int,
    attempts: int = 0,
    area: Area | None = None,
    standing: str = CrimeFigure.Standing.PRELIMINARY,
    source: str,
    by: User | None = None,
) -> CrimeFigure:
    """Writes a month's count; the same month and kind again replaces it."""
    if month.replace(day=1) > this_month():
        raise Refused(_("The month has not come yet."))
    row, _is_new = CrimeFigure.objects.update_or_create(
        municipality=municipality,
        area=area,
        month=month.replace(day=1),
        standing=standing,
        defaults={
            "burglaries": burglaries,
            "attempts": attempts,
            "source": source,
            "by": by,
        },
    )
    return row


@transaction.atomic
def import_burglaries(
    municipality: Municipality,
    content: bytes,
    *,
    standing: str,
    source: str,
    by: User | None = None,
) -> Import:
    """Reads month, area, burglaries and attempts; saves all rows or none."""
    result = Import()
    areas = {area.name.casefold(): area for area in municipality.areas.all()}
    wanted = []
    for number, row in _rows(content):
        try:
            wanted.append(_read(row, areas))
        except (ValueError, KeyError) as error:
            why = str(error.args[0]) if error.args else ""
            result.errors.append(
                _("Row %(number)s: %(why)s") % {"number": number, "why": why}
            )
    if result.errors:
        return result
    for month, area, burglaries, attempts in wanted:
        set_burglaries(
            municipality,
            month,
            burglaries=burglaries,
            attempts=attempts,
            area=area,
            standing=standing,
            source=source,
            by=by,
        )
    result.rows = len(wanted)
    return result


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    if len(content) > MOST_BYTES:
        raise Refused(_("The file is too large. Split it into years."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # spreadsheets on Windows
    head, _newline, _rest = text.partition("\n")
    separator = ";" if head.count(";") >= head.count(",") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=separator)
    names = {name.strip().casefold(): name for name in reader.fieldnames or [] if name}
    columns = {
        ours: next((names[word] for word in words if word in names), "")
        for ours, words in COLUMNS.items()
    }
    if not (columns["month"] and columns["burglaries"]):
        raise Refused(_("The file needs the columns månad and inbrott."))
    for number, row in enumerate(reader, start=2):
        if number > MOST_ROWS:
            raise Refused(_("The file has too many rows. Split it into years."))
        yield (
            number,
            {key: (row.get(name) or "").strip() for key, name in columns.items()},
        )


def _read(
    row: dict[str, str], areas: dict[str, Area]
) -> tuple[date, Area | None, int, int]:
    name = row["area"].casefold()
    if name and name not in areas:
        raise ValueError(_("there is no area called %(name)s") % {"name": row["area"]})
    month = _month(row["month"])
    return month, areas.get(name), _count(row["burglaries"]), _count(row["attempts"])


def _month(text: str) -> date:
    try:
        month = date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        raise ValueError(_("write the month as 2026-05")) from None
    if month > this_month():
        raise ValueError(_("the month has not come yet"))
    return month


def _count(text: str) -> int:
    if not text:
        return 0
    if not text.isascii() or not text.isdigit():
        raise ValueError(_("%(text)s is not a number") % {"text": text})
    return int(text)
