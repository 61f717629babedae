"""Handshakes: two neighbours meet, one shows a code, the other types it (T1)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from areas.exceptions import Refused
from areas.keys import keyed_hash, matches, new_code, tidy_code
from areas.models import Absence, AbsenceHelper, Handshake, HandshakeOffer, Membership
from areas.models.absences import random_code
from areas.models.people import User

LASTS = timedelta(minutes=10)
SIGNS = 8  # 40 bits, for ten minutes, among neighbours only
PURPOSE = "handshake"


def offer_handshake(user: User) -> str:
    """A new code to show; the one before stops working. It is kept as a hash only."""
    code = new_code(SIGNS)
    values = {
        "code_hash": keyed_hash(PURPOSE, code),
        "expires_at": timezone.now() + LASTS,
    }
    HandshakeOffer.objects.update_or_create(user=user, defaults=values)
    return code


@transaction.atomic
def shake_hands(user: User, *, typed: str) -> Handshake:
    """Makes the handshake with whoever shows this code; the code is used up."""
    offer = _offer(tidy_code(typed))
    if offer is None:
        raise Refused(
            _("The code is wrong or too old. Ask for a new one."), code="code"
        )
    if offer.user_id == user.pk:
        raise Refused(_("That is your own code. Your neighbour types it."), code="own")
    if not _share_an_area(user, offer.user):
        raise Refused(_("You don't live in the same area."), code="area")
    offer.delete()
    low, high = sorted((user, offer.user), key=lambda one: one.pk)
    made, _new = Handshake.objects.get_or_create(
        low=low, high=high, defaults={"code": random_code()}
    )
    return made


def _offer(code: str) -> HandshakeOffer | None:
    rows = HandshakeOffer.objects.filter(expires_at__gt=timezone.now())
    rows = rows.select_related("user")
    return next((row for row in rows if matches(PURPOSE, code, row.code_hash)), None)


def _share_an_area(one: User, other: User) -> bool:
    mine = Membership.objects.active().filter(user=one)
    theirs = Membership.objects.active().filter(user=other)
    return theirs.filter(area__in=mine.values("area")).exists()


@transaction.atomic
def take_back_handshake(user: User, code: str) -> None:
    """Either one ends it: from then on neither reads anything of the other's."""
    row = Handshake.objects.of(user).filter(code=code).first()
    if row is None:
        return
    for owner, helper in ((row.low, row.high), (row.high, row.low)):
        asked = Absence.objects.filter(membership__user=owner)
        AbsenceHelper.objects.filter(absence__in=asked, user=helper).delete()
    row.delete()


def known_to(user: User) -> list[Handshake]:
    """The person's handshakes, the other's name in order."""
    rows = Handshake.objects.of(user).select_related("low", "high")
    return sorted(rows, key=lambda row: row.other(user).name)


def helpers_for(membership: Membership) -> QuerySet[User]:
    """Neighbours who may be asked: met in person, in the area, on trust level 2."""
    me = membership.user_id
    met = Q(pk__in=Handshake.objects.filter(low=me).values("high"))
    met |= Q(pk__in=Handshake.objects.filter(high=me).values("low"))
    vouched = Membership.objects.active().filter(area=membership.area_id, level=2)
    people = User.objects.filter(met, pk__in=vouched.values("user"))
    return people.exclude(pk=me).order_by("name")
