"""What areas does once a day."""

from celery import shared_task
from django.utils import timezone

from areas.services import interest, invitations, lifecycle, memberships, upkeep


@shared_task(ignore_result=True)
def daily() -> None:
    """Warns, rests, asks, reminds and erases what is due."""
    now = timezone.now()
    for job in (
        lifecycle.daily,
        memberships.resume_due,
        memberships.ask_still_here,
        memberships.remind_contacts,
        memberships.erase_due,
        interest.erase_due,
        invitations.erase_due,
        upkeep.daily,
    ):
        job(now)


@shared_task(ignore_result=True)
def hourly() -> None:
    """Begins, ends and erases absences: 24 hours is the promise."""
    upkeep.hourly(timezone.now())
