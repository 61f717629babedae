"""Who may send where, and whose alerts a person may see."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from areas.models import Area, Contact, User
from areas.permissions import (
    contact_areas_for,
    is_officer,
    is_police,
    member_areas_for,
    municipalities_for,
    officer_areas_for,
)

from .models import Alert, Delivery
from .models.alerts import AlertQuerySet


def sending_areas_for(user: User) -> QuerySet[Area]:
    """Areas that a person may alert: a trained contact's own, an officer's all."""
    trained = Contact.objects.active().filter(user=user, trained_on__isnull=False)
    rows = Q(pk__in=trained.values("area"))
    if is_officer(user):
        rows |= Q(pk__in=officer_areas_for(user).values("pk"))
    return Area.objects.filter(rows, state__in=ALERTED)


# Areas where people live as members already; interest has none.
ALERTED = [
    Area.State.CONTACTS_FOUND,
    Area.State.MEETING_BOOKED,
    Area.State.TRAINED,
    Area.State.RUNNING,
    Area.State.DORMANT,
]


def may_override(user: User) -> bool:
    """Only officers may override a held wording, with a reason (decision 9)."""
    return is_officer(user)


def source_of(user: User) -> str:
    """Where an alert comes from, always shown with it."""
    if is_police(user):
        return Alert.Source.POLICE
    return Alert.Source.MUNICIPALITY if is_officer(user) else Alert.Source.MEMBER


def managed_alerts_for(user: User) -> AlertQuerySet:
    """Alerts that a person may follow up: as author, contact or officer there.

    A draft is its author's own until it is sent or waits for a second officer.
    """
    others_drafts = Q(state=Alert.State.DRAFT) & ~Q(author=user)
    rows = Q(author=user) | Q(areas__in=contact_areas_for(user))
    if is_officer(user):
        rows |= Q(municipality__in=municipalities_for(user))
    return Alert.objects.filter(rows).exclude(others_drafts).distinct()


def get_managed_alert_for(user: User, code: str) -> Alert:
    found = managed_alerts_for(user).originals().filter(code=code).first()
    if found is None:
        raise Http404
    return found


def is_sender(user: User, alert: Alert) -> bool:
    """Replies and the knock list go to the sender, and to the area's contacts."""
    return alert.original.author_id == user.pk


def read_alerts_for(user: User) -> AlertQuerySet:
    """Alerts that went to the person, or to an area where the person is a member."""
    got = Delivery.objects.filter(user=user, alert=OuterRef("pk"), notice=None)
    return (
        Alert.objects.accepted()
        .filter(Q(areas__in=member_areas_for(user)) | Exists(got))
        .exclude(state=Alert.State.STOPPED)
        .distinct()
    )


def get_read_alert_for(user: User, code: str) -> Alert:
    """An alert that the logged-in person got; also one's own and one's area's."""
    mine = Q(pk__in=read_alerts_for(user).values("pk"))
    managed = Q(pk__in=managed_alerts_for(user).values("pk"))
    found = Alert.objects.accepted().filter(mine | managed, code=code).first()
    if found is None:
        raise Http404
    return found
