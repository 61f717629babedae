"""Figures as CSV and as a spreadsheet: no cell is ever a formula (threat T22)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from .models import Kit

if TYPE_CHECKING:
    from .figures import Figures

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Cells = Sequence[Any]


def harmless(value: Any) -> Any:
    """Text that a spreadsheet would run gets an apostrophe first; numbers stay."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value


def area_table(figures: Figures) -> Iterable[Cells]:
    """One line per area and one for the municipality, with headings."""
    states = [state for state in Kit.State if state != Kit.State.LENT]
    yield [
        _("Area"),
        _("State"),
        _("Households in all"),
        *(str(state.label) for state in states),
        _("Handed out in all"),
        _("Registered in the period"),
        _("Registered homes, per cent of households"),
        _("Median days to registration"),
    ]
    for row in figures.rows:
        yield [
            row.area.name,
            row.area.get_state_display(),
            row.homes,
            *(row.states.get(state, 0) for state in states),
            row.handed_out,
            row.in_period,
            row.share,
            row.median_days,
        ]
    yield [
        figures.municipality.name,
        "",
        figures.homes,
        *(figures.funnel[state] for state in states),
        sum(figures.funnel[state] for state in Kit.OUT),
        figures.in_period,
        figures.share,
        None,
    ]


def month_table(figures: Figures) -> Iterable[Cells]:
    """One line per month, with headings."""
    yield [_("Month"), _("Handed out"), _("Registered")]
    for month in figures.months:
        yield [f"{month.month:%Y-%m}", month.handed_out, month.registered]


def as_csv(figures: Figures) -> str:
    """Semicolons and a byte-order mark: opens in Swedish spreadsheets by itself."""
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    for row in area_table(figures):
        writer.writerow([harmless(cell) for cell in row])
    return file.getvalue()


def as_xlsx(figures: Figures) -> bytes:
    """Two sheets, areas and months; text cells are text, whatever they begin with."""
    book = Workbook(write_only=True)
    for title, table in (
        (_("Areas"), area_table(figures)),
        (_("Months"), month_table(figures)),
    ):
        sheet = book.create_sheet(title)
        for row in table:
            sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    cell = WriteOnlyCell(sheet, value=harmless(value))
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl makes a formula of "=…" (measured, 3.1.5)
    return cell
