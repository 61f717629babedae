"""A contact's round: what is left on the shelf and how far each neighbour has come."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from areas.models import Household

from . import hashes
from .models import Kit, Product
from .permissions import contact_places_for, neighbours_for

if TYPE_CHECKING:
    from areas.models import User

SCANNED = re.compile(r"/m/([^/?#]+)/?")


def number_in(text: str) -> str:
    """The number in what was typed or scanned: our codes hold the address /m/<no.>/."""
    found = SCANNED.search(text)
    return found.group(1) if found else text


class Neighbour(NamedTuple):
    """A home and its kit, if it has one."""

    home: Household
    kit: Kit | None

    @property
    def face(self) -> str:
        return self.kit.face if self.kit else ""

    @property
    def reserved_number(self) -> str:
        """The number of the box to give; once handed out it is nobody's business."""
        if self.kit and self.kit.state == Kit.State.RESERVED:
            return self.kit.shown_number
        return ""


def by_address(home: Household) -> tuple[str, int, str, str]:
    """Streets by name, houses as people count them: 3 before 29, 12 before 12 A."""
    digits = re.match(r"\d*", home.number)
    return (
        home.street,
        int(digits.group() or 0) if digits else 0,
        home.number,
        home.apartment,
    )


def neighbours(user: User) -> list[Neighbour]:
    """Every home of the contact's areas with its kit: from homes to kits only."""
    homes = sorted(neighbours_for(user), key=by_address)
    by_hash = hashes.households_by_hash(home.pk for home in homes)
    kits = Kit.objects.kits().filter(holder_hash__in=list(by_hash))
    held = {by_hash[kit.holder_hash or ""]: kit for kit in kits}
    return [Neighbour(home, held.get(home.pk)) for home in homes]


class Round(NamedTuple):
    """What a contact needs to see before ringing the next bell."""

    left: int  # kits that can be handed out, "9 kvar"
    pens: int
    neighbours: list[Neighbour]
    counts: dict[str, int]

    @property
    def waiting(self) -> list[Neighbour]:
        """Those with a kit to collect."""
        return [one for one in self.neighbours if one.face in {"reserved", "ready"}]

    @property
    def without(self) -> list[Neighbour]:
        """Those who have no kit."""
        return [one for one in self.neighbours if one.kit is None]


def left_on_shelf(user: User, kind: str = Product.Kind.KIT) -> int:
    """How many lie on the contact's shelves and can be given out."""
    rows = Kit.objects.filter(place__in=contact_places_for(user), kind=kind)
    return rows.filter(state__in=[Kit.State.IN_STOCK, Kit.State.RESERVED]).count()


def round_of(user: User) -> Round:
    """The contact's round today."""
    everyone = neighbours(user)
    return Round(
        left_on_shelf(user),
        left_on_shelf(user, Product.Kind.PEN),
        everyone,
        Counter(one.face for one in everyone if one.kit),
    )
