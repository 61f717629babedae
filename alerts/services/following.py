"""Update, retraction, outcome: nothing sent is ever edited (decision 42)."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from alerts import outbox, wording
from alerts.exceptions import Refused
from alerts.models import Alert, AlertArea, Delivery
from areas.models import Notice, User

from .drafting import Draft, check_wording
from .waking import wake_on_commit

RETRACT_REASONS = {
    "mistake": gettext_noop("It was sent by mistake."),
    "wrong": gettext_noop("Something in it was wrong."),
    "false_alarm": gettext_noop("It was a false alarm."),
    "wrong_area": gettext_noop("It went to the wrong area."),
}
# Rows that were claimed and not begun when the alert is taken back are settled by then.
SETTLED_AFTER = timedelta(seconds=1)
REMIND_AFTER = timedelta(days=7)


def retract_alert(alert: Alert, *, by: User, reason: str) -> Alert:
    """Takes an alert back: what waits is cancelled, and everyone who was or may have
    been reached gets one correction by the same channel (G5). Gives the correction.
    """
    if reason not in RETRACT_REASONS:
        raise Refused(_("Choose why it is taken back."), code="reason")
    with transaction.atomic():
        changed = Alert.objects.filter(
            pk=alert.pk, retracted_at=None, state__in=OPEN
        ).update(
            state=Alert.State.CANCELLED,
            retracted_at=timezone.now(),
            retract_reason=reason,
        )
        if not changed:
            raise Refused(_("It has already been taken back or closed."), code="late")
        alert.followers.filter(role=Alert.Role.UPDATE, retracted_at=None).update(
            retracted_at=timezone.now()
        )
        _cancel_thread(alert, reason="retracted")
        follower = _follow(alert, Alert.Role.RETRACTION, by=by, text=reason)
        wait = _settling(alert)
        follower.due_at = timezone.now() + wait
        follower.save(update_fields=["due_at"])
        outbox.open_followers(follower, states=Delivery.MAYBE_REACHED)
        wake_on_commit(follower, delay=wait.total_seconds())
    alert.refresh_from_db()
    return follower


def _settling(alert: Alert) -> timedelta:
    """How long until it is known who was reached."""
    going_out = Delivery.objects.filter(
        Q(alert=alert) | Q(alert__follows=alert),
        notice=None,
        state=Delivery.State.SENDING,
    )
    return SETTLED_AFTER if going_out.exists() else timedelta()


OPEN = (Alert.State.SENT, Alert.State.EXPIRED)


def update_alert(alert: Alert, *, by: User, text: str) -> Alert:
    """Tells the same people what is new; who has not got the first gets only this."""
    draft = Draft(kind=alert.kind, timing=alert.timing, text=text)
    check_wording(draft, by=by, municipality=alert.municipality)
    text = wording.normalise_text(text)
    if not text:
        raise Refused(_("Write what is new."), code="empty")
    with transaction.atomic():
        _still_open(alert)
        follower = _follow(alert, Alert.Role.UPDATE, by=by, text=text)
        states = (*Delivery.MAYBE_REACHED, Delivery.State.QUEUED)
        outbox.open_followers(follower, states=states)
        _cancel_thread(alert, reason="superseded", but=follower)
        wake_on_commit(follower)
    return follower


def close_alert(
    alert: Alert, *, by: User | None, outcome: str, text: str = ""
) -> Alert:
    """Says how it went, to the same people; required for every alert (decision 10)."""
    if outcome not in Alert.Outcome.values:
        raise Refused(_("Choose how it went."), code="outcome")
    if by is not None and text:
        draft = Draft(kind=alert.kind, timing=alert.timing, text=text)
        check_wording(draft, by=by, municipality=alert.municipality)
    with transaction.atomic():
        _still_open(alert)
        _cancel_thread(alert, reason="closed")
        follower = _follow(
            alert, Alert.Role.OUTCOME, by=by, text=wording.normalise_text(text)
        )
        follower.outcome = outcome
        follower.save(update_fields=["outcome"])
        outbox.open_followers(follower, states=Delivery.MAYBE_REACHED)
        Alert.objects.filter(pk=alert.pk).update(
            state=Alert.State.CLOSED, closed_at=timezone.now(), outcome=outcome
        )
        wake_on_commit(follower)
    alert.refresh_from_db()
    return follower


def _still_open(alert: Alert) -> None:
    rows = Alert.objects.select_for_update().filter(pk=alert.pk, state__in=OPEN)
    if rows.first() is None:
        raise Refused(_("The alert is already closed."), code="late")


def _cancel_thread(alert: Alert, *, reason: str, but: Alert | None = None) -> None:
    thread = [alert.pk, *alert.followers.values_list("pk", flat=True)]
    Delivery.objects.filter(
        alert__in=[pk for pk in thread if but is None or pk != but.pk],
        notice=None,
        state=Delivery.State.QUEUED,
    ).update(state=Delivery.State.CANCELLED, reason=reason, terminal_at=timezone.now())


def _follow(alert: Alert, role: str, *, by: User | None, text: str) -> Alert:
    now = timezone.now()
    follower = Alert.objects.create(
        role=role,
        follows=alert,
        municipality=alert.municipality,
        author=by,
        kind=alert.kind,
        timing=alert.timing,
        place=alert.place,
        text=text if role != Alert.Role.RETRACTION else "",
        retract_reason=text if role == Alert.Role.RETRACTION else "",
        source=alert.source,
        is_drill=alert.is_drill,
        state=Alert.State.SENT,
        client_token=secrets.token_hex(16),
        accepted_at=now,
        due_at=now,
        expires_at=now + timedelta(days=2),
    )
    AlertArea.objects.bulk_create(
        AlertArea(alert=follower, area_id=row.area_id, boundary_id=row.boundary_id)
        for row in AlertArea.objects.filter(alert=alert)
    )
    return follower


# --- reminders ----------------------------------------------------------------


def remind_senders() -> int:
    """Asks the sender of an alert a week old how it went; once."""
    rows = Alert.objects.unclosed().filter(
        reminded_at=None, accepted_at__lt=timezone.now() - REMIND_AFTER
    )
    told = 0
    for alert in rows.select_related("author"):
        if alert.author is None:
            continue
        with transaction.atomic(), override(alert.author.language):
            _remind(alert, alert.author)
            told += 1
    return told


def _remind(alert: Alert, author: User) -> None:
    Notice.objects.get_or_create(
        once_key=f"alert-outcome-{alert.pk}",
        defaults={
            "user": author,
            "kind": "alert.remind",
            "subject": _("How did it go?"),
            "text": _(
                "Your alert is still open. Tell your neighbours how it went, "
                "also if nothing more is known."
            ),
            "link": f"/ombud/larm/{alert.code}/sa-gick-det/",
        },
    )
    Alert.objects.filter(pk=alert.pk).update(reminded_at=timezone.now())


def close_unclosed(*, older_than: timedelta) -> int:
    """Closes alerts that nobody closed, with "nothing more is known"."""
    rows = Alert.objects.unclosed().filter(accepted_at__lt=timezone.now() - older_than)
    for alert in rows:
        close_alert(alert, by=None, outcome=Alert.Outcome.NOTHING_MORE)
    return len(rows)
