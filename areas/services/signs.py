"""Signs and stickers: each step from the table, taken by whoever may (domain 4.7)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from areas.exceptions import Refused
from areas.models import (
    Appointment,
    Area,
    Contact,
    Household,
    Membership,
    Sign,
    SignEvent,
    StickerHandout,
    User,
)
from areas.services import duties
from areas.telling import contacts_of, officers_of, tell

State, Land = Sign.State, Sign.Land
MUNICIPAL, CONTACT = "municipal", "contact"
BOTH = frozenset({MUNICIPAL, CONTACT})
MOST_STICKERS = 4


class Step(NamedTuple):
    """One allowed transition: from where, and who may take it."""

    froms: frozenset[str]
    who: frozenset[str]


ONLY_MUNICIPAL = frozenset({MUNICIPAL})
STEPS = {
    State.RECEIVED: Step(frozenset({State.ORDERED}), ONLY_MUNICIPAL),
    State.CLEARED: Step(frozenset({State.RECEIVED}), ONLY_MUNICIPAL),
    State.UP: Step(frozenset({State.CLEARED, State.UP}), BOTH),
    State.DAMAGED: Step(frozenset({State.UP}), BOTH),
    State.REPLACED: Step(frozenset({State.DAMAGED}), ONLY_MUNICIPAL),
    State.TAKEN_DOWN: Step(
        frozenset({State.RECEIVED, State.CLEARED, State.UP, State.DAMAGED}), BOTH
    ),
}


def roles(area: Area, by: User) -> set[str]:
    """What a person may be in the matter of an area's signs."""
    found = set()
    offices = Appointment.objects.active().filter(
        user=by,
        municipality=area.municipality_id,
        office=Appointment.Office.MUNICIPAL,
    )
    if offices.exists():
        found.add(MUNICIPAL)
    if Contact.objects.active().filter(user=by, area=area).exists():
        found.add(CONTACT)
    return found


def possible(sign: Sign, held: Iterable[str]) -> list[str]:
    """The states that a person with these roles can take the sign to."""
    held = set(held)
    return [to for to, s in STEPS.items() if sign.state in s.froms and held & s.who]


@transaction.atomic
def order_sign(area: Area, *, place: str, land: str, by: User, **more: Any) -> Sign:
    """Orders a sign for a running area; never for a place along a public road.

    `more` may hold point, and replaces: the damaged sign that this one follows.
    """
    if MUNICIPAL not in roles(area, by):
        raise Refused(_("Only an officer of the municipality can do that."), code="who")
    if Area.objects.get(pk=area.pk).state != Area.State.RUNNING:
        raise Refused(_("Signs can be ordered once the area is running."), code="area")
    if land == Land.PUBLIC_ROAD:
        raise Refused(_("Signs may not stand along a public road."), code="land")
    sign = Sign.objects.create(area=area, place=place.strip(), land=land, **more)
    _note(sign, by)
    tell(contacts_of(area), "sign.ordered", area=area, place=sign.place)
    return sign


@transaction.atomic
def take_step(sign: Sign, to: str, *, by: User, note: str = "", **values: Any) -> None:
    """One step of the table, taken once, by whoever may; Refused otherwise."""
    step = STEPS.get(State(to))
    if step is None:
        raise Refused(_("That can't be done now."), code="step")
    if not roles(sign.area, by) & step.who:
        raise Refused(_("That is for somebody else to do."), code="who")
    rows = Sign.objects.filter(pk=sign.pk, state__in=step.froms)
    if not rows.update(state=to, **values):
        raise Refused(_("That can't be done now."), code="step")
    sign.refresh_from_db()
    _note(sign, by, note)


def _note(sign: Sign, by: User, note: str = "") -> None:
    SignEvent.objects.create(sign=sign, state=sign.state, by=by, note=note[:200])


def receive(sign: Sign, *, by: User) -> None:
    """It has come to the municipality."""
    take_step(sign, State.RECEIVED, by=by)


@transaction.atomic
def clear(
    sign: Sign, *, permission: str, reference: str, by: User, land: str = ""
) -> None:
    """The permission is settled, with its reference; a public road is refused."""
    land = land or sign.land
    if land == Land.PUBLIC_ROAD:
        raise Refused(_("Signs may not stand along a public road."), code="land")
    if permission not in Sign.Permission.values or not reference.strip():
        raise Refused(
            _("Write who gave permission, and its reference."), code="reference"
        )
    values = {"permission": permission, "reference": reference.strip(), "land": land}
    take_step(sign, State.CLEARED, by=by, **values)
    tell(contacts_of(sign.area), "sign.cleared", area=sign.area, place=sign.place)


def put_up(sign: Sign, *, by: User, point: Any = None) -> None:
    """It is up today."""
    if sign.state == State.UP:
        raise Refused(_("That can't be done now."), code="step")
    today = timezone.localdate()
    where = {"point": point} if point else {}
    take_step(sign, State.UP, by=by, up_on=today, seen_on=today, **where)


@transaction.atomic
def inspect(sign: Sign, *, by: User) -> None:
    """Looked at today, and whole; with the last one the year's duty is done."""
    if sign.state != State.UP:
        raise Refused(_("That can't be done now."), code="step")
    today = timezone.localdate()
    take_step(sign, State.UP, by=by, seen_on=today, note="ok")
    rest = Sign.objects.filter(area=sign.area, state=State.UP)
    if not rest.exclude(seen_on__year=today.year).exists():
        duties.settle(sign.area, "signs", on=today, by=by)


@transaction.atomic
def report_damage(sign: Sign, *, fault: str, by: User) -> None:
    """What is wrong with it; the municipality is told."""
    if not fault.strip():
        raise Refused(_("Write what is wrong."), code="fault")
    fault = fault.strip()[:200]
    today = timezone.localdate()
    take_step(sign, State.DAMAGED, by=by, note=fault, fault=fault, seen_on=today)
    tell(officers_of(sign.area), "sign.damaged", area=sign.area, place=sign.place)


@transaction.atomic
def replace(sign: Sign, *, by: User) -> Sign:
    """Orders a new sign for the same place; the damaged one is done with."""
    take_step(sign, State.REPLACED, by=by)
    more = {"point": sign.point, "replaces": sign}
    return order_sign(sign.area, place=sign.place, land=sign.land, by=by, **more)


@transaction.atomic
def take_down(sign: Sign, *, reason: str, by: User) -> None:
    """Down, and why; the officers are told."""
    if not reason.strip():
        raise Refused(_("Write why."), code="reason")
    take_step(sign, State.TAKEN_DOWN, by=by, note=reason.strip())
    tell(officers_of(sign.area), "sign.down", area=sign.area, place=sign.place)


def to_take_down(areas: Iterable[Area] | QuerySet[Area]) -> QuerySet[Sign]:
    """Signs that still stand in areas that have closed or rest."""
    rows = Sign.objects.standing().filter(area__in=areas)
    gone = (Area.State.DORMANT, Area.State.CLOSED)
    return rows.filter(area__state__in=gone).select_related("area")


# --- stickers -----------------------------------------------------------------------


@transaction.atomic
def hand_out_stickers(household: Household, *, by: User, count: int = 1) -> None:
    """Stickers for the door of a household that has joined, and for no other."""
    joined = Membership.objects.active().filter(household=household)
    area = household.area
    if area is None or not roles(area, by):
        raise Refused(_("That is for somebody else to do."), code="who")
    if not joined.exists():
        raise Refused(_("Stickers are for households that have joined."), code="joined")
    if not 1 <= count <= MOST_STICKERS:
        raise Refused(_("Hand out one to four."), code="count")
    StickerHandout.objects.update_or_create(
        household=household,
        defaults={"by": by, "count": count, "on": timezone.localdate()},
    )


def forget_stickers() -> int:
    """Households that nobody is a member of any more have no note of stickers."""
    tied = Membership.objects.values("household")
    return StickerHandout.objects.exclude(household__in=tied).delete()[0]
