"""Keeps the feed's pace, so that the police never have to shut us out."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.exceptions import Refused
from alerts.models import PoliceAnswer
from areas.models import Municipality

# The feed's own rules: 10 s between calls, 60 an hour, 1,440 a day.
LIMITS = (
    (timedelta(seconds=10), 1),
    (timedelta(hours=1), 60),
    (timedelta(days=1), 1440),
)
_KEPT = timedelta(days=7)


def take_turn() -> PoliceAnswer:
    """A row that says "asked now"; refuses when it's too soon. Failed calls count."""
    now = timezone.now()
    with transaction.atomic():
        # Two workers at once: the lock makes the second one see the first one's row.
        Municipality.objects.select_for_update().order_by("pk").first()
        if any(_calls_since(now - span) >= most for span, most in LIMITS):
            raise Refused(_("The police feed was asked a moment ago."), code="too_soon")
        _forget_old(now)
        return PoliceAnswer.objects.create(asked_at=now, was_call=True)


def newest_ever() -> datetime | None:
    """The newest publishing time that any answer held."""
    found: datetime | None = PoliceAnswer.objects.aggregate(newest=Max("newest_at"))[
        "newest"
    ]
    return found


def _calls_since(moment: datetime) -> int:
    return PoliceAnswer.objects.filter(was_call=True, asked_at__gt=moment).count()


def _forget_old(now: datetime) -> None:
    old = PoliceAnswer.objects.filter(asked_at__lt=now - _KEPT)
    newest = PoliceAnswer.objects.filter(newest_at__isnull=False).order_by("-newest_at")
    old.exclude(pk__in=list(newest.values_list("pk", flat=True)[:1])).delete()
