"""Promises are loaded, confirmed by both parties, evidenced and settled."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from areas.exceptions import Refused
from areas.models import Appointment
from areas.permissions import hats
from watch.models import Commitment, Evidence, Promise, Reprioritisation
from watch.transitions import COMMITMENT, PROMISE, check_step

if TYPE_CHECKING:
    from areas.models import Area, Municipality, User

SHELF = Path(__file__).resolve().parent.parent / "promises"
Office = Appointment.Office


@transaction.atomic
def load_promise(
    municipality: Municipality,
    name: str,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    published: bool = True,
) -> Promise:
    """Makes a promise from `watch/promises/<name>.json`; the days may be given.

    Loading the same one again gives back the one that is there.
    """
    texts: dict[str, Any] = json.loads((SHELF / f"{name}.json").read_text("utf-8"))
    commitments = texts.pop("commitments")
    for day in ("starts_on", "ends_on", "signed_on"):
        texts[day] = date.fromisoformat(texts[day]) if texts.get(day) else None
    texts |= {"starts_on": starts_on} if starts_on else {}
    texts |= {"ends_on": ends_on} if ends_on else {}
    promise, is_new = Promise.objects.get_or_create(
        municipality=municipality, slug=texts.pop("slug"), defaults=texts
    )
    if is_new:
        for order, commitment in enumerate(commitments, start=1):
            Commitment.objects.create(promise=promise, order=order, **commitment)
    if is_new and published:
        _publish(promise)
    return promise


@transaction.atomic
def confirm_promise(promise: Promise, *, by: User) -> Promise:
    """One party's yes; with both the promise is public (domain 4.9)."""
    check_step(PROMISE, promise.state, Promise.State.PUBLISHED)
    held = hats(by)
    if Office.MUNICIPAL in held:
        promise.municipality_yes = by
    elif Office.POLICE in held:
        promise.police_yes = by
    else:
        raise Refused(_("Only the municipality and Polisen can confirm a promise."))
    promise.save(update_fields=["municipality_yes", "police_yes"])
    if promise.municipality_yes_id and promise.police_yes_id:
        _publish(promise)
    return promise


def _publish(promise: Promise) -> None:
    over = promise.ends_on < timezone.localdate()
    promise.state = Promise.State.ENDED if over else Promise.State.PUBLISHED
    promise.published_at = timezone.now()
    promise.save(update_fields=["state", "published_at"])


@transaction.atomic
def note_evidence(  # noqa: PLR0913 - a row's worth of facts, all by name
    commitment: Commitment,
    *,
    by: User | None,
    done_on: date,
    text: str = "",
    amount: int = 1,
    area: Area | None = None,
    kind: str = Evidence.Kind.OTHER,
) -> Evidence:
    """Writes down what was done; the first entry sets the commitment under way."""
    if done_on > timezone.localdate():
        raise Refused(_("The day has not come yet."))
    row = Evidence.objects.create(
        commitment=commitment,
        area=area,
        kind=kind,
        done_on=done_on,
        amount=amount,
        text=text,
        by=by,
    )
    Commitment.objects.filter(pk=commitment.pk, state=Commitment.State.PLANNED).update(
        state=Commitment.State.UNDER_WAY
    )
    return row


@transaction.atomic
def correct_evidence(
    row: Evidence, *, by: User, amount: int, text: str, done_on: date | None = None
) -> Evidence:
    """A new row in the place of a wrong one; amount 0 takes it out of the count."""
    if Evidence.objects.filter(replaces=row).exists():
        raise Refused(_("It has already been corrected. Correct the newer entry."))
    return Evidence.objects.create(
        commitment=row.commitment,
        area=row.area,
        kind=row.kind,
        done_on=done_on or row.done_on,
        amount=amount,
        text=text,
        by=by,
        replaces=row,
    )


def put_aside(commitment: Commitment, *, by: User, reason: str) -> None:
    """Something else had to come first; everyone may read why."""
    _reprioritise(commitment, Commitment.State.REPRIORITISED, by=by, reason=reason)


def take_up(commitment: Commitment, *, by: User, reason: str) -> None:
    """Work goes on with what was put aside."""
    _reprioritise(commitment, Commitment.State.UNDER_WAY, by=by, reason=reason)


@transaction.atomic
def _reprioritise(commitment: Commitment, to: str, *, by: User, reason: str) -> None:
    check_step(COMMITMENT, commitment.state, to)
    if not reason.strip():
        raise Refused(_("Write the reason. Everyone can read it."))
    Reprioritisation.objects.create(
        commitment=commitment,
        on=timezone.localdate(),
        put_aside=to == Commitment.State.REPRIORITISED,
        reason=reason.strip(),
        by=by,
    )
    commitment.state = to
    commitment.save(update_fields=["state"])


@transaction.atomic
def settle_commitment(commitment: Commitment, *, is_met: bool, comment: str) -> None:
    """Kept or not kept, with a comment for everyone."""
    to = Commitment.State.MET if is_met else Commitment.State.NOT_MET
    check_step(COMMITMENT, commitment.state, to)
    if not comment.strip():
        raise Refused(_("Write a comment. Everyone can read it."))
    commitment.state, commitment.comment = to, comment.strip()
    commitment.save(update_fields=["state", "comment"])
