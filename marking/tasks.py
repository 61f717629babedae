"""Celery's ways in: an id or nothing in, one call out."""

from celery import shared_task

from .services import daily as round_of_the_day


@shared_task
def daily() -> None:
    """Once a day: reminders, expiry, what the police asked (beat)."""
    round_of_the_day.run()
