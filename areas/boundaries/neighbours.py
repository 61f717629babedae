"""The boundaries that a new one may touch but not lie over (decisions 17 and 47)."""

from __future__ import annotations

from areas.models import Area, Boundary, Municipality

from .faults import Neighbour


def approved_boundaries(
    municipality: Municipality, *, but: Area | None = None
) -> list[Neighbour]:
    """Those in force in a municipality, of areas that aren't closed."""
    rows = (
        Boundary.objects.current()
        .filter(area__municipality=municipality)
        .exclude(area__state=Area.State.CLOSED)
        .select_related("area")
        .order_by("area__name")
    )
    if but is not None:
        rows = rows.exclude(area=but)
    return [Neighbour(row.area.name, row.shape) for row in rows]
