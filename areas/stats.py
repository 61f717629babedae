"""Numbers of households and people: no name and no address crosses this line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from areas.models import Area, Contact, Household, Interest, Membership

FEWEST_SHOWN = 5  # decision 23: a smaller number of homes or people isn't public
MOST_PER_CONTACT = 15  # domain, section 3: plan 10-15, flag above


@dataclass(frozen=True)
class Coverage:
    """How many of an area's households have joined."""

    joined: int
    households: int

    @property
    def percent(self) -> int:
        return round(100 * self.joined / self.households) if self.households else 0


def joined_by_area(areas: Iterable[Area]) -> dict[int, int]:
    """Households with at least one member, by area id; one query."""
    rows = Membership.objects.active().filter(area__in=list(areas))
    counted = rows.values("area").annotate(homes=Count("household", distinct=True))
    return {row["area"]: row["homes"] for row in counted.order_by()}


def households_by_area(areas: Iterable[Area]) -> dict[int, int]:
    """All dwellings inside, by area id; one query."""
    rows = Household.objects.filter(area__in=list(areas))
    counted = rows.order_by().values("area").annotate(homes=Count("pk"))
    return {row["area"]: row["homes"] for row in counted}


def coverage(area: Area) -> Coverage:
    joined = joined_by_area([area]).get(area.pk, 0)
    return Coverage(joined, households_by_area([area]).get(area.pk, 0))


def public(count: int) -> int | None:
    """The number where it may be shown to anyone, else None."""
    return count if count >= FEWEST_SHOWN else None


def contacts_by_area(areas: Iterable[Area]) -> dict[int, int]:
    """Contacts in office, deputies not counted; one query."""
    rows = Contact.objects.active().filter(area__in=list(areas))
    rows = rows.exclude(kind=Contact.Kind.DEPUTY)
    counted = rows.order_by().values("area").annotate(people=Count("user"))
    return {row["area"]: row["people"] for row in counted}


def households_per_contact(area: Area) -> int | None:
    """Joined households to each contact; None without a contact."""
    contacts = contacts_by_area([area]).get(area.pk, 0)
    joined = joined_by_area([area]).get(area.pk, 0)
    return -(-joined // contacts) if contacts else None


def interested_near(key: str) -> int:
    """Neighbours who want an area at the same place."""
    return Interest.objects.open().filter(place_key=key).count()
