"""What providers tell us later: a receipt, a bounce, a complaint.

Told twice it is told once, and nothing goes backwards: a message that arrived has
arrived.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from alerts.models import Alert, Chunk, Delivery

from .lost import count_refusal, switch_off

State = Delivery.State
# A receipt may come before we have written down that the provider took the message.
BEFORE_RECEIPT = (State.QUEUED, State.SENDING, State.ACCEPTED, State.UNKNOWN)


def settle_delivered(delivery_id: int, *, reference: str = "") -> bool:
    """The provider says that it arrived; False when that changes nothing."""
    return _settle(delivery_id, State.DELIVERED, "", reference) is not None


def settle_failed(delivery_id: int, *, code: str = "", reference: str = "") -> bool:
    """The provider says that it never arrived: the person's next channel is used."""
    with transaction.atomic():
        row = _settle(delivery_id, State.FAILED, code, reference)
        if row:
            _hand_over(row)
            count_refusal(row.channel_id)
    return row is not None


def settle_bounced(delivery_id: int, *, code: str = "") -> bool:
    """An e-mail came back for good: the next channel is used, the address counted."""
    with transaction.atomic():
        row = _settle(delivery_id, State.REJECTED, code, "")
        if row:
            _hand_over(row)
            count_refusal(row.channel_id)
    return row is not None


def settle_complaint(delivery_id: int) -> bool:
    """The person called our e-mail unwanted: that address gets nothing more."""
    row = Delivery.objects.filter(pk=delivery_id).first()
    if row:
        switch_off(row.channel_id, "complaint")
    return row is not None


def _settle(delivery_id: int, state: str, code: str, reference: str) -> Delivery | None:
    """Moves the row forward and gives it, or None when there is nothing to move."""
    with transaction.atomic():
        row = Delivery.objects.select_for_update().filter(pk=delivery_id).first()
        if row is None or row.state not in BEFORE_RECEIPT:
            return None
        if reference and row.provider_ref and row.provider_ref != reference[:64]:
            return None
        row.state, row.reason, row.terminal_at = state, code[:24], timezone.now()
        row.provider_ref = row.provider_ref or reference[:64]
        row.save(update_fields=["state", "reason", "terminal_at", "provider_ref"])
    return row


def _hand_over(row: Delivery) -> None:
    """The person's next channel is due now, also where it was not needed before."""
    if not _still_worth_it(row):
        return
    waiting = Q(state=State.QUEUED, attempts=0)
    spared = Q(state=State.SUPPRESSED, reason="reached")
    same: dict[str, Any] = {"alert": row.alert_id, "notice": row.notice_id}
    others = Delivery.objects.filter(**same, user=row.user_id, rank__gt=row.rank)
    others = others.exclude(kind="door").filter(waiting | spared)
    following = others.order_by("rank", "pk").first()
    if following is None:
        return
    now = timezone.now()
    Delivery.objects.filter(pk=following.pk).update(
        state=State.QUEUED, reason="", next_try_at=now, terminal_at=None
    )
    key = following.channel_id if following.alert_id else following.notice_id
    Chunk.objects.filter(
        alert=following.alert_id,
        kind=following.kind,
        rank=following.rank,
        low__lte=key,
        high__gte=key,
    ).update(open=F("open") + 1, due_at=now, woken_at=None)


def _still_worth_it(row: Delivery) -> bool:
    if row.alert_id is None:
        return True
    alert = Alert.objects.select_related("follows").get(pk=row.alert_id)
    return alert.original.closed_at is None and alert.retracted_at is None
