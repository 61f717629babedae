"""`bench spatial`: point to area, polygon to households, by our own functions."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db import connection
from django.utils import timezone

from areas.boundaries.placing import covering, households_in
from areas.models import Area, Boundary, Household, Municipality

from . import goals
from .databases import Database
from .faults import BenchError
from .seeding import copies
from .stage import Stage

WEST, SOUTH, WIDE, HIGH = 12.0, 55.5, 3.0, 2.0  # degrees
AREAS, SMALL_AREAS = (1_000, 10_000, 100_000), (500, 2_000, 5_000)
HOMES = {
    ("postgresql", False): (10_000, 1_000_000),
    ("sqlite", False): (10_000, 200_000),
    ("postgresql", True): (2_000, 20_000),
    ("sqlite", True): (2_000, 20_000),
}
HITS = 400  # homes in each polygon that is asked for
QUESTIONS = 200
FILL = 0.6  # of each area's cell that its boundary takes
Figures = dict[str, Any]


def run(*, small: bool, database: Database, say: Callable[[str], None]) -> Figures:
    """The figures of a run on a stage of its own."""
    with Stage(database, say=say) as stage:
        say("the database")
        stage.manage("migrate", "--verbosity", 0)
        say("areas and households")
        words = ("bench", "map", *(["--small"] if small else []))
        return stage.facts("manage.py", *words, seconds=3000)


def measure(*, small: bool) -> Figures:
    """Fills the scratch database step by step and asks at each step."""
    sizes = SMALL_AREAS if small else AREAS
    homes = HOMES[connection.vendor, small]
    place = Municipality.objects.create(
        code="1276", name="Klippan", boundary=_box(WEST, SOUTH, WIDE, HIGH)
    )
    points = {count: _ask_areas(place, count, sizes) for count in sizes}
    polygons = {count: _ask_homes(place, count) for count in homes}
    return _figures(points, polygons)


def _figures(points: dict[int, Figures], polygons: dict[int, Figures]) -> Figures:
    few, many = min(points), max(points)
    thin, dense = min(polygons), max(polygons)
    growth = points[many]["p50_ms"] / points[few]["p50_ms"]
    wanted = {
        "G1": goals.most(growth, 2, 1.2),
        "G3 us per hit": goals.most(polygons[dense]["us_per_hit"], 30, 10),
        "G3 growth": goals.most(
            polygons[dense]["us_per_hit"] / polygons[thin]["us_per_hit"], 6, 2
        ),
    }
    if connection.vendor == "sqlite":
        wanted["G2"] = goals.most(points[many]["p50_ms"], 2, 0.5)
    return {
        "database": "postgis" if connection.vendor == "postgresql" else "spatialite",
        "point_to_area": points,
        "polygon_to_households": polygons,
        "goals": wanted,
    }


# --- areas ----------------------------------------------------------------------


def _ask_areas(place: Municipality, count: int, sizes: tuple[int, ...]) -> Figures:
    """Asks for random points among so many areas, most of which lie in one."""
    made = Area.objects.count()
    _make_areas(place, made, count, grid=_grid(max(sizes)))
    dice = random.Random(count)  # noqa: S311 - the same points in each run
    rows = Boundary.objects.filter(pk__in=dice.sample(range(1, count + 1), QUESTIONS))
    points = [
        Point(row.shape.centroid.x, row.shape.centroid.y, srid=4326) for row in rows
    ]
    took = []
    for point in points:
        begun = time.perf_counter()
        found = covering(point)
        took.append(time.perf_counter() - begun)
        if found is None:
            raise BenchError("A point in the middle of an area was in none.")
    return {"p50_ms": _ms(statistics.median(took)), "p95_ms": _ms(_late(took))}


def _grid(count: int) -> int:
    return int(count**0.5) + 1


def _make_areas(place: Municipality, start: int, end: int, *, grid: int) -> None:
    """Round areas of 24 corners, each in a cell of its own, spread over the land."""
    area = Area(municipality=place, name="", state=Area.State.RUNNING)
    today = timezone.localdate()
    key = f"n + {start}"
    name = f"CAST({key} AS varchar(80))"
    copies(area, end - start, id=key, name=name, slug=name)
    cell = f"((({key}) * 7919) %% {grid * grid})"  # a prime: neighbours in time are not
    x = f"{WEST} + {WIDE / grid} * ({cell} %% {grid} + 0.5)"
    y = f"{SOUTH} + {HIGH / grid} * ({cell} / {grid} + 0.5)"
    radius = min(WIDE, HIGH) / grid * FILL / 2
    multi = "ST_Multi" if connection.vendor == "postgresql" else "CastToMultiPolygon"
    shape = f"{multi}(ST_Buffer({_point(x, y)}, {radius}, 6))"
    boundary = Boundary(area_id=0, state=Boundary.State.APPROVED, valid_from=today)
    copies(boundary, end - start, id=key, area_id=key, shape=shape)
    _analyze()


# --- households -----------------------------------------------------------------


def _ask_homes(place: Municipality, count: int) -> Figures:
    """Asks for squares that hold about as many homes, however dense they lie."""
    made = Household.objects.count()
    key = f"n + {made}"
    home = Household(municipality=place, street="Bänkvägen", locality="Klippan")
    x = f"{WEST} + {WIDE} * {_fraction(key, 0.7548776662466927)}"
    y = f"{SOUTH} + {HIGH} * {_fraction(key, 0.5698402909980532)}"
    number = f"CAST({key} AS varchar(10))"
    copies(home, count - made, id=key, number=number, point=_point(x, y))
    _analyze()
    side = (HITS / count) ** 0.5
    dice = random.Random(count)  # noqa: S311 - the same squares in each run
    took, hits = [], []
    for _ in range(QUESTIONS // 4):
        west = WEST + WIDE * (1 - side) * dice.random()
        south = SOUTH + HIGH * (1 - side) * dice.random()
        shape = _box(west, south, WIDE * side, HIGH * side)
        begun = time.perf_counter()
        found = list(households_in(shape).values_list("pk", flat=True))
        took.append(time.perf_counter() - begun)
        hits.append(len(found))
    each = statistics.median(took) / statistics.median(hits)
    told = {"p50_ms": _ms(statistics.median(took)), "p95_ms": _ms(_late(took))}
    return told | {"hits": statistics.median(hits), "us_per_hit": round(each * 1e6, 2)}


def _fraction(key: str, step: float) -> str:
    """Evenly spread, in no order: the fraction of a multiple of an irrational."""
    product = f"(({key}) * {step})"
    if connection.vendor == "postgresql":
        return f"({product} - trunc({product}))"
    return f"({product} - CAST({product} AS integer))"


def _point(x: str, y: str) -> str:
    if connection.vendor == "postgresql":
        return f"ST_SetSRID(ST_MakePoint({x}, {y}), 4326)"
    return f"MakePoint({x}, {y}, 4326)"


def _box(west: float, south: float, wide: float, high: float) -> MultiPolygon:
    box = Polygon.from_bbox((west, south, west + wide, south + high))
    return MultiPolygon(box, srid=4326)


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)


def _late(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.95)]
