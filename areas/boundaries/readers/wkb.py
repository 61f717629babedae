"""Well-known binary, as GeoPackage stores it: polygons and what holds them."""

from __future__ import annotations

import struct
from typing import Any

from areas.boundaries.plain import DEPTH, Faulty, Polygon, Ring

POLYGON, MULTIPOLYGON, COLLECTION = 3, 6, 7
OTHERS = {1: "point", 4: "point", 2: "line", 5: "line"}


class Reader:
    """Walks through the bytes once; short or lying ones are a Faulty."""

    def __init__(self, data: bytes, start: int = 0) -> None:
        self.data = data
        self.at = start

    def polygons(self, depth: int = 0) -> list[Polygon]:
        """The polygons of the geometry that begins here."""
        if depth > DEPTH:
            raise Faulty("too_deep")
        order, kind, size = self._header()
        if kind == POLYGON:
            return [self._polygon(order, size)]
        if kind in (MULTIPOLYGON, COLLECTION):
            count = self._count(order, 5)
            parts = [self.polygons(depth + 1) for _ in range(count)]
            return [polygon for part in parts for polygon in part]
        raise Faulty(OTHERS.get(kind, "not_a_surface"))

    def _header(self) -> tuple[str, int, int]:
        """Byte order, kind, and numbers in a position (2 to 4)."""
        order = "<" if self._take("B")[0] == 1 else ">"
        (code,) = self._take(f"{order}I")
        thousands, kind = divmod(code & 0x1FFFFFFF, 1000)
        has_z = bool(code & 0x80000000) or thousands in (1, 3)
        has_m = bool(code & 0x40000000) or thousands in (2, 3)
        if code & 0x20000000:  # an SRID of its own, as PostGIS writes
            self._take("4s")
        return order, kind, 2 + has_z + has_m

    def _polygon(self, order: str, size: int) -> Polygon:
        return [self._ring(order, size) for _ in range(self._count(order, 4))]

    def _ring(self, order: str, size: int) -> Ring:
        count = self._count(order, 8 * size)
        numbers = self._take(f"{order}{count * size}d")
        return [(numbers[i], numbers[i + 1]) for i in range(0, len(numbers), size)]

    def _count(self, order: str, least: int) -> int:
        """A count that the rest of the bytes can hold at `least` bytes each."""
        (count,) = self._take(f"{order}I")
        if count * least > len(self.data) - self.at:
            raise Faulty("broken_geometry")
        return int(count)

    def _take(self, form: str) -> tuple[Any, ...]:
        try:
            found = struct.unpack_from(form, self.data, self.at)
        except struct.error as error:
            raise Faulty("broken_geometry") from error
        self.at += struct.calcsize(form)
        return found
