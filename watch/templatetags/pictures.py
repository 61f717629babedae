"""Pictures drawn on the server: the street, the wall of windows, the bars.

Geometry goes out as text, since Swedish writes decimals with a comma and SVG doesn't.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django import template

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

register = template.Library()

# --- the street ---------------------------------------------------------------
HOUSES = (("gable", 108), ("steps", 104), ("long", 154), ("tall", 100), ("lean", 112))
COLOURS = ("gron", "tegel", "gron", "", "tegel")
ROW = 10  # houses before the street goes on below
ROW_HEIGHT = 136
MARGIN = 18


def _street(states: Sequence[str]) -> list[dict[str, Any]]:
    """Each house with its shape, colour and place; a new row after ten."""
    houses = []
    for number, state in enumerate(states):
        place = number % ROW
        shape, _ = HOUSES[number % len(HOUSES)]
        left = MARGIN + sum(HOUSES[i % len(HOUSES)][1] for i in range(place))
        houses.append(
            {
                "shape": f"components/house_{shape}.html",
                "state": state,
                "colour": COLOURS[number % len(COLOURS)] if state == "tand" else "",
                "x": str(left),
                "y": str(number // ROW * ROW_HEIGHT),
            }
        )
    return houses


@register.inclusion_tag("components/gata.html")
def gata(lit: int, goal: int, booked: int = 0, **options: Any) -> dict[str, Any]:
    """The street: a house per area of the goal, lit when running, door lit when its
    start meeting is booked. `night` for a dark ground, `scene` with sky and hills,
    `label` for other words, `name` when a page has several.
    """
    total = max(goal, lit, 1)
    booked = min(booked, total - lit)
    states = ["tand"] * lit + ["pagang"] * booked + ["ledig"] * (total - lit - booked)
    columns = min(total, ROW)
    width = 2 * MARGIN + sum(HOUSES[i % len(HOUSES)][1] for i in range(columns))
    height = ROW_HEIGHT * math.ceil(total / ROW)
    top = -190 if options.get("scene") else 0
    return {
        "houses": _street(states),
        "grounds": [str(y + 131.5) for y in range(0, height, ROW_HEIGHT)],
        "width": str(width),
        "end": str(width - 2),
        "tree": str(width + 34),
        "box": f"0 {top} {width} {height - top}",
        "lit": lit,
        "goal": goal,
        "id": options.get("name", "gata"),
        "night": options.get("night") or options.get("scene"),
        "scene": options.get("scene"),
        "label": options.get("label", ""),
    }


# --- the wall of windows ------------------------------------------------------
PANE = 16
MOST_WINDOWS = 600  # above this, one window stands for ten people
COLUMNS = (13, 26)


def _panes(count: int, columns: int, kind: str) -> list[dict[str, str]]:
    """The whole rows as one rectangle and the rest of the last row as another."""
    whole, rest = divmod(count, columns)
    shapes = []
    if whole:
        shapes.append((0, columns, whole))
    if rest:
        shapes.append((whole, rest, 1))
    return [
        {
            "kind": kind,
            "y": str(row * PANE),
            "width": str(wide * PANE),
            "height": str(high * PANE),
        }
        for row, wide, high in shapes
    ]


@register.inclusion_tag("components/fasad.html")
def fasad(delivered: int, total: int, name: str = "fasad") -> dict[str, Any]:
    """The wall of windows: one per recipient, lit when it has arrived.

    The same markup for 12 and 12,000. A window of ten lights when all ten have it.
    """
    each = 10 if total > MOST_WINDOWS else 1
    windows = max(math.ceil(total / each), 1)
    lit = windows if delivered >= total else delivered // each
    columns = min(max(math.ceil(math.sqrt(windows * 2.17)), COLUMNS[0]), COLUMNS[1])
    rows = math.ceil(windows / columns)
    return {
        "panes": _panes(windows, columns, "slackt") + _panes(lit, columns, "tant"),
        "width": str(columns * PANE),
        "height": str(rows * PANE),
        "each": each,
        "id": name,
    }


# --- the bars -----------------------------------------------------------------
LEFT, RIGHT, TOP, BASE = 34, 760, 60, 206
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000)


def _step(most: float) -> int:
    """The distance between the lines: a round number giving two to four of them."""
    return next((step for step in STEPS if most < step * 3.5), math.ceil(most / 3))


def _bar(
    number: int, row: Mapping[str, Any], wide: float, most: float
) -> dict[str, str]:
    x = LEFT + 10 + number * wide
    value = row["value"]
    high = 0 if value is None else round(value / most * (BASE - TOP))
    return {
        "label": str(row["label"]),
        "value": "–" if value is None else f"{value:g}".replace(".", ","),
        "kind": "b" if row.get("before") else "a",
        "x": f"{x:.0f}",
        "middle": f"{x + wide * 0.29:.0f}",
        "width": f"{wide * 0.58:.0f}",
        "y": str(BASE - high),
        "height": str(high),
        "above": str(BASE - high - 8),
    }


@register.inclusion_tag("components/bars.html")
def bars(
    rows: Sequence[Mapping[str, Any]], title: str, **options: Any
) -> dict[str, Any]:
    """Bars with the same numbers in a table: rows of label, value (None = not shown)
    and before (pale, before the mark). `marker_text` stands where "before" ends;
    `description` says the gist, `unit` heads the table's column, `name` tells charts
    of a page apart.
    """
    most = max((row["value"] or 0 for row in rows), default=0) or 1
    step = _step(most)
    wide = (RIGHT - LEFT - 10) / max(len(rows), 1)
    drawn = [_bar(number, row, wide, most) for number, row in enumerate(rows)]
    turns = [
        number
        for number, (one, two) in enumerate(pairwise(rows), start=1)
        if one.get("before") and not two.get("before")
    ]
    marker = LEFT + turns[0] * wide if turns and options.get("marker_text") else None
    return {
        "bars": drawn,
        "lines": [
            {"y": f"{BASE - n / most * (BASE - TOP):.0f}", "value": str(n)}
            for n in range(0, int(most) + 1, step)
        ],
        "marker": None if marker is None else f"{marker:.0f}",
        "marker_late": marker is not None and marker > (LEFT + RIGHT) / 2,
        "title": title,
        "id": options.pop("name", "stapel"),
        "options": options,
    }
