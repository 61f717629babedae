"""Which area a home or a point lies in, asked of the database's spatial index.

GeoDjango leaves SpatiaLite's R*Tree out of its queries: 61 ms instead of 0.02 ms at
100,000 areas (performance.md 5c). So the box condition is added here, and only here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from areas.models import Area, Boundary, Household, Membership, Municipality

Row = TypeVar("Row", bound=Model)
BATCH = 500  # ids in one statement
ENDED = tuple(
    set(Membership.State)
    - {Membership.State.PENDING, Membership.State.JOINED, Membership.State.PAUSED}
)

# SQLite keeps the order of CROSS JOIN: home, then the R*Tree, then the boundary found.
JOINED = {
    "sqlite": """
        FROM areas_household h
        CROSS JOIN idx_areas_boundary_shape i
          ON i.xmin <= ST_X(h.point) AND i.xmax >= ST_X(h.point)
         AND i.ymin <= ST_Y(h.point) AND i.ymax >= ST_Y(h.point)
        CROSS JOIN areas_boundary b ON b.id = i.pkid AND ST_Covers(b.shape, h.point)
    """,
    "postgresql": """
        FROM areas_household h
        JOIN areas_boundary b ON ST_Covers(b.shape, h.point)
    """,
}
# Raw, since building such a query in Django takes ten times as long as answering it.
# No ORDER BY with LIMIT: PostgreSQL would walk all areas in order. No joins on SQLite:
# once analyzed it reads both tables whole to build Bloom filters for them (5 ms at
# 5,000 areas, growing with them).
COVERING = {
    "sqlite": """
        SELECT a.* FROM areas_area a
        WHERE a.state <> 'closed' AND a.id IN (
            SELECT b.area_id FROM areas_boundary b
            WHERE b.id IN (
                SELECT i.pkid FROM idx_areas_boundary_shape i
                WHERE i.xmin <= %(x)s AND i.xmax >= %(x)s
                  AND i.ymin <= %(y)s AND i.ymax >= %(y)s
            )
            AND b.state = 'approved' AND b.replaced_on IS NULL
            AND ST_Covers(b.shape, ST_GeomFromText(%(wkt)s, 4326))
        )
    """,
    "postgresql": """
        SELECT a.* FROM areas_boundary b
        JOIN areas_area a ON a.id = b.area_id AND a.state <> 'closed'
        WHERE b.state = 'approved' AND b.replaced_on IS NULL
          AND ST_Covers(b.shape, ST_GeomFromText(%(wkt)s, 4326))
    """,
}
COVERED = """
    SELECT h.id, b.area_id {joined}
    JOIN areas_area a ON a.id = b.area_id
    WHERE b.state = 'approved' AND b.replaced_on IS NULL AND a.state <> 'closed'
      AND a.municipality_id = h.municipality_id AND h.{which}
"""


@dataclass
class Placing:
    """What a new boundary did to the homes, by their ids."""

    placed: list[int] = field(default_factory=list)  # now in another area than before
    emptied: list[int] = field(default_factory=list)  # nobody joined: now in no area
    # Members live there: they keep their area and are asked (issue of areas, 4).
    to_ask: list[int] = field(default_factory=list)


# --- questions --------------------------------------------------------------


def covering(point: Point) -> Area | None:
    """The open area whose approved boundary covers the point; the oldest of several."""
    sql = COVERING[connection.vendor]
    found = Area.objects.raw(sql, {"x": point.x, "y": point.y, "wkt": point.wkt})
    return min(found, key=lambda area: area.pk, default=None)


def municipality_covering(point: Point) -> Municipality | None:
    """The municipality that the point lies in."""
    rows = _boxed(Municipality.objects.all(), "idx_areas_municipality_boundary", point)
    return rows.filter(boundary__covers=point).order_by("pk").first()


def households_in(shape: GEOSGeometry) -> QuerySet[Household]:
    """The homes inside a shape, whatever area they belong to."""
    rows = _boxed(Household.objects.all(), "idx_areas_household_point", shape)
    return rows.filter(point__coveredby=shape)


def _boxed(rows: QuerySet[Row], index: str, shape: GEOSGeometry) -> QuerySet[Row]:
    """The rows whose boxes meet the shape's; PostGIS does so by itself."""
    if connection.vendor != "sqlite":
        return rows
    west, south, east, north = shape.extent
    ids = RawSQL(  # noqa: S611 - the index is a name of ours
        f"SELECT pkid FROM {index} WHERE xmin <= %s AND xmax >= %s"  # noqa: S608
        " AND ymin <= %s AND ymax >= %s",
        [east, west, north, south],
    )
    return rows.filter(pk__in=ids)


# --- placing ----------------------------------------------------------------


@transaction.atomic
def place_households(where: Area | Municipality) -> Placing:
    """Puts homes into the areas whose approved boundaries cover them.

    For an area: after its boundary was approved, replaced or closed. For a
    municipality: after an import. Homes without a point are left alone (protected
    identity, decision 37), and so are those of an area that has no approved boundary
    yet, until another area's covers them. A home with members never loses its area
    here: it is listed in `to_ask`, and somebody asks.
    """
    now = _homes(where)
    covered = _covered(where, now)
    unbounded = _unbounded({area for area in now.values() if area is not None})
    moves = {
        home: wanted
        for home, current in now.items()
        if (wanted := _choose(current, covered.get(home, []))) != current
        and not (wanted is None and current in unbounded)
    }
    placing = Placing(to_ask=sorted(_lived_in(h for h in moves if now[h] is not None)))
    for home in placing.to_ask:
        del moves[home]
    placing.placed = [home for home, wanted in moves.items() if wanted is not None]
    placing.emptied = [home for home, wanted in moves.items() if wanted is None]
    _move(moves)
    return placing


def _choose(current: int | None, covering_areas: list[int]) -> int | None:
    """Where boundaries lie over each other a little, a home stays where it is."""
    if current in covering_areas:
        return current
    return min(covering_areas, default=None)


def _unbounded(areas: set[int]) -> set[int]:
    """Those of the areas that are open and have no boundary in force."""
    rows = Area.objects.open().filter(pk__in=areas)
    bounded = Boundary.objects.current().filter(area__in=areas).values("area")
    return set(rows.exclude(pk__in=bounded).values_list("pk", flat=True))


def _homes(where: Area | Municipality) -> dict[int, int | None]:
    """The homes in question and their area today: in the area, or inside its shape."""
    rows = Household.objects.exclude(point=None)
    if isinstance(where, Municipality):
        return dict(rows.filter(municipality=where).values_list("pk", "area_id"))
    homes: dict[int, int | None] = dict(
        rows.filter(area=where).values_list("pk", "area_id")
    )
    current = where.boundaries.current().first()
    if current is not None:
        inside = households_in(current.shape).filter(municipality=where.municipality_id)
        homes |= dict(inside.values_list("pk", "area_id"))
    return homes


def _covered(where: Area | Municipality, homes: Iterable[int]) -> dict[int, list[int]]:
    """The ids of the areas that cover each home."""
    found: dict[int, list[int]] = defaultdict(list)
    if isinstance(where, Municipality):
        questions = [("municipality_id = %s", [where.pk])]
    else:
        questions = [(_among(some), some) for some in _batches(homes)]
    joined = JOINED[connection.vendor]
    with connection.cursor() as cursor:
        for which, values in questions:
            cursor.execute(COVERED.format(joined=joined, which=which), values)
            for home, area in cursor.fetchall():
                found[home].append(area)
    return found


def _among(some: list[int]) -> str:
    return f"id IN ({', '.join(['%s'] * len(some))})"


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    listed = list(ids)
    for at in range(0, len(listed), BATCH):
        yield listed[at : at + BATCH]


def _lived_in(homes: Iterable[int]) -> set[int]:
    """Those of the homes whose people have joined, or are waiting to."""
    found: set[int] = set()
    tied = Membership.objects.exclude(state__in=ENDED)
    for some in _batches(homes):
        rows = tied.filter(household__in=some)
        found.update(rows.values_list("household_id", flat=True))
    return found


def _move(moves: dict[int, int | None]) -> None:
    by_area: dict[int | None, list[int]] = defaultdict(list)
    for home, area in moves.items():
        by_area[area].append(home)
    for wanted, homes in by_area.items():
        for some in _batches(homes):
            Household.objects.filter(pk__in=some).update(area=wanted)
