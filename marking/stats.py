"""Numbers of marking: rows in, numbers out, no names, no households.

"Registered homes" are homes that hold a registered kit today; with a period, the homes
that registered in it. The denominator, all households, stands beside every share.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from areas.models import Household

from .models import Kit

if TYPE_CHECKING:
    from areas.models import Area, Municipality

    from .models.kits import KitQuerySet


def _kits(municipality: Municipality) -> KitQuerySet:
    return Kit.objects.kits().filter(municipality=municipality)


def _within(field: str, since: date | None, until: date | None) -> Q:
    """The day lies in the period; both ends count."""
    found = Q(**{f"{field}__isnull": False})
    if since:
        found &= Q(**{f"{field}__gte": since})
    if until:
        found &= Q(**{f"{field}__lte": until})
    return found


def registered_homes(
    municipality: Municipality, since: date | None = None, until: date | None = None
) -> int:
    """Homes with a registered kit today or, with a period, registered within it."""
    rows = _kits(municipality).filter(state=Kit.State.REGISTERED)
    if since or until:
        return rows.filter(_within("registered_on", since, until)).count()
    return rows.held().count()


def handed_out(
    municipality: Municipality, since: date | None = None, until: date | None = None
) -> int:
    """Kits that went to a household and did not come back, in all or in the period."""
    return _kits(municipality).filter(_within("handed_out_on", since, until)).count()


def funnel(municipality: Municipality, area: Area | None = None) -> dict[str, int]:
    """How many kits are in each state; every state is there, also with none."""
    rows = _kits(municipality)
    if area is not None:
        rows = rows.filter(area=area)
    counts: dict[str, int] = dict.fromkeys(Kit.State.values, 0)
    counts.update(rows.order_by().values_list("state").annotate(n=Count("pk")))
    counts.pop(Kit.State.LENT)  # pens are not kits
    return counts


def registered_by_area(municipality: Municipality) -> dict[int, int]:
    """Area id → homes with a registered kit today; areas with none are left out."""
    rows = _kits(municipality).held().filter(state=Kit.State.REGISTERED)
    found = rows.exclude(area=None).order_by().values_list("area_id")
    return dict(found.annotate(n=Count("pk")))


def households(municipality: Municipality, area: Area | None = None) -> int:
    """The denominator: all households, also those outside the watch."""
    wanted: dict[str, Any] = {"municipality": municipality}
    if area is not None:
        wanted["area"] = area
    return Household.objects.filter(**wanted).count()


def share(part: int, whole: int) -> float | None:
    """Per cent with one decimal; None where there is nothing to divide by."""
    return round(100 * part / whole, 1) if whole else None
