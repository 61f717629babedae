"""What a report says of a frozen month: the page, and the same as rows."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook

from areas.models import Area
from watch.cells import harmless
from watch.stats import Months

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watch.models import Snapshot

Row = list[str | int | float | None]


def file_name(snapshot: Snapshot) -> str:
    """ "lokala-bra-1276-2026-10-r1"."""
    code = snapshot.municipality.code
    return f"lokala-bra-{code}-{snapshot.month:%Y-%m}-r{snapshot.revision}"


def page(snapshot: Snapshot) -> dict[str, Any]:
    """The report's context, from nothing but the snapshot and its meetings."""
    figures = snapshot.figures
    return {
        "snapshot": snapshot,
        "figures": figures,
        "states": _states(figures),
        "bars": _bars(figures),
        "marked_of": (figures.get("marked", 0), figures.get("households", 0)),
        "definitions": snapshot.definitions.values(),
        "follow_ups": snapshot.follow_ups.select_related("promise"),
        "frame": "officer",
    }


def _states(figures: dict[str, Any]) -> list[tuple[str, int]]:
    counts = figures.get("areas", {})
    return [
        (str(word), counts[state])
        for state, word in Area.State.choices
        if counts.get(state)
    ]


def _bars(figures: dict[str, Any]) -> list[dict[str, Any]]:
    counts = {
        date.fromisoformat(f"{month}-01"): count
        for month, count in figures.get("burglaries", {}).items()
    }
    quarters = Months({None: counts}, frozenset()).quarters()
    return [
        {
            "label": _("Q%(number)s %(year)s")
            % {"number": quarter.number, "year": f"{quarter.year % 100:02d}"},
            "value": quarter.count,
        }
        for quarter in quarters[-8:]
    ]


def rows(snapshot: Snapshot) -> Iterator[Row]:
    """Every figure of the report: part, what, number, unit or note."""
    figures = snapshot.figures
    yield [_("Part"), _("What"), _("Number"), _("Note")]
    yield [_("Report"), snapshot.municipality.name, snapshot.revision, figures["until"]]
    for one in figures.get("commitments", []):
        yield [one["promise"], one["title"], one["count"], one["unit"]]
    for new in figures.get("new_areas", []):
        said = _("counts") if new["counts"] else ", ".join(new["missing"])
        yield [_("New areas"), new["name"], int(new["counts"]), said]
    for word, count in _states(figures):
        yield [_("Areas"), word, count, ""]
    yield [_("Households"), _("all"), figures["households"], ""]
    yield [_("Households"), _("have joined"), figures["joined"], ""]
    yield [_("Marking"), _("registered homes"), figures["marked"], ""]
    for place, count in figures.get("presence", []):
        yield [_("Presence"), place, count, ""]
    for month, count in figures.get("burglaries", {}).items():
        soft = _("preliminary") if month in figures.get("preliminary", []) else ""
        yield [_("Burglaries"), month, count, soft]


def safe_rows(snapshot: Snapshot) -> list[Row]:
    """The rows with no cell that a spreadsheet would reckon out."""
    return [[_cell(value) for value in row] for row in rows(snapshot)]


def as_xlsx(snapshot: Snapshot) -> bytes:
    """One sheet with the rows, and one with what the figures mean."""
    book = Workbook()
    sheet = book.active
    sheet.title = _("Figures")
    for row in safe_rows(snapshot):
        sheet.append(row)
    meaning = book.create_sheet(_("Definitions"))
    for sentence in snapshot.definitions.values():
        meaning.append([_cell(sentence)])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(value: str | float | None) -> str | float | None:
    return harmless(value) if isinstance(value, str) else value
