"""A complaint's way from the first word to the answer (domain 4.8)."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from areas.exceptions import Refused
from watch.models import Concern, ConcernFollower, ConcernStep
from watch.public_words import check_public
from watch.transitions import CONCERN, check_step

if TYPE_CHECKING:
    from areas.models import Municipality, User

log = logging.getLogger(__name__)
State = Concern.State
# The sender's name and address go this long after the answer (Keep.CONCERN).
SENDER_KEPT = timedelta(days=30)


def hashed(key: str) -> str:
    """How a receipt's key is kept."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def receive_concern(
    municipality: Municipality, *, category: str, place: str, **told: Any
) -> tuple[Concern, str]:
    """A new complaint and the key of its receipt, which is kept as a hash only.

    `told` may hold text, name and email.
    """
    key = secrets.token_urlsafe(16)
    concern = Concern.objects.create(
        municipality=municipality,
        category=category,
        place=place.strip(),
        key_hash=hashed(key),
        **told,
    )
    ConcernStep.objects.create(concern=concern, state=State.RECEIVED)
    return concern, key


def find_by_key(key: str) -> Concern | None:
    """The complaint that a receipt belongs to, while its key is kept."""
    return Concern.objects.filter(key_hash=hashed(key)).first()


def alike(municipality: Municipality, *, category: str, place: str) -> list[Concern]:
    """Open public complaints about the same thing at the same place."""
    rows = Concern.objects.shown().waiting()
    return list(
        rows.filter(
            municipality=municipality, category=category, place__iexact=place.strip()
        )[:3]
    )


@transaction.atomic
def follow_concern(concern: Concern, *, email: str) -> None:
    """One more who wants to know what comes of it; asking twice is the same."""
    if concern.is_closed:
        raise Refused(_("It already has its answer."))
    ConcernFollower.objects.get_or_create(concern=concern, email=email.lower())


def acknowledge_concern(concern: Concern, *, by: User, public_text: str) -> None:
    """Read by an officer, who writes what everyone may read of it."""
    text = check_public(public_text)
    if not text:
        raise Refused(_("Write what everyone may read about it."))
    concern.public_text = text
    _step(concern, State.ACKNOWLEDGED, by=by)


def route_concern(concern: Concern, *, by: User, owner: str) -> None:
    """To the one who answers for it."""
    concern.owner = owner
    _step(concern, State.ROUTED, by=by)


def plan_concern(concern: Concern, *, by: User, plan: str, plan_by: date) -> None:
    """What is going to be done, and by when."""
    concern.plan, concern.plan_by = check_public(plan), plan_by
    if not concern.plan:
        raise Refused(_("Write what is going to be done."))
    _step(concern, State.PLANNED, by=by)


def answer_concern(concern: Concern, *, by: User, answer: str, is_done: bool) -> None:
    """What was done and when, or plainly why nothing is; the public sees it."""
    concern.answer = check_public(answer)
    if not concern.answer:
        raise Refused(_("Write the answer. Everyone can read it."))
    concern.answered_on = timezone.localdate()
    concern.erase_on = timezone.localdate() + SENDER_KEPT
    _step(concern, State.DONE if is_done else State.DECLINED, by=by)


@transaction.atomic
def merge_concern(concern: Concern, *, by: User, into: Concern) -> None:
    """A double: its sender follows the one that is kept."""
    if into.pk == concern.pk or into.state == State.MERGED:
        raise Refused(_("Choose another complaint that is still open."))
    concern.merged_into = into
    concern.erase_on = timezone.localdate() + SENDER_KEPT
    if concern.email and not into.is_closed:
        follow_concern(into, email=concern.email)
    _step(concern, State.MERGED, by=by)


@transaction.atomic
def _step(concern: Concern, to: str, *, by: User) -> None:
    """Takes the step if nobody took another meanwhile, and tells those who follow."""
    locked = Concern.objects.select_for_update().only("state").get(pk=concern.pk)
    check_step(CONCERN, locked.state, to)
    concern.state = to
    concern.save()
    ConcernStep.objects.create(concern=concern, state=to, by=by)
    if concern.email or concern.followers.exists():
        transaction.on_commit(lambda: _wake(concern.pk))


def _wake(concern_id: int) -> None:
    """Asks a worker to write to the followers; the receipt's page is the truth."""
    from watch.tasks import tell_followers  # noqa: PLC0415 - tasks import services

    try:
        tell_followers.apply_async((concern_id,), retry=False)
    except Exception:  # noqa: BLE001 - a silent queue must not undo the answer
        log.warning("No worker could be woken for complaint %s", concern_id)


@transaction.atomic
def erase_senders() -> int:
    """Takes away who complained where the time is out; the answer stays."""
    due = Concern.objects.filter(erase_on__lte=timezone.localdate())
    ConcernFollower.objects.filter(concern__in=due).delete()
    return due.update(
        name="", email="", text="", key_hash="", point=None, erase_on=None
    )
