"""A resident's own note for the police: nothing of it reaches anybody by us."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.exceptions import Refused
from alerts.models import Alert, Observation
from areas.models import User

KEPT = timedelta(days=30)


def note_observation(
    by: User,
    text: str,
    *,
    seen_at: str = "",
    place: str = "",
    alert: Alert | None = None,
) -> Observation:
    """Keeps a note for 30 days; the date of its end is told beforehand."""
    if not text.strip():
        raise Refused(_("Write what you saw or heard."), code="empty")
    return Observation.objects.create(
        user=by,
        text=text.strip(),
        seen_at=seen_at.strip(),
        place=place.strip(),
        alert=alert,
        erase_on=timezone.localdate() + KEPT,
    )


def hand_over(note: Observation, *, has_called: bool) -> None:
    """The person says that the police have it: only after a call to 114 14 or 112."""
    if not has_called:
        raise Refused(_("Call 114 14 first, then press here."), code="call")
    Observation.objects.filter(pk=note.pk, handed_over_at=None).update(
        handed_over_at=timezone.now()
    )


def erase_observation(note: Observation) -> None:
    """Gone at once, whether handed over or not."""
    note.delete()
