"""The two questions that all figures come from.

One reads the areas with their households; the other counts all kits at once, by a
union of groupings that one covering index answers (issue 5, speed). Its answer is kept
until something happens to a kit: the first question also asks for the newest event.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db.models import (
    CharField,
    Count,
    F,
    Func,
    IntegerField,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast
from redis.exceptions import RedisError

from areas.models import Area, Household
from marking.models import Kit, KitEvent

if TYPE_CHECKING:
    from marking.models.kits import KitQuerySet

log = logging.getLogger(__name__)
# Seconds; an event that commits after a later one is seen by then at the latest.
KEPT = 300
STEPS = (
    ("collect", "reserved_on", "handed_out_on"),
    ("stickers", "handed_out_on", "stickers_up_on"),
    ("register", "handed_out_on", "registered_on"),
)


class DaysBetween(Func):
    """Whole days from one date to another, in the database's own arithmetic."""

    output_field = IntegerField()
    arity = 2

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        form = "CAST(julianday(%(expressions)s) AS INTEGER)"
        return self.as_sql(
            compiler, connection, template=form, arg_joiner=") - julianday(", **extra
        )

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler,
            connection,
            template="(%(expressions)s)",
            arg_joiner=" - ",
            **extra,
        )


def counts(kits: KitQuerySet, homes: QuerySet[Household]) -> Any:
    """All groupings in one question: what, area, key, number; households first."""
    text = CharField()

    def part(what: str, rows: Any, key: Any, *, by_area: bool = False) -> Any:
        area = F("area_id") if by_area else Value(0)
        return (
            rows.order_by()
            .annotate(what=Value(what, text), whose=area, key=Cast(key, text))
            .values("what", "whose", "key")
            .annotate(n=Count("pk"))
            .values_list("what", "whose", "key", "n")
        )

    held = kits.filter(released_on=None)
    parts = [
        part("homes", homes, Value("", text), by_area=True),
        part("state", held, F("state"), by_area=True),
        part("handed_out", kits.exclude(handed_out_on=None), F("handed_out_on")),
        part(
            "registered",
            kits.exclude(registered_on=None),
            F("registered_on"),
            by_area=True,
        ),
    ]
    for name, first, last in STEPS:
        done = kits.exclude(**{first: None}).exclude(**{last: None})
        days = DaysBetween(F(last), F(first))
        parts.append(part(name, done, days, by_area=name == "register"))
    return parts[0].union(*parts[1:], all=True)


def remembered_counts(
    kits: KitQuerySet, homes: QuerySet[Household], key: str
) -> list[Any]:
    """The groupings as when `key` last stood; without Redis they are asked again."""
    try:
        if (known := cache.get(key)) is not None:
            return list(known)
        found = list(counts(kits, homes))
        cache.set(key, found, KEPT)
    except RedisError as error:
        log.info("figures without cache: %s", error)
        return list(counts(kits, homes))
    return found


def newest(model: Any) -> Subquery:
    """The highest id of a table: changes whenever a row is added."""
    return Subquery(model.objects.order_by("-pk").values("pk")[:1])


def with_newest(areas: QuerySet[Area]) -> QuerySet[Any]:
    """The open areas and, beside each, the newest event, kit and household."""
    return (
        areas.exclude(state=Area.State.CLOSED)
        .select_related("municipality")
        .defer("municipality__boundary")
        .order_by("municipality__name", "name")
        .annotate(
            last_event=newest(KitEvent),
            last_kit=newest(Kit),
            last_home=newest(Household),
        )
    )
