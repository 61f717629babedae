"""Rings and drawn shapes: where an officer's alert goes beyond whole areas."""

from __future__ import annotations

from django.contrib.gis.geos import (
    GEOSGeometry,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
)
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alerts import audience
from alerts.exceptions import Refused
from alerts.models import Alert
from alerts.permissions import sending_areas_for
from areas.models import Area, Household, Membership, Municipality, User
from areas.models.places import Street
from areas.permissions import municipalities_for

# Where the next burglary is likeliest: 200 m in the first week, 100 m in the second.
FIRST_WEEK, SECOND_WEEK = 200, 100
WGS84 = 4326


def find_place(officer: User, street: str, number: str = "") -> GEOSGeometry:
    """Where a house or a street lies in the officer's municipalities, or Refused."""
    mine = municipalities_for(officer)
    homes = Household.objects.filter(municipality__in=mine, street__iexact=street)
    homes = homes.exclude(point=None)
    if number:
        found = homes.filter(number__iexact=number).first()
        if found is not None and found.point is not None:
            return found.point
        raise Refused(_("We find no such address in your municipality."), code="place")
    lines = Street.objects.filter(municipality__in=mine, name__iexact=street)
    if lines.exists():
        return MultiLineString([row.line for row in lines], srid=WGS84)
    points = [home.point for home in homes if home.point is not None]
    if not points:
        raise Refused(_("We find no such address in your municipality."), code="place")
    return MultiPoint(points, srid=WGS84)


def municipality_of(officer: User, shape: MultiPolygon) -> Municipality:
    """The officer's municipality that holds the middle of the shape."""
    mine = municipalities_for(officer).filter(boundary__covers=shape.point_on_surface)
    found = mine.first()
    if found is None:
        raise Refused(_("That lies outside your municipalities."), code="outside")
    return found


def areas_inside(officer: User, shape: MultiPolygon) -> list[Area]:
    """The areas whose members live inside the shape, for follow-up and archive."""
    where = Alert(shape=shape, municipality=municipality_of(officer, shape))
    homes = audience.homes_of(where) or []
    tied = Membership.objects.reachable().filter(household__in=homes)
    rows = sending_areas_for(officer).filter(pk__in=tied.values("area"))
    areas = list(rows.filter(municipality=where.municipality))
    if not areas:
        raise Refused(
            _("No member lives there, so no alert would reach anybody."), code="nobody"
        )
    return areas


def doors_of(alert: Alert) -> QuerySet[Household]:
    """The homes inside the alert's shape that it doesn't reach, in walking order."""
    rows = audience.doors(audience.homes_of(alert) or []).exclude(street="")
    return rows.order_by("street", "number", "apartment")


def streets_of(officer: User) -> list[str]:
    """The names of the streets in the officer's municipalities, for the form."""
    rows = Street.objects.filter(municipality__in=municipalities_for(officer))
    return list(rows.order_by("name").values_list("name", flat=True).distinct())
