"""Who an alert goes to, by which channel, in which order.

All of it is SQL over stored memberships: no geometry is asked for a standing area. A
drawn shape or a ring is turned into the homes inside it once, when it is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet

from areas.models import Area, Channel, Household, Membership, User
from areas.services.surroundings import homes_inside

from .models import Alert

# Each reachable person once, with the area the alert comes from.
PEOPLE = """
    SELECT m.user_id, MIN(m.area_id) AS area_id
    FROM areas_membership m JOIN areas_user u ON u.id = m.user_id
    WHERE {which} AND m.state = 'joined' AND u.is_active
    GROUP BY m.user_id
"""
# Their working channels, numbered in the person's own order.
TARGETS = """
    SELECT c.id AS channel_id, p.user_id, p.area_id, c.kind, u.wants_all_channels,
        ROW_NUMBER() OVER (PARTITION BY p.user_id ORDER BY c.rank, c.id) AS place
    FROM ({people}) p
    JOIN areas_user u ON u.id = p.user_id
    JOIN areas_channel c ON c.user_id = p.user_id
    WHERE c.disabled_at IS NULL AND c.verified_at IS NOT NULL
"""


def targets_sql(areas: Sequence[int], homes: Sequence[int] | None = None) -> str:
    """The targets of these areas, or homes; ids are integers of our own tables."""
    column, keys = ("area_id", areas) if homes is None else ("household_id", homes)
    ids = ", ".join(str(int(pk)) for pk in keys) or "NULL"
    return TARGETS.format(people=PEOPLE.format(which=f"m.{column} IN ({ids})"))


def homes_of(alert: Alert) -> list[int] | None:
    """The homes inside an alert's own shape; None where it goes to whole areas."""
    if alert.shape is None:
        return None
    return homes_inside(alert.shape, alert.municipality)


@dataclass(frozen=True)
class Reach:
    """What the check page says before anything is sent."""

    people: int  # who get it, each counted once
    by_kind: dict[str, int]  # first channel of each person
    doors: int  # of them, those somebody must knock on
    unreachable: int  # members without any working channel
    households: int


def reach(areas: Sequence[Area], homes: Sequence[int] | None = None) -> Reach:
    """How many people an alert to these areas, or homes, would reach."""
    ids = [area.pk for area in areas]
    sql = (
        f"SELECT kind, COUNT(*) FROM ({targets_sql(ids, homes)}) t "  # noqa: S608 - ids
        "WHERE t.place = 1 GROUP BY kind"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        by_kind = dict(cursor.fetchall())
    return Reach(
        people=sum(by_kind.values()),
        by_kind=by_kind,
        doors=by_kind.get(Channel.Kind.DOOR, 0),
        unreachable=unreachable(areas, homes).count(),
        households=households(areas, homes),
    )


def _members(
    areas: Sequence[Area], homes: Sequence[int] | None
) -> QuerySet[Membership]:
    rows = Membership.objects.reachable()
    if homes is None:
        return rows.filter(area__in=areas)
    return rows.filter(household__in=homes)


def households(areas: Sequence[Area], homes: Sequence[int] | None = None) -> int:
    found = _members(areas, homes)
    return found.aggregate(n=Count("household", distinct=True))["n"] or 0


def unreachable(
    areas: Sequence[Area], homes: Sequence[int] | None = None
) -> QuerySet[User]:
    """Members of the areas, or homes, whom no channel reaches."""
    working = Channel.objects.working().filter(user=OuterRef("pk"))
    members = _members(areas, homes)
    return User.objects.filter(
        ~Exists(working), is_active=True, pk__in=members.values("user")
    )


def doors(homes: Sequence[int]) -> QuerySet[Household]:
    """Homes that no alert reaches, for a walk with notes; who said no is left alone."""
    working = Channel.objects.working().exclude(kind=Channel.Kind.DOOR)
    reached = Membership.objects.reachable().filter(
        Exists(working.filter(user=OuterRef("user"))), household__in=homes
    )
    return Household.objects.filter(pk__in=homes, refused_at=None).exclude(
        pk__in=reached.values("household")
    )
