"""Who an alert goes to, by which channel, in which order.

All of it is SQL over stored memberships: no geometry is asked for a standing area.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet

from areas.models import Area, Channel, Household, Membership, User

# Each reachable person once, with the area the alert comes from.
PEOPLE = """
    SELECT m.user_id, MIN(m.area_id) AS area_id
    FROM areas_membership m JOIN areas_user u ON u.id = m.user_id
    WHERE m.area_id IN ({areas}) AND m.state = 'joined' AND u.is_active
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


def targets_sql(areas: Sequence[int]) -> str:
    """The targets of these areas; ids are integers of our own tables."""
    ids = ", ".join(str(int(pk)) for pk in areas) or "NULL"
    return TARGETS.format(people=PEOPLE.format(areas=ids))


@dataclass(frozen=True)
class Reach:
    """What the check page says before anything is sent."""

    people: int  # who get it, each counted once
    by_kind: dict[str, int]  # first channel of each person
    doors: int  # of them, those somebody must knock on
    unreachable: int  # members without any working channel
    households: int


def reach(areas: Sequence[Area]) -> Reach:
    """How many people an alert to these areas would reach, by first channel."""
    ids = [area.pk for area in areas]
    sql = (
        f"SELECT kind, COUNT(*) FROM ({targets_sql(ids)}) t "  # noqa: S608 - ids
        "WHERE t.place = 1 GROUP BY kind"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        by_kind = dict(cursor.fetchall())
    return Reach(
        people=sum(by_kind.values()),
        by_kind=by_kind,
        doors=by_kind.get(Channel.Kind.DOOR, 0),
        unreachable=unreachable(areas).count(),
        households=households(areas),
    )


def households(areas: Sequence[Area]) -> int:
    found = Membership.objects.reachable().filter(area__in=areas)
    return found.aggregate(n=Count("household", distinct=True))["n"] or 0


def unreachable(areas: Sequence[Area]) -> QuerySet[User]:
    """Members of the areas whom no channel reaches."""
    working = Channel.objects.working().filter(user=OuterRef("pk"))
    members = Membership.objects.reachable().filter(area__in=areas)
    return User.objects.filter(
        ~Exists(working), is_active=True, pk__in=members.values("user")
    )


def silent_households(areas: Sequence[Area]) -> QuerySet[Household]:
    """Joined households in which nobody has a working channel, for visits."""
    working = Channel.objects.working().filter(user=OuterRef("user"))
    reached = Membership.objects.reachable().filter(Exists(working))
    return (
        Household.objects.joined()
        .filter(area__in=areas)
        .exclude(pk__in=reached.values("household"))
    )
