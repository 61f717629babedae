"""What the household itself says: stickers, opened, marked, registered, not used."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from areas.models import Household
from marking import codes, hashes, holders, telling
from marking.exceptions import KitRefused
from marking.models import Kit, KitEvent, Verb
from marking.steps import HOUSEHOLD, Doer, target

from .acts import act

AT_HOME = Doer(HOUSEHOLD)
TRIES_A_DAY = 5  # codes of the right form that were somebody else's


def _day(kit: Kit, on: date | None) -> date:
    """The day said, today when none is; not in the future, not before the hand-out."""
    today = timezone.localdate()
    day = on or today
    if day > today:
        raise KitRefused(_("The day has not come yet."))
    if kit.handed_out_on and day < kit.handed_out_on:
        raise KitRefused(_("That is before you got the kit."))
    return day


@transaction.atomic
def put_up_stickers(kit: Kit, *, by: Doer = AT_HOME, on: date | None = None) -> Kit:
    """Notes the day the stickers went up."""
    target(kit, Verb.STICKERS, by)
    if kit.stickers_up_on:
        raise KitRefused(_("The stickers are already up."))
    return act(kit, Verb.STICKERS, by, stickers_up_on=_day(kit, on))


@transaction.atomic
def open_liquid(kit: Kit, *, on: date | None = None) -> Kit:
    """Notes the day the bottle was opened: from then on the liquid ages."""
    target(kit, Verb.OPEN, AT_HOME)
    if kit.opened_on:
        raise KitRefused(_("The bottle is already opened."))
    return act(kit, Verb.OPEN, AT_HOME, opened_on=_day(kit, on))


@transaction.atomic
def mark_home(kit: Kit, *, on: date | None = None) -> Kit:
    """Notes the day the things were marked; which things is never asked."""
    target(kit, Verb.MARK, AT_HOME)
    if kit.marked_on:
        raise KitRefused(_("Your things are already marked."))
    day = _day(kit, on)
    if kit.opened_on is None:
        act(kit, Verb.OPEN, AT_HOME, opened_on=day)
    return act(kit, Verb.MARK, AT_HOME, marked_on=day)


def register_kit(kit: Kit, code: str, *, on: date | None = None) -> Kit:
    """Registers the household's own kit by its bottle's code (decision 19).

    The form of the code is the product's. Only a keyed hash of it is kept, with the
    day on which the household says that it registered with the supplier.
    """
    target(kit, Verb.REGISTER, AT_HOME)
    day = _day(kit, on)
    written = codes.code_of(code, kit.batch.product)
    _has_tries_left(kit)
    if Kit.objects.filter(code_hash__in=hashes.code_hashes(written)).exists():
        raise _somebody_elses(kit)
    try:
        with transaction.atomic():
            act(
                kit,
                Verb.REGISTER,
                AT_HOME,
                code_hash=hashes.of_code(written),
                registered_on=day,
            )
            home = holders.find(kit)
            telling.tell_household(home.pk if home else None, "kit.registered")
    except IntegrityError:
        raise _somebody_elses(kit) from None
    return kit


def _has_tries_left(kit: Kit) -> None:
    """Guessing which codes exist ends after a few tries a day (A22)."""
    since = timezone.now() - timedelta(days=1)
    tries = KitEvent.objects.filter(kit=kit, kind=Verb.TRY, at__gte=since)
    if tries.count() >= TRIES_A_DAY:
        raise KitRefused(
            _("Too many tries. Wait until tomorrow or ask your area contact."),
            code="tries",
        )


def _somebody_elses(kit: Kit) -> KitRefused:
    with transaction.atomic():
        act(kit, Verb.TRY, AT_HOME)
    return KitRefused(
        _("The code does not belong to your kit. Read it off the bottle again."),
        code="code",
    )


@transaction.atomic
def leave_unused(kit: Kit, *, by: Doer = AT_HOME, note: str) -> Kit:
    """Notes that the kit won't be used, and why."""
    if not note.strip():
        raise KitRefused(_("Write why the kit is not used."))
    return act(kit, Verb.UNUSE, by, note=note)


@transaction.atomic
def release_holder(household: Household, *, by: Doer = AT_HOME) -> int:
    """Unlinks a household that moves out from what it holds; says how many.

    A reserved kit goes back to its shelf. The others keep their state, without holder.
    """
    rows = Kit.objects.filter(holder_hash__in=hashes.holder_hashes(household))
    found = list(rows.select_related("batch"))
    for kit in found:
        if kit.state == Kit.State.RESERVED:
            act(kit, Verb.CANCEL, by, holder_hash=None, reserved_on=None, ready_on=None)
        elif kit.state in Kit.OUT:
            today = timezone.localdate()
            act(kit, Verb.RELEASE, by, holder_hash=None, released_on=today)
    return len(found)


def ask_for_help(household: Household) -> None:
    """Asks the area's contacts to get in touch about the marking, once a day."""
    if household.area_id is None:
        raise KitRefused(_("Your home is in no watch area yet."))
    telling.tell(
        telling.contacts_of(household.area_id),
        "kit.help",
        once=("help", household.pk, timezone.localdate()),
        address=household.address or _("A neighbour"),
    )
