"""The small-number rules: every public number passes here (decision 23, 13.4).

Below five burglaries, people, households or kits there is no public number. The
parties' own acts (areas started, meetings, visits, answers) are always shown and don't
come here.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.formats import number_format
from django.utils.translation import gettext as _

LEAST = 5  # k: a public count is this or more
ENOUGH = 20  # households for a share, burglaries before for a change
STEP = 5  # percentage points that shares are rounded to

Key = TypeVar("Key", bound=Hashable)


def public(count: int | None) -> int | None:
    """The count where it may be public, else None. 0 is hidden like 4."""
    return count if count is not None and count >= LEAST else None


def said(count: int | None) -> str:
    """A count as the public reads it: the number, or "fewer than 5"."""
    if count is None or public(count) is None:
        return _("fewer than %(least)s") % {"least": LEAST}
    return str(number_format(count, force_grouping=True))


def share(part: int, whole: int) -> int | None:
    """Percent in steps of five; None where it would tell of fewer than five.

    The rest counts too: 23 of 24 tells of one household that isn't with us.
    """
    if whole < ENOUGH or part < LEAST or 0 < whole - part < LEAST:
        return None
    return min(100, STEP * round(100 * part / whole / STEP))


def change(before: int, after: int) -> int | None:
    """Percent in steps of five from before to after; None below 20 before."""
    if before < ENOUGH or after < LEAST:
        return None
    return STEP * round(100 * (after - before) / before / STEP)


def area_share(part: int, whole: int) -> int | None:
    """A single area's share: only with 20 households and a number that passes."""
    return share(part, whole)


def within(outer: int, inner: int) -> int | None:
    """A count that stands beside a larger one it is part of.

    Hidden also when the difference would tell of one to four: 12 handed out and 11
    registered says that one home has not registered.
    """
    return public(inner) if not 0 < outer - inner < LEAST else None


def moved(before: int | None, now: int) -> int | None:
    """What a monthly figure shows: the old one until it has moved by five or more.

    Two months side by side would else tell of the one who joined or left between.
    """
    if before is not None and 0 < abs(now - before) < LEAST:
        return before
    return public(now)


@dataclass(frozen=True)
class Table(Generic[Key]):
    """Cells beside their total, as they may be shown; None is hidden."""

    cells: dict[Key, int | None]
    total: int | None


def table(counts: Mapping[Key, int], *, acts: bool = False) -> Table[Key]:
    """Cells and total from which no hidden cell can be worked out.

    Small cells are hidden first; then the smallest others until the hidden ones can
    share their sum in at least three ways; if that never comes, the total goes.
    """
    total = sum(counts.values())
    if acts:
        return Table(dict(counts), total)
    hidden = {key for key, count in counts.items() if count < LEAST}
    others = sorted((count, str(key), key) for key, count in counts.items())
    rest = [key for _count, _word, key in others if key not in hidden]
    while hidden and not _is_safe(counts, hidden) and rest:
        hidden.add(rest.pop(0))
    is_safe = not hidden or _is_safe(counts, hidden)
    cells = {key: None if key in hidden else count for key, count in counts.items()}
    return Table(cells, public(total) if is_safe else None)


def _is_safe(counts: Mapping[Key, int], hidden: set[Key]) -> bool:
    """Whether a reader with total and rules still has three values for each small cell.

    The reader knows the total, the shown cells, which hidden cells are small (0 to 4)
    and which were hidden to protect them (5 or more): the worst case.
    """
    small = sum(1 for key in hidden if counts[key] < LEAST)
    large = len(hidden) - small
    left = sum(counts[key] for key in hidden)
    most = min(LEAST - 1, left - LEAST * large)
    least = 0 if large else max(0, left - (LEAST - 1) * (small - 1))
    return most - least >= 2  # noqa: PLR2004 - three values
