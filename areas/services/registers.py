"""Keeps the households of a municipality as its register says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point
from django.db import transaction
from django.utils.translation import gettext as _

from areas.boundaries.faults import BORDER_STRIP
from areas.boundaries.measure import metric
from areas.boundaries.placing import Placing, place_households
from areas.boundaries.systems import WGS84
from areas.models import Household, Municipality
from areas.register import BadRow, Home

TEXTS = [column.name for column in fields(Home) if column.name != "position"]
BATCH = 1000
SAME_PLACE = 7  # decimals of a degree: a centimetre


@dataclass
class Kept:
    """What an import of a register did, or would have done; numbers of households."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0  # known to us, not in the file; left as they are
    refused: list[BadRow] = field(default_factory=list)
    placing: Placing = field(default_factory=Placing)


@transaction.atomic
def import_households(
    rows: Iterable[tuple[int, Home | BadRow]],
    municipality: Municipality,
    *,
    dry_run: bool = False,
) -> Kept:
    """Adds new households and changes those that differ; bad rows are listed, not used.

    Nobody is taken away: a home that left the register may still have members.
    """
    kept = Kept()
    homes = _sound(rows, municipality, kept)
    there = _there(municipality)
    new = [home for key, home in homes.items() if key not in there]
    changed = [(there[k][0], h) for k, h in homes.items() if _differs(there.get(k), h)]
    kept.new, kept.changed = len(new), len(changed)
    kept.unchanged = len(homes) - kept.new - kept.changed
    kept.missing = len(there.keys() - homes.keys())
    if dry_run:
        return kept
    _add(new, municipality)
    _change(changed, municipality)
    if new or changed:
        kept.placing = place_households(municipality)
    return kept


def _sound(
    rows: Iterable[tuple[int, Home | BadRow]], municipality: Municipality, kept: Kept
) -> dict[str, Home]:
    """The usable rows by id; the others go to `kept.refused`."""
    near = _grown(municipality.boundary).prepared
    homes: dict[str, Home] = {}
    for row, home in rows:
        kept.rows += 1
        if isinstance(home, BadRow):
            kept.refused.append(home)
        elif reason := _reason(home, homes, near, municipality):
            kept.refused.append(BadRow(row, home.external_id, reason))
        else:
            homes[home.external_id] = home
    return homes


def _reason(
    home: Home,
    homes: dict[str, Home],
    near: object,
    municipality: Municipality,
) -> str:
    if home.external_id in homes:
        return _("The id stands in an earlier row, too.")
    if not near.covers(Point(*home.position)):  # type: ignore[attr-defined]
        known = {"municipality": municipality.name}
        return _("The place lies outside %(municipality)s.") % known
    return ""


def _grown(boundary: MultiPolygon) -> GEOSGeometry:
    """The municipality with the strip by which public boundaries are simplified."""
    grown = metric(boundary).buffer(BORDER_STRIP)
    return grown.transform(WGS84, clone=True)


def _there(municipality: Municipality) -> dict[str, tuple[int, Home]]:
    """The households that came from a register, by its id, with our own."""
    rows = Household.objects.filter(municipality=municipality).exclude(external_id="")
    there = {}
    for pk, point, *texts in rows.values_list("pk", "point", *TEXTS):
        position = (point.x, point.y) if point else (0.0, 0.0)
        known = dict(zip(TEXTS, texts, strict=True))
        there[texts[0]] = pk, Home(**known, position=position)
    return there


def _differs(there: tuple[int, Home] | None, home: Home) -> bool:
    return there is not None and _comparable(there[1]) != _comparable(home)


def _comparable(home: Home) -> tuple[object, ...]:
    place = tuple(round(number, SAME_PLACE) for number in home.position)
    return (*(getattr(home, text) for text in TEXTS), place)


def _add(homes: list[Home], municipality: Municipality) -> None:
    rows = [_row(home, municipality) for home in homes]
    Household.objects.bulk_create(rows, batch_size=BATCH)


def _change(changed: list[tuple[int, Home]], municipality: Municipality) -> None:
    for pk, home in changed:
        row = _row(home, municipality)
        row.pk = pk
        row.save(update_fields=[*TEXTS, "point"])


def _row(home: Home, municipality: Municipality) -> Household:
    texts = {text: getattr(home, text) for text in TEXTS}
    point = Point(*home.position, srid=WGS84)
    return Household(municipality=municipality, point=point, **texts)
