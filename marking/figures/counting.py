"""The two questions that all figures come from.

One reads the areas with their households; the other counts all kits at once, by a
union of groupings that one covering index answers (issue 5, speed).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import (
    CharField,
    Count,
    F,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from areas.models import Area, Household

if TYPE_CHECKING:
    from marking.models.kits import KitQuerySet

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


def counts(kits: KitQuerySet) -> Any:
    """All groupings in one question: what, area, key, number."""
    text = CharField()

    def part(what: str, rows: Any, key: Any, *, by_area: bool = False) -> Any:
        area = Coalesce(F("area_id"), 0) if by_area else Value(0)
        return (
            rows.order_by()
            .annotate(what=Value(what, text), whose=area, key=Cast(key, text))
            .values("what", "whose", "key")
            .annotate(n=Count("pk"))
            .values_list("what", "whose", "key", "n")
        )

    held = kits.filter(released_on=None)
    parts = [
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


def with_homes(areas: QuerySet[Area]) -> QuerySet[Any]:
    """The open areas with their households and, beside each, its municipality's."""
    homes = Household.objects.order_by()
    own = homes.filter(area=OuterRef("pk")).values("area").annotate(n=Count("pk"))
    every = homes.filter(municipality=OuterRef("municipality")).values("municipality")
    return (
        areas.exclude(state=Area.State.CLOSED)
        .select_related("municipality")
        .defer("municipality__boundary")
        .order_by("municipality__name", "name")
        .annotate(
            homes=Coalesce(Subquery(own.values("n")), 0),
            all_homes=Coalesce(Subquery(every.annotate(n=Count("pk")).values("n")), 0),
        )
    )
