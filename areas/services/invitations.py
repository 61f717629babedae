"""Paper slips with one-time codes, one to a household (threat T7)."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from areas import keys
from areas.exceptions import Refused
from areas.models import Area, Household, Invitation, Membership, User
from areas.services import channels as ways
from areas.services import joining
from areas.services.access import log_access
from areas.services.joining import Reach

log = logging.getLogger(__name__)
VALID = timedelta(days=14)
KEPT = timedelta(days=30)
SELECTOR, SECRET = 4, 6  # signs of five bits; together the ten that are typed
LINK_BYTES = 16  # 128 bits


class Slip(NamedTuple):
    """A slip on its way to the printer: the only time its secrets are seen."""

    invitation: Invitation
    code: str
    token: str


@transaction.atomic
def make_slips(area: Area, homes: Iterable[Household], *, by: User) -> list[Slip]:
    """A new slip for each home of the area; an earlier open one stops working."""
    listed = [home for home in homes if home.area_id == area.pk]
    Invitation.objects.filter(household__in=listed, used_at=None).filter(
        revoked_at=None
    ).update(revoked_at=timezone.now())
    slips = [_slip(area, home, by) for home in listed]
    log_access(by=by, act="invitation.print", area=area, count=len(slips))
    return slips


def _slip(area: Area, home: Household, by: User) -> Slip:
    selector = keys.new_code(SELECTOR)
    while Invitation.objects.filter(selector=selector).exists():
        selector = keys.new_code(SELECTOR)
    code = selector + keys.new_code(SECRET)
    token = secrets.token_urlsafe(LINK_BYTES)
    invitation = Invitation.objects.create(
        household=home,
        area=area,
        made_by=by,
        selector=selector,
        code_hash=keys.keyed_hash("slip", code),
        link_hash=keys.keyed_hash("slip-link", token),
        expires_at=timezone.now() + VALID,
    )
    return Slip(invitation, code, token)


def _unknown() -> Refused:
    """The same answer whether it never was, is used up, or too old."""
    return Refused(
        _("The code does not work. Read it again, or ask for a new slip."),
        code="unknown",
    )


def find_by_code(text: str) -> Invitation:
    """The live slip with this code; ten signs, dashes and small letters allowed."""
    code = keys.tidy_code(text)
    if len(code) != SELECTOR + SECRET:
        sentence = _("The code has ten characters. You have typed %(count)s.")
        raise Refused(sentence % {"count": len(code)}, code="length")
    slip = Invitation.objects.live().filter(selector=code[:SELECTOR]).first()
    if slip is None or not keys.matches("slip", code, slip.code_hash):
        raise _unknown()
    return slip


def find_by_link(selector: str, token: str) -> Invitation:
    """The live slip whose QR code was read."""
    slip = Invitation.objects.live().filter(selector=selector).first()
    if slip is None or not keys.matches("slip-link", token, slip.link_hash):
        raise _unknown()
    return slip


@transaction.atomic
def accept(
    slip: Invitation, *, name: str, reach: Reach, by: User | None = None
) -> Membership:
    """The household joins at once at level 1; the slip is used up."""
    now = timezone.now()
    live = Invitation.objects.live(now).filter(pk=slip.pk)
    if not live.update(used_at=now):
        raise _unknown()
    person = by or joining.new_person(name)
    membership = joining.pending(
        person, slip.household, slip.area, way=Membership.Way.SLIP
    )
    for channel in joining.add_ways(person, reach):
        ways.ask_to_confirm(channel)
    Membership.objects.filter(pk=membership.pk).update(
        state=Membership.State.JOINED,
        level=1,
        decided_at=now,
        decided_by=slip.made_by,
        confirmed_on=timezone.localdate(now),
    )
    Invitation.objects.filter(pk=slip.pk).update(used_by=person)
    membership.refresh_from_db()
    joining.welcome(membership)
    return membership


@transaction.atomic
def revoke(slips: Iterable[Invitation], *, by: User, area: Area) -> int:
    """Stops slips that were lost or given to the wrong door."""
    ids = [slip.pk for slip in slips]
    rows = Invitation.objects.live().filter(pk__in=ids, area=area)
    count = rows.update(revoked_at=timezone.now())
    log_access(by=by, act="invitation.revoke", area=area, count=count)
    return count


def erase_due(now: datetime) -> int:
    """Deletes slips thirty days after use, revocation or expiry."""
    rows = Invitation.objects.filter(expires_at__lte=now - KEPT)
    count, _each = rows.delete()
    return count
