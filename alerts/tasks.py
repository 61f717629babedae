"""Wake-ups: an id in, one call out. The rows are the truth."""

import logging

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from . import delivery, sweeping
from .exceptions import Refused
from .services import erasing, policeevents

log = logging.getLogger(__name__)
LONGEST_DELAY = 60  # seconds; longer ones are run twice after the visibility timeout


@shared_task(ignore_result=True)
def deliver(chunk_id: int) -> int:
    """Runs this chunk and whatever else of its kind is due, for at most 30 s."""
    return delivery.run_due(first=chunk_id)


@shared_task(ignore_result=True)
def sweep() -> int:
    """Wakes whatever is due or whose lease ran out."""
    return sweeping.sweep()


@shared_task(ignore_result=True)
def hourly() -> None:
    """Expires alerts, reminds senders, closes what nobody closed."""
    sweeping.hourly()


@shared_task(ignore_result=True)
def erase_due() -> None:
    """Erases what has been kept for its time."""
    erasing.erase_due(timezone.now())


@shared_task(ignore_result=True)
def import_police_feed() -> None:
    """Asks the police's feed, where an operator has turned it on."""
    try:
        policeevents.import_police_feed()
    except Refused as refused:
        log.warning("police feed: %s", refused.sentence)


def wake(chunk_id: int, *, queue: str, delay: float = 0) -> bool:
    """Publishes one wake-up; False, not an error, when the broker is away."""
    try:
        deliver.apply_async(
            (chunk_id,),
            queue=queue,
            countdown=min(delay, LONGEST_DELAY),
            retry=False,
            expires=300,
        )
    except (OperationalError, RedisError, OSError) as error:
        log.warning("no wake-up published: %s", error)
        return False
    return True
