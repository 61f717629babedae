"""From a kit to its household: only here, and only with the key (decision 39)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from areas.models import Household, Municipality

from . import hashes

if TYPE_CHECKING:
    from .models import Kit


def find(kit: Kit) -> Household | None:
    """The household that has the kit: its area's are hashed first, then all others."""
    if kit.holder_hash is None:
        return None
    everyone = Household.objects.filter(municipality=kit.municipality_id)
    for rows in (everyone.filter(area=kit.area_id), everyone):
        found = hashes.households_by_hash(rows.values_list("pk", flat=True))
        if kit.holder_hash in found:
            return rows.get(pk=found[kit.holder_hash])
    return None


class Holders:
    """All households of a municipality by hash, for the daily round; kept by nobody."""

    def __init__(self, municipality: Municipality | int) -> None:
        self.rows = Household.objects.filter(municipality=municipality)

    @cached_property
    def by_hash(self) -> dict[str, int]:
        return hashes.households_by_hash(self.rows.values_list("pk", flat=True))

    def household_of(self, kit: Kit) -> int | None:
        """The household's id, or None where nobody has the kit."""
        return self.by_hash.get(kit.holder_hash or "")
