"""Where a boundary crosses itself, found by our own sweep in bounded time.

GEOS is asked only afterwards: on a shape that crosses itself a lot its answer takes a
minute, and mending one takes four (guarantees 10).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .plain import Position

MOST_PAIRS = (
    6_000_000  # about two seconds; 2,000 corners never need more than two million
)
Rings = Sequence[Sequence[Position]]


class Tangled(Exception):
    """There are too many edges side by side to compare them all."""


class Edge(NamedTuple):
    """A side of a ring, from its lower end along the sweep to its higher."""

    low: float
    high: float
    a: Position
    b: Position
    ring: int
    place: int  # in its ring


def crossings(rings: Rings, *, most: int = 20) -> list[Position]:
    """Places where rings cross, or a ring touches itself; or Tangled.

    Rings that only touch each other, as a hole may touch its outer ring, are let pass.
    """
    found: list[Position] = []
    sizes = [len(ring) - 1 for ring in rings]
    for one, other in _near(_edges(rings)):
        place = _meeting(one, other, sizes)
        if place is not None and place not in found:
            found.append(place)
            if len(found) >= most:
                break
    return found


def _edges(rings: Rings) -> list[Edge]:
    """All sides, sorted along the axis on which the shape is longest."""
    xs = [x for ring in rings for x, _ in ring]
    ys = [y for ring in rings for _, y in ring]
    axis = 0 if max(xs) - min(xs) >= max(ys) - min(ys) else 1
    edges = [
        Edge(min(a[axis], b[axis]), max(a[axis], b[axis]), a, b, number, place)
        for number, ring in enumerate(rings)
        for place, (a, b) in enumerate(itertools.pairwise(ring))
        if a != b
    ]
    return sorted(edges, key=lambda edge: edge.low)


def _near(edges: list[Edge]) -> Iterator[tuple[Edge, Edge]]:
    """Pairs whose boxes meet."""
    left = MOST_PAIRS
    for i, one in enumerate(edges):
        (ax, ay), (bx, by), high = one.a, one.b, one.high
        west, east = (ax, bx) if ax <= bx else (bx, ax)
        south, north = (ay, by) if ay <= by else (by, ay)
        for j in range(i + 1, len(edges)):
            other = edges[j]
            if other.low > high:
                break
            left -= 1
            (cx, cy), (dx, dy) = other.a, other.b
            if (cx < west and dx < west) or (cx > east and dx > east):
                continue
            if (cy < south and dy < south) or (cy > north and dy > north):
                continue
            yield one, other
        if left < 0:
            raise Tangled


def _meeting(one: Edge, other: Edge, sizes: list[int]) -> Position | None:
    """Where two sides meet though they shouldn't."""
    shared = _shared(one, other, sizes[one.ring])
    if shared is not None:
        return shared if _folds_back(one, other, shared) else None
    c, d = _side(one.a, one.b, other.a), _side(one.a, one.b, other.b)
    a, b = _side(other.a, other.b, one.a), _side(other.a, other.b, one.b)
    if c * d < 0 and a * b < 0:
        return _cross(one, other)
    if one.ring != other.ring:
        return None
    return _touch(one, other, (a, b, c, d))


def _shared(one: Edge, other: Edge, size: int) -> Position | None:
    """The corner between two sides that follow each other in a ring."""
    if one.ring != other.ring:
        return None
    if (one.place + 1) % size == other.place and one.b == other.a:
        return one.b
    if (other.place + 1) % size == one.place and other.b == one.a:
        return one.a
    return None


def _folds_back(one: Edge, other: Edge, corner: Position) -> bool:
    """Whether the second side runs back over the first: a spike."""
    p = one.a if one.b == corner else one.b
    q = other.b if other.a == corner else other.a
    if _side(p, corner, q) != 0:
        return False
    ux, uy = p[0] - corner[0], p[1] - corner[1]
    vx, vy = q[0] - corner[0], q[1] - corner[1]
    return ux * vx + uy * vy > 0


def _side(a: Position, b: Position, p: Position) -> int:
    """On which side of the line a-b the point lies: -1, 0 on it, 1."""
    turn = (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
    return (turn > 0) - (turn < 0)


def _touch(one: Edge, other: Edge, sides: tuple[int, int, int, int]) -> Position | None:
    ends = (
        (one.a, other, sides[0]),
        (one.b, other, sides[1]),
        (other.a, one, sides[2]),
        (other.b, one, sides[3]),
    )
    for point, edge, side in ends:
        if side == 0 and _between(point, edge.a, edge.b):
            return point
    return None


def _between(p: Position, a: Position, b: Position) -> bool:
    return min(a[0], b[0]) <= p[0] <= max(a[0], b[0]) and (
        min(a[1], b[1]) <= p[1] <= max(a[1], b[1])
    )


def _cross(one: Edge, other: Edge) -> Position:
    (ax, ay), (bx, by) = one.a, one.b
    (cx, cy), (dx, dy) = other.a, other.b
    along = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    share = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / along
    return round(ax + share * (bx - ax), 7), round(ay + share * (by - ay), 7)
