"""Wakes the workers; the rows are safe whether that succeeds or not (G8)."""

import logging

from django.db import transaction

from alerts.failpoints import reached
from alerts.models import Alert, Chunk

log = logging.getLogger(__name__)
WAKE_UPS = 4  # as many as there may be workers; each goes on until nothing is due


def wake_on_commit(alert: Alert, *, delay: float = 0) -> None:
    """Publishes a few wake-ups when the transaction has committed."""
    transaction.on_commit(lambda: _wake(alert.pk, delay), robust=True)


def _wake(alert_id: int, delay: float) -> None:
    reached("after commit")
    from alerts import tasks  # noqa: PLC0415 - tasks call services

    chunks = Chunk.objects.filter(alert=alert_id, open__gt=0).exclude(kind="door")
    for chunk in chunks.order_by("due_at", "position")[:WAKE_UPS]:
        queue = "urgent" if chunk.urgent else chunk.kind
        if not tasks.wake(chunk.pk, queue=queue, delay=delay):
            return  # the sweep or the standby finds it
