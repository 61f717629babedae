"""The office of area contact: appointed, trained, handed over, paused, ended."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from areas import stats
from areas.exceptions import Refused
from areas.models import Area, Contact, Membership, User
from areas.permissions import is_officer, officer_areas_for
from areas.services.access import log_access
from areas.telling import contacts_of, officers_of, tell

Kind = Contact.Kind


def _must_be_officer(by: User, area: Area) -> None:
    if not officer_areas_for(by).filter(pk=area.pk).exists():
        raise Refused(_("Only an officer can do that."), code="officer")


@transaction.atomic
def appoint(area: Area, person: User, *, by: User, kind: str = Kind.CONTACT) -> Contact:
    """An officer makes somebody contact; training is noted by itself."""
    _must_be_officer(by, area)
    if area.state == Area.State.CLOSED:
        raise Refused(_("The area is closed."))
    return _new_office(area, person, by=by, kind=kind)


def _new_office(area: Area, person: User, *, by: User, kind: str) -> Contact:
    before = Contact.objects.filter(user=person, trained_on__isnull=False)
    trained = before.order_by("-trained_on").values_list("trained_on", flat=True)
    try:
        with transaction.atomic():
            office = Contact.objects.create(
                user=person,
                area=area,
                kind=kind,
                appointed_by=by,
                trained_on=trained.first(),
            )
    except IntegrityError as error:
        raise Refused(_("They already hold the office."), code="twice") from error
    word = "contact.deputy" if kind == Kind.DEPUTY else "contact.appointed"
    tell([person], word, area=area)
    log_access(by=by, act="contact.appoint", about=person, area=area, kind=str(kind))
    return office


@transaction.atomic
def mark_trained(office: Contact, *, by: User, on: date | None = None) -> None:
    """Notes the day of the start meeting or course; from then on they may send."""
    _must_be_officer(by, office.area)
    day = on or timezone.localdate()
    if day > timezone.localdate():
        raise Refused(_("The day lies ahead."), code="future")
    Contact.objects.filter(pk=office.pk).update(trained_on=day)
    log_access(by=by, act="contact.train", about=office.user, area=office.area)


@transaction.atomic
def deputise(area: Area, person: User, *, by: User) -> Contact:
    """A contact or an officer names a deputy among the area's members."""
    _must_live_there(area, person)
    if not (is_officer(by) or by in contacts_of(area)):
        raise Refused(_("Only the area's contact can do that."))
    return _new_office(area, person, by=by, kind=Kind.DEPUTY)


def _must_live_there(area: Area, person: User) -> None:
    if not Membership.objects.active().filter(area=area, user=person).exists():
        raise Refused(_("Choose a member of the area."), code="member")


@transaction.atomic
def hand_over(office: Contact, *, to: User) -> Contact:
    """A contact hands the office to a neighbour: the list stays where it is.

    The new one may not send before the training is noted; the officers are told.
    """
    area, giver = office.area, office.user
    _must_live_there(area, to)
    Contact.objects.filter(user=to, area=area, ended_at=None).update(
        ended_at=timezone.now()
    )
    new = _new_office(area, to, by=giver, kind=office.kind)
    end(office, by=giver)
    return new


@transaction.atomic
def suspend(office: Contact, *, by: User, reason: str) -> None:
    """An officer pauses an office at once: nothing can be sent or read from now on."""
    _must_be_officer(by, office.area)
    if not reason.strip():
        raise Refused(_("Write why."), code="reason")
    open_ = Contact.objects.filter(pk=office.pk, ended_at=None, suspended_at=None)
    if not open_.update(suspended_at=timezone.now()):
        raise Refused(_("That is done already."))
    tell([office.user], "contact.suspended", area=office.area, reason=reason.strip())
    log_access(
        by=by,
        act="contact.suspend",
        about=office.user,
        area=office.area,
        purpose=reason.strip(),
    )
    warn_of_vacancy(office.area)


@transaction.atomic
def restore(office: Contact, *, by: User) -> None:
    """An officer lets a paused contact go on."""
    _must_be_officer(by, office.area)
    Contact.objects.filter(pk=office.pk, ended_at=None).update(suspended_at=None)
    log_access(by=by, act="contact.restore", about=office.user, area=office.area)


@transaction.atomic
def end(office: Contact, *, by: User) -> None:
    """Ends an office: by its holder, or by an officer."""
    if by != office.user:
        _must_be_officer(by, office.area)
    open_ = Contact.objects.filter(pk=office.pk, ended_at=None)
    if not open_.update(ended_at=timezone.now()):
        raise Refused(_("That is done already."))
    tell([office.user], "contact.ended", area=office.area)
    log_access(by=by, act="contact.end", about=office.user, area=office.area)
    warn_of_vacancy(office.area)


def warn_of_vacancy(area: Area) -> None:
    """Tells the officers when nobody is contact any more."""
    if not contacts_of(area):
        month = f"{timezone.localdate():%Y-%m}"
        once = f"{area.pk}:{month}"
        tell(officers_of(area), "contact.vacancy", area=area, once=once)


def warn_of_few(area: Area) -> bool:
    """Tells the contacts once a year when each has more than 15 households."""
    households = stats.households_per_contact(area)
    if households is None or households <= stats.MOST_PER_CONTACT:
        return False
    once = f"{area.pk}:{timezone.localdate():%Y}"
    told = tell(
        contacts_of(area), "contact.few", area=area, once=once, households=households
    )
    return bool(told)
