"""Takes an area through its life; each step is checked, noted and told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from areas import lifecycle
from areas.boundaries.placing import place_households
from areas.exceptions import Refused
from areas.lifecycle import SYSTEM, Evidence, Step
from areas.models import (
    Appointment,
    Area,
    AreaEvent,
    Boundary,
    Contact,
    Household,
    Membership,
    Municipality,
    User,
)
from areas.services import contacts
from areas.services.access import log_access
from areas.telling import contacts_of, members_of, officers_of, tell

State = Area.State
CLOSED_ERASED_AFTER = timedelta(days=30)


@transaction.atomic
def found_area(
    municipality: Municipality, name: str, *, by: User, interested: int = 0
) -> Area:
    """A new area in state interest; `interested` people stand behind it."""
    if not name.strip():
        raise Refused(_("Write a name."), code="name")
    open_ = Area.objects.open().filter(municipality=municipality)
    if open_.filter(name__iexact=name.strip()).exists():
        raise Refused(_("There is already an area with that name."), code="name")
    area = Area.objects.create(municipality=municipality, name=name.strip())
    known = {"interested": interested}
    AreaEvent.objects.create(area=area, to_state=area.state, by=by, evidence=known)
    log_access(by=by, act="area.found", area=area)
    return area


@transaction.atomic
def advance(area: Area, *, to: str, by: User | None, **evidence: Any) -> AreaEvent:
    """Takes one step of the table; Refused with the sentence that says what is missing.

    `by` None is the system itself. Evidence is what the step needs beside the rows:
    dates, counts and words, named as in `lifecycle`'s needs.
    """
    area = Area.objects.select_for_update().get(pk=area.pk)
    step = lifecycle.step_between(area.state, to)
    if step is None:
        raise Refused(_no_such_step(area, to), code="step")
    _may(area, step, by)
    if lacking := lifecycle.missing(area, step, evidence):
        raise Refused(str(lacking[0].sentence), code=lacking[0].code)
    _train(area, evidence, by)
    event = _note(area, step, by, evidence)
    _move(area, step, event)
    _tell(area, step, event)
    if by:
        log_access(by=by, act="area.advance", area=area, to=to)
    return event


def _no_such_step(area: Area, to: str) -> str:
    if area.state == State.CLOSED:
        return _("The area is closed for good. Start a new one instead.")
    words = {"now": area.get_state_display(), "then": State(to).label}
    return _("An area can't go from %(now)s to %(then)s.") % words


def _may(area: Area, step: Step, by: User | None) -> None:
    if by is None:
        allowed = SYSTEM in step.who
    else:
        offices = Appointment.objects.active().filter(
            user=by, municipality=area.municipality_id, office__in=step.who
        )
        allowed = offices.exists()
    if not allowed:
        only = step.who - {SYSTEM} <= lifecycle.MUNICIPAL
        raise Refused(
            _("Only an officer of the municipality can do that.")
            if only
            else _("Only an officer can do that."),
            code="officer",
        )


def _train(area: Area, evidence: Evidence, by: User | None) -> None:
    """Those who came to the start meeting are trained from that day."""
    for office in evidence.get("trained", ()):
        if by and office.area_id == area.pk:
            contacts.mark_trained(office, by=by, on=evidence["start_meeting_on"])


def _note(area: Area, step: Step, by: User | None, evidence: Evidence) -> AreaEvent:
    told = {k: _plain(v) for k, v in evidence.items() if k not in ("trained", "reason")}
    if step.to == State.RUNNING:
        told = _full_evidence(area, by) | told
    return AreaEvent.objects.create(
        area=area,
        from_state=area.state,
        to_state=step.to,
        by=by,
        evidence=told,
        note=str(evidence.get("reason", ""))[:200],
    )


def _plain(value: Any) -> Any:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value if isinstance(value, bool | int | str) else str(value)


def _full_evidence(area: Area, by: User | None) -> dict[str, Any]:
    """All that stands beside the number of new areas (decision 16)."""
    meeting = lifecycle.start_meeting(area)
    approved = area.boundaries.filter(state=Boundary.State.APPROVED)
    first = approved.order_by("valid_from").first()
    trained = Contact.objects.active().filter(area=area, trained_on__isnull=False)
    evidence = {
        "contacts_trained": trained.count(),
        "boundary_approved_on": _plain(first.valid_from) if first else "",
        "confirmed_by": by.pk if by else None,
    }
    kept = ("start_meeting_on", "attended")
    return evidence | {k: meeting.evidence.get(k) for k in kept if meeting}


def _move(area: Area, step: Step, event: AreaEvent) -> None:
    today = timezone.localdate(event.at)
    area.state, area.state_since = step.to, event.at
    if step.to == State.RUNNING:
        held = event.evidence.get("meeting_on") or event.evidence.get(
            "start_meeting_on"
        )
        area.started_on = area.started_on or today
        area.met_on = date.fromisoformat(held) if held else area.met_on
    if step.to == State.CLOSED:
        area.closed_reason = event.note
    area.save()


def _tell(area: Area, step: Step, event: AreaEvent) -> None:
    """Who is told what; a closing also begins the erasing."""
    if step.to == State.CLOSED:
        _close(area, event)
        return
    values: dict[str, Any] = {"link": ""}
    people = contacts_of(area)
    if step.to == State.MEETING_BOOKED:
        day = date.fromisoformat(event.evidence["meeting_on"])
        values["day"] = date_format(day, "j F")
        values["time"] = event.evidence.get("time", "–")
        values["place"] = event.evidence["place"]
        values["link"] = area.get_absolute_url()
        people = [*people, *members_of(area), *interested_in(area)]
    elif step.to == State.RUNNING:
        people = [*people, *members_of(area)]
    elif step.to == State.DORMANT:
        people = [*people, *officers_of(area)]
    once = f"{area.pk}:{event.pk}"
    tell(people, f"area.{step.to}", area=area, once=once, **values)


def interested_in(area: Area) -> list[User]:
    """Those who said that they want the area."""
    return list(User.objects.filter(interests__area=area).distinct())


def _close(area: Area, event: AreaEvent) -> None:
    gone = event.at + CLOSED_ERASED_AFTER
    day = date_format(timezone.localdate(gone), "j F")
    kind = "area.closed" if area.started_on else "area.stopped"
    people = {p.pk: p for p in (*members_of(area), *interested_in(area))}
    tell(people.values(), kind, area=area, reason=event.note, day=day)
    Membership.objects.filter(area=area, erase_at=None).update(
        state=Membership.State.LEFT, ended_at=event.at, erase_at=gone
    )
    Contact.objects.filter(area=area, ended_at=None).update(ended_at=event.at)
    area.interests.filter(closed_at=None).update(closed_at=event.at)
    area.boundaries.current().update(replaced_on=timezone.localdate(event.at))
    Household.objects.filter(area=area).update(area=None)
    place_households(area)


@transaction.atomic
def note_meeting(area: Area, *, on: date, attended: int, by: User) -> AreaEvent:
    """The yearly neighbour meeting was held: the area lives on for a year."""
    if on > timezone.localdate():
        raise Refused(_("The day lies ahead."), code="future")
    if area.met_on is None or on > area.met_on:
        Area.objects.filter(pk=area.pk).update(met_on=on)
    return AreaEvent.objects.create(
        area=area,
        from_state=area.state,
        to_state=area.state,
        by=by,
        evidence={"yearly_meeting_on": on.isoformat(), "attended": attended},
    )


# --- once a day -------------------------------------------------------------------


def daily(now: datetime) -> int:
    """Warns areas that have been quiet for 9 and 11 months; rests those at 12."""
    today = timezone.localdate(now)
    rested = 0
    for area in Area.objects.running():
        months = lifecycle.quiet_months(area, today)
        if months >= lifecycle.DORMANT_AFTER:
            advance(area, to=State.DORMANT, by=None)
            rested += 1
        else:
            _warn(area, months, today)
            contacts.warn_of_few(area)
    return rested


def _warn(area: Area, months: int, today: date) -> None:
    level = next((limit for limit in lifecycle.WARNINGS if months >= limit), None)
    if level is None:
        return
    began = today.year * 12 + today.month - months  # the same for one quiet spell
    people = [*contacts_of(area), *officers_of(area)]
    once = f"{area.pk}:{level}:{began}"
    tell(people, "area.warning", area=area, once=once, months=months)
