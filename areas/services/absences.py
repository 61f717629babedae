"""Being away: told to a few neighbours, looked after, and gone a day after (4.5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from areas.exceptions import Refused
from areas.models import Absence, AbsenceHelper, AbsenceTask, Membership, User
from areas.models.absences import random_code
from areas.services.handshakes import helpers_for
from areas.telling import tell

LONGEST_AHEAD = timedelta(days=60)
MOST_HELPERS = 5  # decision 36
LONGEST_TEXT = 200
State, Answer = Absence.State, AbsenceHelper.Answer
# Which step may follow which; any other is refused.
STEPS = {
    State.DRAFT: frozenset({State.SHARED, State.ERASED}),
    State.SHARED: frozenset({State.UNDER_WAY, State.CANCELLED}),
    State.UNDER_WAY: frozenset({State.ENDED, State.CANCELLED}),
    State.ENDED: frozenset({State.ERASED}),
    State.CANCELLED: frozenset({State.ERASED}),
    State.ERASED: frozenset(),
}


def step(absence: Absence, to: Absence.State, **values: object) -> None:
    """One step of the table, taken once; Refused where it isn't in the table."""
    before = [state for state, after in STEPS.items() if to in after]
    rows = Absence.objects.filter(pk=absence.pk, state__in=before)
    gone = to == State.ERASED
    moved = rows.delete()[0] if gone else rows.update(state=to, **values)
    if not moved:
        raise Refused(_("That can't be done now."), code="step")
    if not gone:
        absence.refresh_from_db()


# --- the one who goes away ------------------------------


@transaction.atomic
def plan_absence(
    membership: Membership,
    *,
    first_on: date,
    last_on: date,
    kinds: Iterable[str],
    helpers: Iterable[User],
    text: str = "",
) -> Absence:
    """A draft that nobody else sees; only neighbours met in person may be chosen."""
    _check_dates(first_on, last_on)
    chosen = _chosen(membership, helpers)
    if len(text) > LONGEST_TEXT:
        raise Refused(_("Write at most 200 characters."), code="text")
    absence = Absence(
        code=random_code(), membership=membership, first_on=first_on, last_on=last_on
    )
    absence.text = text.strip()
    absence.save()
    AbsenceTask.objects.bulk_create(
        AbsenceTask(absence=absence, kind=kind) for kind in dict.fromkeys(kinds)
    )
    AbsenceHelper.objects.bulk_create(
        AbsenceHelper(absence=absence, user=one) for one in chosen
    )
    return absence


def _check_dates(first_on: date, last_on: date) -> None:
    today = timezone.localdate()
    if first_on < today:
        raise Refused(_("Choose a first day from today on."), code="first")
    if last_on < first_on:
        raise Refused(_("The last day comes before the first."), code="last")
    if last_on > today + LONGEST_AHEAD:
        raise Refused(_("You can tell at most 60 days ahead."), code="last")


def _chosen(membership: Membership, helpers: Iterable[User]) -> set[User]:
    wanted = set(helpers)
    if not 1 <= len(wanted) <= MOST_HELPERS:
        raise Refused(_("Choose one to five neighbours."), code="helpers")
    if wanted - set(helpers_for(membership)):
        raise Refused(_("Choose neighbours that you have met."), code="helpers")
    return wanted


@transaction.atomic
def share_absence(absence: Absence) -> None:
    """Asks the chosen neighbours; those no longer to be asked fall away."""
    able = helpers_for(absence.membership)
    absence.helpers.exclude(user__in=able).delete()
    if not absence.helpers.exists():
        raise Refused(_("Choose one to five neighbours."), code="helpers")
    if absence.last_on < timezone.localdate():
        raise Refused(_("Those days have passed."), code="late")
    step(absence, State.SHARED)
    tell_helpers(absence, "neighbour.asked")


@transaction.atomic
def come_home(absence: Absence) -> None:
    """Home again: the helpers hear that it is over, and read nothing more."""
    step(absence, State.ENDED, ended_at=timezone.now())
    tell_helpers(absence, "neighbour.over", only=Answer.YES)


@transaction.atomic
def cancel_absence(absence: Absence) -> None:
    """Called off: the helpers hear that it is over, and read nothing more."""
    step(absence, State.CANCELLED, ended_at=timezone.now())
    tell_helpers(absence, "neighbour.over", only=Answer.YES)


def throw_away(absence: Absence) -> None:
    """A draft is gone at once."""
    if absence.state != State.DRAFT:
        raise Refused(_("That can't be done now."), code="step")
    step(absence, State.ERASED)


# --- the neighbours who help ------------------------------


@transaction.atomic
def answer_absence(absence: Absence, *, by: User, can: bool) -> None:
    """A helper's yes or no; after a no nothing of it can be read any more."""
    helper = _helper(absence, by)
    helper.answer = Answer.YES if can else Answer.NO
    helper.save(update_fields=["answer"])
    tell_one(absence.owner, "neighbour.answer")


@transaction.atomic
def tick_task(absence: Absence, *, kind: str, by: User) -> None:
    """Done: the owner sees by whom and when, and that all is well."""
    _check_helping(absence, by)
    now = timezone.now()
    if not absence.tasks.filter(kind=kind).update(done_at=now, done_by=by):
        raise Refused(_("There is no such task."), code="task")
    Absence.objects.filter(pk=absence.pk).update(well_at=now, well_by=by)


def say_all_is_well(absence: Absence, *, by: User) -> None:
    """A helper has looked: all is well."""
    _check_helping(absence, by)
    Absence.objects.filter(pk=absence.pk).update(well_at=timezone.now(), well_by=by)


def _helper(absence: Absence, by: User) -> AbsenceHelper:
    if not Absence.objects.readable_by(by).filter(pk=absence.pk).exists():
        raise Refused(_("This isn't yours to answer."), code="stranger")
    return absence.helpers.get(user=by)


def _check_helping(absence: Absence, by: User) -> None:
    if _helper(absence, by).answer != Answer.YES:
        raise Refused(_("Say yes first."), code="yes")
    if absence.state != State.UNDER_WAY:
        raise Refused(_("Your neighbour has not left yet."), code="early")


# --- telling ------------------------------


def tell_helpers(
    absence: Absence, kind: str, *, only: AbsenceHelper.Answer | None = None
) -> None:
    rows: QuerySet[AbsenceHelper] = absence.helpers.exclude(answer=Answer.NO)
    if only:
        rows = rows.filter(answer=only)
    for row in rows.select_related("user"):
        tell_one(row.user, kind)


def tell_one(person: User, kind: str) -> None:
    """By one channel of the person's own, never by a knock: contacts do the knocking.

    Without area and key, so that nobody can count or match the rows.
    """
    own = person.channels.filter(disabled_at=None, verified_at__isnull=False)
    channel = own.exclude(kind="door").first()
    if channel:
        tell([person], kind, channel=channel)
