"""The police ask whose a kit is: one exact number or code, logged, told (T8)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from areas.models import Household, Membership, User
from areas.permissions import is_police, municipalities_for
from areas.services.access import log_access
from marking import codes, hashes, holders, telling
from marking.exceptions import KitRefused
from marking.models import Kit, Lookup

A_DAY = 30  # look-ups per officer
TOLD_AFTER = 30  # days
LONGEST_HOLD = 365  # days from the look-up


class Question(NamedTuple):
    """What is asked, in which case, and why."""

    what: str  # Lookup.What
    text: str
    case_number: str
    purpose: str


class Answer(NamedTuple):
    """What the officer sees; the row is there whether it was a hit or a miss."""

    lookup: Lookup
    kit: Kit | None
    home: Household | None
    people: list[str]
    is_protected: bool


@transaction.atomic
def look_up(question: Question, *, by: User) -> Answer:
    """Answers one exact number or code within the officer's own municipalities.

    Every question is a row, hit or miss, and counts; so does one that is wrongly typed.
    """
    if not is_police(by):
        raise KitRefused(_("Only the police may look up a kit."), code="role")
    if not question.case_number.strip() or not question.purpose.strip():
        raise KitRefused(_("Write the case number and what the look-up is for."))
    # The row lock makes two questions in the same second count one after the other.
    User.objects.select_for_update().get(pk=by.pk)
    if asked_today(by) >= A_DAY:
        raise KitRefused(
            _("You have made %(most)s look-ups today. Go on tomorrow.")
            % {"most": A_DAY},
            code="limit",
        )
    kit = _find(question, by)
    home = holders.find(kit) if kit else None
    lookup = _write_down(question, by, kit, hit=home is not None)
    return _answer(lookup, kit, home)


def asked_today(officer: User) -> int:
    """How many look-ups the officer has made in the last 24 hours."""
    since = timezone.now() - timedelta(days=1)
    return Lookup.objects.filter(officer=officer, at__gte=since).count()


def _find(question: Question, officer: User) -> Kit | None:
    rows = Kit.objects.filter(municipality__in=municipalities_for(officer))
    plain = codes.plain(question.text)
    if question.what == Lookup.What.NUMBER:
        return rows.filter(number=plain).first()
    return rows.filter(code_hash__in=hashes.code_hashes(plain)).first()


def _write_down(
    question: Question, officer: User, kit: Kit | None, *, hit: bool
) -> Lookup:
    lookup = Lookup.objects.create(
        officer=officer,
        municipality=kit.municipality if kit else municipalities_for(officer).first(),
        what=question.what,
        asked_hash=hashes.of_code(codes.plain(question.text)),
        case_number=question.case_number,
        purpose=question.purpose,
        kit=kit,
        hit=hit,
        tell_on=timezone.localdate() + timedelta(days=TOLD_AFTER),
    )
    # Nobody is named as the one it is about: that would tie the kit to its household.
    log_access(
        by=officer,
        act="kit.look_up",
        municipality=lookup.municipality,
        purpose=f"{question.case_number}: {question.purpose}",
        hat="police_officer",
        lookup=lookup.pk,
        hit=hit,
    )
    return lookup


def _answer(lookup: Lookup, kit: Kit | None, home: Household | None) -> Answer:
    if home is None:
        return Answer(lookup, kit, None, [], is_protected=False)
    rows = Membership.objects.active().filter(household=home).select_related("user")
    people = [row.user for row in rows]
    if not home.street or any(person.is_protected for person in people):
        return Answer(lookup, kit, None, [], is_protected=True)
    return Answer(lookup, kit, home, [p.name for p in people], is_protected=False)


@transaction.atomic
def hold_telling(lookup: Lookup, *, until: date, reason: str, by: User) -> Lookup:
    """Waits with telling the household; itself logged, and never without an end."""
    latest = timezone.localdate(lookup.at) + timedelta(days=LONGEST_HOLD)
    if not reason.strip():
        raise KitRefused(_("Write why the household must not be told yet."))
    if not lookup.tell_on < until <= latest:
        raise KitRefused(
            _("Choose a day between %(first)s and %(last)s.")
            % {"first": f"{lookup.tell_on:%Y-%m-%d}", "last": f"{latest:%Y-%m-%d}"}
        )
    waiting = Lookup.objects.filter(pk=lookup.pk, told_at=None)
    if not waiting.update(held_until=until, hold_reason=reason):
        raise KitRefused(_("The household has already been told."))
    log_access(
        by=by,
        act="kit.hold_telling",
        municipality=lookup.municipality,
        purpose=reason,
        hat="police_officer",
        lookup=lookup.pk,
    )
    lookup.refresh_from_db()
    return lookup


@transaction.atomic
def tell_of(lookup: Lookup) -> None:
    """Tells the household that holds the kit, once; also where nobody does any more."""
    rows = Lookup.objects.filter(pk=lookup.pk, told_at=None)
    if not rows.update(told_at=timezone.now()):
        return
    home = holders.find(lookup.kit) if lookup.kit else None
    if home is None:
        return
    people = telling.members_of(home.pk)
    day = date_format(timezone.localdate(lookup.at), "j F Y")
    telling.tell(people, "kit.asked", day=day)
    for person in people:  # their page "who has seen my data"; names no kit
        log_access(by=None, act="kit.asked", about=person, purpose=day)
