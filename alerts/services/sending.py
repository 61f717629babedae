"""Sends an alert: one transaction, or nothing (G1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts import audience, outbox
from alerts.exceptions import Refused, SimilarAlert
from alerts.failpoints import reached
from alerts.models import Alert, Delivery
from alerts.permissions import sending_areas_for
from alerts.quiet import STOCKHOLM
from areas.models import Area, User
from areas.permissions import is_officer

from .waking import wake_on_commit

SAME_EVENT = timedelta(minutes=15)  # G4
VALID = {  # until nothing of it is sent any more (G7)
    Alert.Kind.BURGLARY: timedelta(days=14),
    Alert.Kind.ATTEMPT: timedelta(days=14),
    Alert.Kind.THEFT: timedelta(days=7),
    Alert.Kind.OTHER: timedelta(days=7),
    Alert.Kind.INFORMATION: timedelta(days=7),
}
VALID_ONGOING = timedelta(hours=24)
PER_HOUR, PER_DAY = 3, 6  # a contact's alerts to one area; threat T10
DIGEST_HOUR = 17  # local time at which held alerts go out together


def send_alert(alert: Alert, *, by: User, is_new_event: bool = False) -> Alert:
    """Draft → sent, with a delivery for each target, in one transaction.

    Sent twice, or from two windows, it is sent once. Raises SimilarAlert when somebody
    told the same area of the same kind within 15 minutes, unless `is_new_event`.
    """
    with transaction.atomic():
        areas = list(alert.areas.select_for_update().order_by("pk"))
        alert.refresh_from_db()
        if alert.state not in (Alert.State.DRAFT, Alert.State.IN_REVIEW):
            return alert
        _may_send(alert, areas, by=by)
        if not is_new_event:
            _refuse_same_event(alert, areas)
        homes = audience.homes_of(alert)
        reach = audience.reach(areas, homes)
        if not reach.people:
            raise Refused(
                _("Nobody in the area can be reached yet, so nothing was sent."),
                code="nobody",
            )
        if needs_second_officer(alert, areas, people=reach.people):
            return _ask_for_review(alert)
        _accept(alert, areas, reach=reach, homes=homes)
    return alert


def _may_send(alert: Alert, areas: Sequence[Area], *, by: User) -> None:
    allowed = set(sending_areas_for(by).values_list("pk", flat=True))
    if not areas or not {area.pk for area in areas} <= allowed:
        raise Refused(_("You may not send alerts to this area."), code="forbidden")
    if alert.author_id != by.pk and alert.state != Alert.State.IN_REVIEW:
        raise Refused(_("Only the one who wrote it can send it."), code="author")
    if alert.state == Alert.State.IN_REVIEW and (
        alert.author_id == by.pk or not is_officer(by)
    ):
        raise Refused(_("Another officer must approve it."), code="second_officer")
    if not is_officer(by):
        _refuse_too_many(areas)


def _refuse_too_many(areas: Sequence[Area]) -> None:
    now = timezone.now()
    sent = Alert.objects.originals().filter(areas__in=areas, is_drill=False)
    hour = sent.filter(accepted_at__gt=now - timedelta(hours=1)).count()
    day = sent.filter(accepted_at__gt=now - timedelta(days=1)).count()
    if hour >= PER_HOUR or day >= PER_DAY:
        raise Refused(
            _(
                "The area has got many alerts today. Call the police on 114 14, "
                "or ask an officer to send it."
            ),
            code="too_many",
        )


def _refuse_same_event(alert: Alert, areas: Sequence[Area]) -> None:
    since = timezone.now() - SAME_EVENT
    same = Alert.objects.originals().filter(
        areas__in=areas,
        kind=alert.kind,
        accepted_at__gt=since,
        state=Alert.State.SENT,
        is_drill=alert.is_drill,
    )
    other = same.exclude(pk=alert.pk).first()
    if other:
        raise SimilarAlert(
            _("Somebody told of a similar event a moment ago. Is it the same one?"),
            alert_id=other.pk,
        )


def needs_second_officer(alert: Alert, areas: Sequence[Area], *, people: int) -> bool:
    """More than 2,000 people, or all of a municipality's areas (decision 7)."""
    if alert.state == Alert.State.IN_REVIEW:
        return False
    municipality = alert.municipality
    if alert.shape is not None:
        whole = alert.shape.area > municipality.boundary.area / 2
    else:
        everywhere = municipality.areas.running().count()
        whole = len(areas) > 1 and len(areas) >= everywhere
    return people > municipality.two_officers_above or whole


def _ask_for_review(alert: Alert) -> Alert:
    Alert.objects.filter(pk=alert.pk, state=Alert.State.DRAFT).update(
        state=Alert.State.IN_REVIEW
    )
    alert.refresh_from_db()
    return alert


def _accept(
    alert: Alert,
    areas: Sequence[Area],
    *,
    reach: audience.Reach,
    homes: Sequence[int] | None,
) -> None:
    now = timezone.now()
    wait = 0 if alert.is_ongoing else settings.STOP_SECONDS
    valid = VALID_ONGOING if alert.is_ongoing else VALID[Alert.Kind(alert.kind)]
    alert.state = Alert.State.SENT
    alert.accepted_at = now
    alert.due_at = now + timedelta(seconds=wait)
    alert.expires_at = now + valid
    alert.people = reach.people
    alert.unreachable = reach.unreachable
    reached("before alert insert")
    alert.save()
    reached("after alert insert")
    held = [] if alert.is_ongoing or alert.is_drill else over_budget(areas)
    outbox.open_targets(
        alert,
        [area.pk for area in areas],
        homes=homes,
        held=[area.pk for area in held],
        held_until=next_digest(now),
    )
    reached("before commit")
    wake_on_commit(alert, delay=wait)


def over_budget(areas: Sequence[Area]) -> list[Area]:
    """Areas that have had this week's share of alerts that aren't ongoing."""
    since = timezone.now() - timedelta(days=7)
    return [
        area
        for area in areas
        if area.alerts.filter(
            role=Alert.Role.ALERT,
            accepted_at__gt=since,
            is_drill=False,
            retracted_at=None,
        )
        .exclude(timing=Alert.Timing.ONGOING)
        .exclude(state=Alert.State.STOPPED)
        .count()
        >= area.municipality.weekly_alert_budget
    ]


def next_digest(now: datetime) -> datetime:
    """When held alerts go out: at 17 o'clock in Stockholm, at most once a day."""
    local = now.astimezone(STOCKHOLM)
    today = local.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return today if today > local else today + timedelta(days=1)


def stop_alert(alert: Alert, *, by: User) -> Alert:
    """Stops an alert within its ten seconds: nobody got it, so nobody is corrected."""
    with transaction.atomic():
        stopped = Alert.objects.filter(
            pk=alert.pk,
            author=by,
            state=Alert.State.SENT,
            due_at__gt=timezone.now(),
        ).update(state=Alert.State.STOPPED, retracted_at=timezone.now())
        if not stopped:
            raise Refused(
                _("It is already on its way. You can retract it instead."), code="late"
            )
        Delivery.objects.filter(
            alert=alert, notice=None, state=Delivery.State.QUEUED
        ).update(
            state=Delivery.State.CANCELLED,
            reason="stopped",
            terminal_at=timezone.now(),
        )
        alert.chunks.update(open=0)
    alert.refresh_from_db()
    return alert
