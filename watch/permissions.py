"""Whose rows of watch one may see: the only way to them on behalf of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import Http404
from django.utils import timezone

from areas.models import AccessLog, Appointment, Municipality
from areas.permissions import hats, municipalities_for
from watch.models import Concern, Promise, Snapshot

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from areas.models import User


def get_desk_municipality_for(user: User, code: str = "") -> Municipality:
    """The officer's municipality of that code, or the first; 404 for others'."""
    rows = municipalities_for(user)
    found = rows.filter(code=code).first() if code else _with_promise_first(rows)
    if found is None:
        raise Http404
    return found


def _with_promise_first(rows: QuerySet[Municipality]) -> Municipality | None:
    """Police often have several: the one with a running promise is shown first."""
    own = list(rows)
    if len(own) < 2:  # noqa: PLR2004 - nothing to choose between
        return own[0] if own else None
    running = Promise.objects.covering(timezone.localdate())
    with_one = running.filter(municipality__in=own).values_list(
        "municipality", flat=True
    )
    chosen = set(with_one)
    return next((row for row in own if row.pk in chosen), own[0])


def public_promises() -> QuerySet[Promise]:
    """Every published promise, the newest period first."""
    return Promise.objects.public().select_related("municipality")


def current_promise() -> Promise | None:
    """The one that the start page shows: running today, else the newest."""
    promises = public_promises()
    running = promises.covering(timezone.localdate()).first()  # type: ignore[attr-defined]
    return cast("Promise | None", running or promises.first())


def get_public_promise(slug: str) -> Promise:
    promise = public_promises().filter(slug=slug).first()
    if promise is None:
        raise Http404
    return promise


def get_officer_promise_for(user: User, municipality: Municipality) -> Promise:
    """The municipality's promise that runs or came last, for its officers."""
    own = Promise.objects.filter(municipality__in=municipalities_for(user))
    rows = own.filter(municipality=municipality).order_by("-starts_on")
    running = rows.filter(ends_on__gte=timezone.localdate()).first()
    promise = running or rows.first()
    if promise is None:
        raise Http404
    return promise


def access_log_for(user: User) -> QuerySet[AccessLog]:
    """What an auditor of the house sees whole, and others of their municipality."""
    rows = AccessLog.objects.select_related("by", "area", "municipality")
    offices = Appointment.objects.active().filter(user=user)
    audits = offices.filter(office=Appointment.Office.AUDITOR)
    if audits.filter(municipality=None).exists():
        return rows
    own = municipalities_for(user) | Municipality.objects.filter(
        pk__in=audits.values("municipality")
    )
    return rows.filter(municipality__in=own)


def appointments_for(user: User) -> QuerySet[Appointment]:
    """The offices that one may give and end: the operator all, others their own."""
    rows = Appointment.objects.active().select_related("user", "municipality")
    if Appointment.Office.OPERATOR in hats(user):
        return rows
    own = Appointment.objects.active().filter(
        user=user, office=Appointment.Office.MUNICIPAL
    )
    return rows.filter(municipality__in=own.values("municipality"))


def concerns_for(user: User) -> QuerySet[Concern]:
    return Concern.objects.filter(municipality__in=municipalities_for(user))


def get_concern_for(user: User, code: str) -> Concern:
    concern = concerns_for(user).filter(code=code).first()
    if concern is None:
        raise Http404
    return concern


def get_public_concern(code: str) -> Concern:
    concern = Concern.objects.shown().filter(code=code).first()
    if concern is None:
        raise Http404
    return concern


def get_snapshot_for(user: User, pk: int) -> Snapshot:
    rows = Snapshot.objects.select_related("municipality")
    snapshot = rows.filter(pk=pk, municipality__in=municipalities_for(user)).first()
    if snapshot is None:
        raise Http404
    return snapshot
