"""A membership's life after the yes: pause, move, leave, come back (domain 4.2)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from areas.exceptions import Refused
from areas.models import Contact, Household, Membership, User
from areas.services.access import log_access
from areas.telling import contacts_of, tell
from areas.todo import SILENCE

UNDO = timedelta(days=7)  # decision 32
MOVED_ERASED_AFTER = timedelta(days=30)
UNCONFIRMED = timedelta(hours=48)
YEAR = timedelta(days=365)
SALT = "areas.still"
State = Membership.State
OPEN = (State.PENDING, State.JOINED, State.PAUSED)
ACTIVE = (State.JOINED, State.PAUSED)


def _change(
    membership: Membership, *, allowed: tuple[State, ...], to: State, **values: object
) -> None:
    """One step of the table, taken once; Refused where it isn't in the table."""
    rows = Membership.objects.filter(pk=membership.pk, state__in=allowed)
    if not rows.update(state=to, **values):
        now = membership.get_state_display()
        raise Refused(_("That can't be done now (%(state)s).") % {"state": now})
    membership.refresh_from_db()


@transaction.atomic
def leave(membership: Membership) -> None:
    """The person leaves: no more alerts from this commit on, erased in seven days."""
    now = timezone.now()
    _change(membership, allowed=OPEN, to=State.LEFT, ended_at=now, erase_at=now + UNDO)
    _end_offices(membership, now)
    day = date_format(timezone.localdate(now + UNDO), "j F")
    tell([membership.user], "membership.left", area=membership.area, day=day)


@transaction.atomic
def rejoin(membership: Membership) -> None:
    """Undoes a leaving within its seven days; back to what it was before."""
    if membership.erase_at and membership.erase_at <= timezone.now():
        raise Refused(_("It is too late. Ask to join again."), code="late")
    before = State.JOINED if membership.level else State.PENDING
    values = {"ended_at": None, "erase_at": None}
    _change(membership, allowed=(State.LEFT,), to=before, **values)


@transaction.atomic
def pause(membership: Membership, *, until: date | None = None) -> None:
    """No alerts until the day, or until the person resumes."""
    if until and until <= timezone.localdate():
        raise Refused(_("Choose a day that lies ahead."), code="past")
    _change(membership, allowed=(State.JOINED,), to=State.PAUSED, paused_until=until)


@transaction.atomic
def resume(membership: Membership) -> None:
    _change(membership, allowed=(State.PAUSED,), to=State.JOINED, paused_until=None)


@transaction.atomic
def move_out(membership: Membership, *, by: User) -> None:
    """The person has moved: told about the kit, erased in thirty days."""
    now = timezone.now()
    gone = now + MOVED_ERASED_AFTER
    _change(membership, allowed=ACTIVE, to=State.MOVED, ended_at=now, erase_at=gone)
    _end_offices(membership, now)
    day = date_format(timezone.localdate(gone), "j F")
    tell([membership.user], "membership.moved", area=membership.area, day=day)
    if by != membership.user:
        _log(membership, by, "membership.moved")


@transaction.atomic
def remove(membership: Membership, *, by: User, reason: str) -> None:
    """A contact takes somebody off the list, and says why."""
    if not reason.strip():
        raise Refused(_("Write why."), code="reason")
    if membership.user == by:
        raise Refused(_("Leave on your own page instead."), code="self")
    now = timezone.now()
    _change(
        membership, allowed=OPEN, to=State.REMOVED, ended_at=now, erase_at=now + UNDO
    )
    _end_offices(membership, now)
    values = {
        "reason": reason.strip(),
        "day": date_format(timezone.localdate(now + UNDO), "j F"),
    }
    tell([membership.user], "membership.removed", area=membership.area, **values)
    _log(membership, by, "membership.remove")


def _log(membership: Membership, by: User, act: str) -> None:
    log_access(by=by, act=act, about=membership.user, area=membership.area)


def _end_offices(membership: Membership, now: datetime) -> None:
    """Whoever no longer lives in the area isn't its contact."""
    tied = Membership.objects.active().filter(user=membership.user)
    if not tied.filter(area=membership.area).exists():
        offices = Contact.objects.filter(user=membership.user, area=membership.area)
        offices.filter(ended_at=None).update(ended_at=now)


# --- once a year --------------------------------------------------------------


def still_link(membership: Membership) -> str:
    """The path whose one press answers "do you still live here?"."""
    return reverse("areas:still", args=[signing.dumps(membership.pk, salt=SALT)])


def membership_of(token: str) -> Membership:
    """The membership that a yearly link belongs to; good for sixty days."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=2 * SILENCE)
        rows = Membership.objects.select_related("area", "household", "user")
        return rows.get(pk=pk, state__in=ACTIVE)
    except (signing.BadSignature, Membership.DoesNotExist) as error:
        raise Refused(_("The link is too old."), code="old") from error


def confirm_still_here(membership: Membership) -> None:
    """Yes, still here: asked again in a year."""
    today = timezone.localdate()
    Membership.objects.filter(pk=membership.pk).update(
        confirmed_on=today, asked_still_on=None
    )


def ask_still_here(now: datetime) -> int:
    """Asks those who haven't said so for a year; nobody is dropped for silence."""
    today = timezone.localdate(now)
    rows = Membership.objects.filter(
        state=State.JOINED, asked_still_on=None, confirmed_on__lt=today - YEAR
    )
    for row in rows.select_related("user", "area", "household"):
        address = row.household.address or row.area.name
        link = still_link(row)
        tell([row.user], "membership.still", area=row.area, link=link, address=address)
        Membership.objects.filter(pk=row.pk).update(asked_still_on=today)
    return len(rows)


def resume_due(now: datetime) -> int:
    """Ends the pauses whose day has come."""
    rows = Membership.objects.filter(
        state=State.PAUSED, paused_until__lte=timezone.localdate(now)
    )
    return rows.update(state=State.JOINED, paused_until=None)


def remind_contacts(now: datetime) -> int:
    """Tells contacts once about applications older than the promised days."""
    count = 0
    rows = Membership.objects.pending().select_related("area__municipality")
    for row in rows.select_related("household", "area__municipality"):
        days = timedelta(days=row.area.municipality.answer_days)
        if row.asked_at > now - days:
            continue
        day = date_format(timezone.localdate(row.asked_at), "j F")
        values = {"street": row.household.street or row.area.name, "day": day}
        people = contacts_of(row.area)
        kind = "membership.waiting"
        count += len(tell(people, kind, area=row.area, once=row.pk, **values))
    return count


# --- erasing ------------------------------------------------------------------


def erase_due(now: datetime) -> int:
    """Erases what is due: those who left, and applications nobody confirmed in 48 h."""
    due = Membership.objects.filter(erase_at__lte=now)
    count = 0
    for row in (*due, *_unconfirmed(now)):
        with transaction.atomic():
            erase(row)
        count += 1
    return count


def _unconfirmed(now: datetime) -> list[Membership]:
    rows = Membership.objects.pending().filter(
        asked_at__lte=now - UNCONFIRMED,
        way__in=[Membership.Way.ONLINE, Membership.Way.PROXY],
        user__email=None,
    )
    working = User.objects.filter(channels__verified_at__isnull=False)
    return list(rows.exclude(user__in=working))


def erase(membership: Membership) -> None:
    """Erases a membership, and the person and home that nothing else holds."""
    person, home = membership.user, membership.household
    membership.delete()
    erase_person_if_unneeded(person)
    unplaced = Household.objects.filter(pk=home.pk, external_id="", point=None)
    unplaced.filter(memberships=None).delete()


def erase_person_if_unneeded(person: User) -> bool:
    """Erases a person without memberships, offices or open interest; says whether."""
    holds = (
        Membership.objects.filter(user=person).exists()
        or person.contact_for.filter(ended_at=None).exists()
        or person.appointments.filter(ended_at=None).exists()
        or person.interests.filter(closed_at=None).exists()
        or person.is_superuser
    )
    if not holds:
        person.delete()
    return not holds
