"""Who may see and change meetings, duties and signs."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from areas.models import Area, Contact, Duty, Meeting, Membership, Sign, User
from areas.models.upkeep import DutyQuerySet
from areas.permissions import contact_areas_for, municipalities_for, officer_areas_for


def kept_areas_for(user: User) -> QuerySet[Area]:
    """The areas that a contact or an officer looks after."""
    own = Q(pk__in=contact_areas_for(user).values("pk"))
    return Area.objects.filter(own | Q(pk__in=officer_areas_for(user).values("pk")))


def kept_meetings_for(user: User) -> QuerySet[Meeting]:
    """Meetings that a contact or officer may change."""
    rows = Meeting.objects.select_related("area", "municipality")
    return rows.filter(
        Q(area__in=contact_areas_for(user))
        | Q(municipality__in=municipalities_for(user))
    )


def open_meetings_for(user: User) -> QuerySet[Meeting]:
    """Meetings that a person may know of: members', contacts', officers' own."""
    tied = Membership.objects.active().filter(user=user)
    offices = Contact.objects.active().filter(user=user)
    told = Q(invited_at__isnull=False)
    mine = Q(area__in=tied.values("area")) & told
    mine |= Q(area=None, municipality__in=offices.values("area__municipality")) & told
    kept = Q(pk__in=kept_meetings_for(user).values("pk"))
    rows = Meeting.objects.select_related("area", "municipality")
    return rows.filter(mine | kept)


def next_meeting_for(user: User) -> Meeting | None:
    """The next meeting that a person is invited to."""
    rows = open_meetings_for(user).filter(cancelled_at=None, invited_at__isnull=False)
    return rows.filter(starts_at__gt=timezone.now()).order_by("starts_at").first()


def kept_signs_for(user: User) -> QuerySet[Sign]:
    rows = Sign.objects.select_related("area")
    return rows.filter(area__in=kept_areas_for(user))


def contact_duties_for(user: User) -> DutyQuerySet:
    rows = Duty.objects.select_related("area")
    return rows.filter(area__in=contact_areas_for(user))


def officer_duties_for(user: User) -> DutyQuerySet:
    rows = Duty.objects.select_related("area")
    return rows.filter(area__in=officer_areas_for(user))


def found(rows: QuerySet[Any], **wanted: Any) -> Any:
    """The one row, or 404 for what isn't one's own."""
    row = rows.filter(**wanted).first()
    if row is None:
        raise Http404
    return row
