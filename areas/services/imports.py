"""Areas and municipalities from files: all of a file, or what is said about each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.gis.geos import MultiPolygon
from django.db import transaction
from django.utils.translation import gettext as _

from areas.boundaries.faults import (
    MUNICIPALITY_SIZES,
    Fault,
    Neighbour,
    faults,
    stopping,
)
from areas.boundaries.neighbours import approved_boundaries
from areas.boundaries.plain import OFFICER, OPERATOR
from areas.boundaries.sandbox import Found, Reading
from areas.boundaries.sentences import say
from areas.exceptions import Refused
from areas.models import Area, Boundary, Municipality, User


@dataclass(frozen=True)
class Judged:
    """One feature of a file and what is wrong with it; a sound one has no `reason`."""

    number: int
    name: str
    shape: MultiPolygon | None
    reason: str = ""
    faults: Sequence[Fault] = ()


@dataclass
class Outcome:
    """What an import did, or would have done."""

    features: int
    areas: list[Area] = field(default_factory=list)
    imported: int = 0
    refused: list[Judged] = field(default_factory=list)


def judge(
    reading: Reading, municipality: Municipality, *, ignore_overlap: bool = False
) -> list[Judged]:
    """Each feature of a file, checked on its own, in its file and among the areas.

    Of two features that lie over each other the later one is refused.
    """
    neighbours = [] if ignore_overlap else approved_boundaries(municipality)
    taken = _names_in(municipality)
    judged = []
    for found in reading.features:
        one = _judge_one(found, municipality, neighbours, taken)
        judged.append(one)
        if one.reason or one.shape is None:
            continue
        taken[one.name.casefold()] = _("earlier in the file")
        if not ignore_overlap:
            neighbours.append(Neighbour(one.name, one.shape))
    return judged


def _names_in(municipality: Municipality) -> dict[str, str]:
    names = municipality.areas.open().values_list("name", flat=True)
    return {name.casefold(): municipality.name for name in names}


def _judge_one(
    found: Found,
    municipality: Municipality,
    neighbours: Sequence[Neighbour],
    taken: dict[str, str],
) -> Judged:
    name = found.name or _("Area %(number)s") % {"number": found.number}
    if found.shape is None:
        return Judged(found.number, name, None, say(found.fault, found.known))
    if where := taken.get(name.casefold()):
        known = {"name": name, "where": where}
        reason = _("There is already an area called %(name)s (%(where)s).") % known
        return Judged(found.number, name, found.shape, reason)
    wrong = stopping(
        faults(
            found.shape, municipality=municipality, others=neighbours, limits=OFFICER
        )
    )
    reason = " ".join(fault.sentence for fault in wrong[:3])
    return Judged(found.number, name, found.shape, reason, wrong)


@transaction.atomic
def import_areas(
    reading: Reading,
    municipality: Municipality,
    *,
    partial: bool = False,
    dry_run: bool = False,
    ignore_overlap: bool = False,
    by: User | None = None,
) -> Outcome:
    """Makes an area in state interest, with a proposed boundary, of each feature.

    All or nothing unless `partial`. A dry run answers what would have happened.
    """
    municipality = Municipality.objects.select_for_update().get(pk=municipality.pk)
    judged = judge(reading, municipality, ignore_overlap=ignore_overlap)
    outcome = Outcome(len(judged), refused=[one for one in judged if one.reason])
    if outcome.refused and not partial:
        return outcome
    sound = [(one.name, one.shape) for one in judged if one.shape and not one.reason]
    outcome.imported = len(sound)
    if not dry_run:
        outcome.areas = [_make(*one, municipality, by) for one in sound]
    return outcome


def _make(
    name: str, shape: MultiPolygon, municipality: Municipality, by: User | None
) -> Area:
    area = Area.objects.create(municipality=municipality, name=name)
    note = _("Imported from a file")
    Boundary.objects.create(area=area, shape=shape, proposed_by=by, note=note)
    return area


@transaction.atomic
def keep_municipality(code: str, name: str, shape: MultiPolygon) -> bool:
    """Makes a municipality, or gives it this name and boundary; True if it is new."""
    wrong = stopping(faults(shape, limits=OPERATOR, sizes=MUNICIPALITY_SIZES))
    if wrong:
        raise Refused(wrong[0].sentence, code=wrong[0].code)
    if not name:
        raise Refused(
            _("The municipality has no name in the file. Say it with --name.")
        )
    kept = {"name": name, "boundary": shape}
    _row, is_new = Municipality.objects.update_or_create(code=code, defaults=kept)
    return is_new
