"""A boundary is proposed, approved or refused; homes follow the approved one."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.gis.geos import MultiPolygon
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from areas.boundaries.faults import Fault, faults, stopping
from areas.boundaries.neighbours import approved_boundaries
from areas.boundaries.placing import Placing, households_in, place_households
from areas.boundaries.plain import CONTACT, OFFICER
from areas.exceptions import Refused
from areas.models import Area, Boundary, BoundaryDraft, User
from areas.permissions import officer_areas_for
from areas.services.access import log_access
from areas.telling import contacts_of, officers_of, tell

MUCH_GROWTH = 0.10  # threat T17: flagged to the officer


def faults_of(
    area: Area, shape: MultiPolygon, *, by: User | None = None
) -> list[Fault]:
    """What is wrong with a shape for this area, with where and why."""
    is_officer = by is not None and officer_areas_for(by).filter(pk=area.pk).exists()
    return faults(
        shape,
        municipality=area.municipality,
        others=approved_boundaries(area.municipality, but=area),
        limits=OFFICER if is_officer else CONTACT,
    )


def _refuse(found: Sequence[Fault]) -> None:
    wrong = stopping(found)
    if wrong:
        text = " ".join(fault.sentence for fault in wrong[:3])
        raise Refused(text, code=wrong[0].code)


@transaction.atomic
def propose(area: Area, shape: MultiPolygon, *, by: User, note: str = "") -> Boundary:
    """A new boundary for an officer to look at, instead of an earlier proposal."""
    _refuse(faults_of(area, shape, by=by))
    earlier = area.boundaries.filter(state=Boundary.State.PROPOSED)
    earlier.update(state=Boundary.State.REFUSED, decided_at=timezone.now())
    boundary = Boundary.objects.create(
        area=area, shape=shape, proposed_by=by, note=note[:200]
    )
    BoundaryDraft.objects.filter(area=area, by=by).delete()
    count = households_in(shape).filter(municipality=area.municipality_id).count()
    officers = [person for person in officers_of(area) if person != by]
    tell(officers, "boundary.proposed", area=area, once=boundary.pk, count=count)
    return boundary


@transaction.atomic
def approve(boundary: Boundary, *, by: User) -> Placing:
    """An officer approves: it holds from today, and homes are placed by it."""
    _must_be_officer(boundary, by)
    area = boundary.area
    _refuse(faults_of(area, boundary.shape, by=by))
    today = timezone.localdate()
    area.boundaries.current().update(replaced_on=today)
    done = Boundary.objects.filter(pk=boundary.pk, state=Boundary.State.PROPOSED)
    if not done.update(
        state=Boundary.State.APPROVED,
        decided_by=by,
        decided_at=timezone.now(),
        valid_from=today,
    ):
        raise Refused(_("That is done already."), code="done")
    placing = place_households(area)
    count = area.households.count()
    told = contacts_of(area)
    tell(told, "boundary.approved", area=area, once=boundary.pk, count=count)
    log_access(by=by, act="boundary.approve", area=area, boundary=boundary.pk)
    return placing


@transaction.atomic
def refuse(boundary: Boundary, *, by: User, reason: str) -> None:
    """An officer says no, and why."""
    _must_be_officer(boundary, by)
    if not reason.strip():
        raise Refused(_("Write why."), code="reason")
    done = Boundary.objects.filter(pk=boundary.pk, state=Boundary.State.PROPOSED)
    if not done.update(
        state=Boundary.State.REFUSED,
        decided_by=by,
        decided_at=timezone.now(),
        note=reason.strip()[:200],
    ):
        raise Refused(_("That is done already."), code="done")
    area = boundary.area
    values = {"reason": reason.strip()}
    tell(contacts_of(area), "boundary.refused", area=area, once=boundary.pk, **values)
    log_access(by=by, act="boundary.refuse", area=area, boundary=boundary.pk)


def _must_be_officer(boundary: Boundary, by: User) -> None:
    if not officer_areas_for(by).filter(pk=boundary.area_id).exists():
        raise Refused(_("Only an officer can do that."), code="officer")


def growth(boundary: Boundary) -> float | None:
    """How much bigger than the one in force, as a share; None where there is none."""
    now = boundary.area.boundaries.current().first()
    if now is None or not now.shape.area:
        return None
    return float(boundary.shape.area / now.shape.area - 1)


@transaction.atomic
def save_draft(area: Area, corners: list[list[float]], *, by: User) -> BoundaryDraft:
    """Keeps what somebody is drawing."""
    draft, _made = BoundaryDraft.objects.update_or_create(
        area=area, by=by, defaults={"corners": corners}
    )
    return draft
