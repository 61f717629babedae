"""Earlier alerts, and how they ended: text for 90 days, the kind and month for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from areas.models import Area, User

from .models import Alert
from .permissions import managed_alerts_for, read_alerts_for


@dataclass(frozen=True)
class Search:
    """What somebody looks for; empty means everything."""

    words: str = ""
    kind: str = ""
    outcome: str = ""
    area: Area | None = None
    month: date | None = None


def archive_for(user: User) -> QuerySet[Alert]:
    """Alerts that the person got, follows or is responsible for; never a drill."""
    mine = Q(pk__in=read_alerts_for(user).values("pk"))
    managed = Q(pk__in=managed_alerts_for(user).values("pk"))
    rows = Alert.objects.originals().accepted().filter(mine | managed, is_drill=False)
    rows = rows.exclude(state=Alert.State.STOPPED)
    return rows.prefetch_related("areas").order_by("-accepted_at", "-pk")


def areas_of(rows: QuerySet[Alert]) -> QuerySet[Area]:
    return Area.objects.filter(alerts__in=rows).distinct().order_by("name")


def found(rows: QuerySet[Alert], search: Search) -> QuerySet[Alert]:
    """The rows that fit; words are looked for in text and place."""
    for word in search.words.split():
        rows = rows.filter(_anywhere(word))
    if search.kind:
        rows = rows.filter(kind=search.kind)
    if search.outcome:
        rows = rows.filter(outcome=search.outcome)
    if search.area:
        rows = rows.filter(areas=search.area)
    if search.month:
        rows = rows.filter(
            accepted_at__year=search.month.year, accepted_at__month=search.month.month
        )
    return rows.distinct()


def _anywhere(word: str) -> Q:
    """SQLite knows å and Å as two letters, so both are asked for."""
    wanted = Q()
    for form in {word, word.lower(), word.upper(), word.capitalize()}:
        wanted |= Q(text__icontains=form) | Q(place__icontains=form)
    return wanted
