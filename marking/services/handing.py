"""From shelf to household: reserve, hand out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from areas.models import Household
from marking import hashes, telling
from marking.exceptions import KitRefused
from marking.models import Kit, KitEvent, Place, Product, Verb
from marking.steps import Doer

from .acts import RACED, act

RESERVATION_DAYS = 30
HAS_ONE = "has_one"


def has_one() -> KitRefused:
    return KitRefused(_("The household already has a marking kit."), code=HAS_ONE)


@contextmanager
def one_per_household() -> Iterator[None]:
    """The database's own rule, for two requests in the same second."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise has_one() from None


def reserve_kit(household: Household, *, by: Doer) -> Kit:
    """Reserves a free kit, one of the household's own area first."""
    if Kit.objects.of(household).exists():
        raise has_one()
    while kit := _next_free(household):
        try:
            with one_per_household():
                return _reserve(kit, household, by)
        except KitRefused as refusal:
            if refusal.code != RACED:
                raise
    raise KitRefused(
        _("There is no kit left right now. More are ordered."), code="none_left"
    )


def _reserve(kit: Kit, household: Household, by: Doer) -> Kit:
    ready = kit.place is not None and kit.place.is_for_collecting
    today = timezone.localdate()
    act(
        kit,
        Verb.RESERVE,
        by,
        holder_hash=hashes.of_holder(household),
        area=household.area,
        reserved_on=today,
        ready_on=today if ready else None,
    )
    telling.tell_household(household.pk, "kit.reserved")
    if ready:
        tell_ready(kit, household.pk)
    return kit


def _next_free(household: Household) -> Kit | None:
    """Of those set aside for the area, then of those for nobody; oldest first."""
    free = (
        Kit.objects.kits()
        .free()
        .filter(municipality=household.municipality_id)
        .fresh(timezone.localdate())
        .select_related("place", "batch")
        .order_by("batch__expires_on", "number")
    )
    own = free.filter(area=household.area_id) if household.area_id else free.none()
    return (
        own.exclude(place__kind=Place.Kind.OFFICE).first()
        or own.first()
        or free.filter(area=None).first()
    )


def tell_ready(kit: Kit, household_id: int | None) -> None:
    """Says where the reserved kit can be collected."""
    if kit.place:
        telling.tell_household(
            household_id,
            "kit.ready",
            place=kit.place.name,
            opening=kit.place.opening,
            once=("ready", kit.pk, kit.reserved_on),
        )


@transaction.atomic
def cancel_reservation(kit: Kit, *, by: Doer, note: str = "") -> Kit:
    """Puts a reserved kit back on its shelf."""
    return act(
        kit,
        Verb.CANCEL,
        by,
        note=note,
        holder_hash=None,
        reserved_on=None,
        ready_on=None,
    )


def hand_out_kit(
    kit: Kit,
    *,
    to: Household,
    by: Doer,
    on: date | None = None,
    client_id: UUID | None = None,
) -> Kit:
    """Gives a kit to a household; the same `client_id` gives it once."""
    if client_id and KitEvent.objects.filter(client_id=client_id).exists():
        return kit
    _may_go_out(kit, to)
    try:
        with one_per_household():
            return _hand_out(kit, to, by, on or timezone.localdate(), client_id)
    except KitRefused:
        # The same message twice in the same second: the other one did it.
        if client_id and KitEvent.objects.filter(client_id=client_id).exists():
            return kit
        raise


def _may_go_out(kit: Kit, to: Household) -> None:
    if kit.municipality_id != to.municipality_id:
        raise KitRefused(_("The household belongs to another municipality."))
    if kit.kind != Product.Kind.KIT:
        raise KitRefused(_("%(number)s is a pen to lend.") % {"number": kit})
    hashes_of_home = hashes.holder_hashes(to)
    if kit.state == Kit.State.RESERVED and kit.holder_hash not in hashes_of_home:
        raise KitRefused(
            _("Kit %(number)s is reserved for another household.") % {"number": kit},
            code="reserved",
        )
    expires = kit.batch.expires_on
    if expires and expires < timezone.localdate():
        raise KitRefused(
            _("The liquid in kit %(number)s is too old. Take another kit.")
            % {"number": kit},
            code="too_old",
        )


def _hand_out(
    kit: Kit, to: Household, by: Doer, on: date, client_id: UUID | None
) -> Kit:
    other = Kit.objects.of(to).exclude(pk=kit.pk).first()
    if other and other.state != Kit.State.RESERVED:
        raise has_one()
    if other:  # it had reserved one, and was given another
        cancel_reservation(other, by=by)
    act(
        kit,
        Verb.HAND_OUT,
        by,
        client_id=client_id,
        holder_hash=hashes.of_holder(to),
        area=to.area,
        place=None,
        ready_on=None,
        handed_out_on=on,
    )
    telling.tell_household(
        to.pk, "kit.handed_out", day=date_format(on, "j F"), price=price_of(kit)
    )
    return kit


def price_of(kit: Kit) -> str:
    """What the household paid, in words."""
    price = kit.batch.household_price
    return _("%(price)s kronor") % {"price": price} if price else _("free of charge")
