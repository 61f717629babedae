"""What officers and partners did: visits, controls, activities, meetings."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from areas.exceptions import Refused
from watch.models import FollowUp, Partner, PartnerActivity, Presence, Promise, Snapshot
from watch.public_words import check_public

if TYPE_CHECKING:
    from areas.models import Municipality, User


@transaction.atomic
def log_presence(
    municipality: Municipality, *, by: User, started_at: datetime, **facts: object
) -> Presence:
    """A visit or a control that has been made: place, time, who was there."""
    if started_at > timezone.now():
        raise Refused(_("The time has not come yet."))
    check_public(str(facts.get("note", "")))
    return Presence.objects.create(
        municipality=municipality, by=by, started_at=started_at, **facts
    )


@transaction.atomic
def add_partner(
    municipality: Municipality, *, kind: str, name: str, since: date
) -> Partner:
    """An organisation that takes part; the same name again is refused."""
    if municipality.partners.filter(name__iexact=name.strip()).exists():
        raise Refused(_("That organisation is in the list already."))
    return Partner.objects.create(
        municipality=municipality, kind=kind, name=name.strip(), since=since
    )


@transaction.atomic
def note_activity(
    partner: Partner, *, on: date, what: str, by: User
) -> PartnerActivity:
    """Something done together with a partner."""
    if on > timezone.localdate():
        raise Refused(_("The day has not come yet."))
    return PartnerActivity.objects.create(
        partner=partner, on=on, what=check_public(what), by=by
    )


@transaction.atomic
def note_follow_up(
    promise: Promise,
    *,
    forum: str,
    on: date,
    minutes: str,
    by: User,
    snapshot: Snapshot | None = None,
) -> FollowUp:
    """A meeting that went through the promise; the paragraph is public."""
    if on > timezone.localdate():
        raise Refused(_("The day has not come yet."))
    return FollowUp.objects.create(
        promise=promise,
        forum=forum,
        on=on,
        minutes=check_public(minutes),
        by=by,
        snapshot=snapshot,
    )
