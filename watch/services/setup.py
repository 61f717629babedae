"""The first officer of an empty installation gets in by a link used once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from areas.exceptions import Refused
from areas.models import Appointment, Installation
from watch.services.offices import with_login

if TYPE_CHECKING:
    from areas.models import Municipality, User

LIFE = timedelta(hours=24)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_setup_token() -> str:
    """A new one-time token; an older one stops working."""
    if Appointment.objects.exists():
        raise Refused(_("This installation already has an officer."))
    house = Installation.objects.first() or Installation()
    token = secrets.token_urlsafe(24)
    house.setup_hash = _hash(token)
    house.setup_until = timezone.now() + LIFE
    house.save()
    return token


def is_setup_token(token: str) -> bool:
    """Whether the token opens the set-up page right now."""
    house = Installation.objects.exclude(setup_hash="").first()
    if house is None or house.setup_until is None:
        return False
    if house.setup_until < timezone.now() or Appointment.objects.exists():
        return False
    return hmac.compare_digest(house.setup_hash, _hash(token))


@transaction.atomic
def appoint_first_officer(
    token: str, *, name: str, email: str, office: str, municipality: Municipality
) -> User:
    """Makes the first officer and burns the token; a log-in code goes by e-mail."""
    locked = Installation.objects.select_for_update().filter(setup_hash=_hash(token))
    house = locked.first()
    if house is None or not is_setup_token(token):
        raise Refused(_("The link has been used or is too old. Make a new one."))
    person = with_login(name=name, email=email)
    Appointment.objects.create(user=person, municipality=municipality, office=office)
    house.setup_hash, house.setup_until = "", None
    house.save()
    return person
