"""Work of watch that waits for nobody."""

from celery import shared_task

from watch import letters
from watch.models import Concern
from watch.services import concerns, snapshots


@shared_task
def tell_followers(concern_id: int) -> None:
    """E-mail about a complaint's step."""
    concern = Concern.objects.filter(pk=concern_id).first()
    if concern:
        letters.tell_followers(concern)


@shared_task
def freeze_month() -> None:
    """Freezes last month's figures, once; safe to run every day."""
    snapshots.freeze_last_month()


@shared_task
def erase_senders() -> None:
    """Who complained goes when the time is out."""
    concerns.erase_senders()
