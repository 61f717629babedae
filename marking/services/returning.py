"""From household back to the shelf, or gone: hand back, lose, replace, lend."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from areas.models import Household
from marking import hashes, holders, telling
from marking.exceptions import KitRefused
from marking.models import Kit, Place, Product, Verb
from marking.steps import Doer, refused

from .acts import act
from .handing import HAS_ONE, hand_out_kit, one_per_household


@transaction.atomic
def return_kit(kit: Kit, *, to: Place, by: Doer, note: str = "") -> Kit:
    """Takes a kit or pen back; unopened it is in stock again, opened it is set aside.

    Nothing ties it to the household any more.
    """
    home = holders.find(kit)
    opened = kit.opened_on is not None
    act(
        kit,
        Verb.RETURN,
        by,
        note=note,
        place=to,
        holder_hash=None,
        reserved_on=None,
        handed_out_on=None,
        stickers_up_on=None,
        due_on=None,
    )
    if kit.kind == Product.Kind.KIT:
        telling.tell_household(home.pk if home else None, "kit.returned")
    if opened:
        return kit
    return act(kit, Verb.RESTOCK, by, area=to.area)


@transaction.atomic
def lose_kit(kit: Kit, *, by: Doer, note: str) -> Kit:
    """Notes a kit as lost; its household may get another one."""
    if not note.strip():
        raise KitRefused(_("Write what happened."))
    home = holders.find(kit)
    act(kit, Verb.LOSE, by, note=note, place=None, holder_hash=None, ready_on=None)
    telling.tell_household(home.pk if home else None, "kit.lost")
    return kit


@transaction.atomic
def replace_kit(lost: Kit, new: Kit, *, to: Household, by: Doer) -> Kit:
    """A new kit for one that is gone; the old one's row says which."""
    note = _("replaced by %(number)s") % {"number": new.number}
    if lost.state == Kit.State.REGISTERED:
        raise refused(lost)
    lose_kit(lost, by=by, note=note)
    return hand_out_kit(new, to=to, by=by)


def lend_pen(pen: Kit, *, to: Household, by: Doer, until: date | None = None) -> Kit:
    """Lends a pen until a day: the product's usual time, when none is said."""
    if pen.kind != Product.Kind.PEN:
        raise KitRefused(_("%(number)s is a kit, not a pen.") % {"number": pen})
    if Kit.objects.of(to, Product.Kind.PEN).exists():
        raise KitRefused(_("The household already has a pen."), code=HAS_ONE)
    today = timezone.localdate()
    due = until or today + timedelta(days=pen.batch.product.loan_days)
    if due < today:
        raise KitRefused(_("The day has passed."))
    with one_per_household():
        act(
            pen,
            Verb.LEND,
            by,
            holder_hash=hashes.of_holder(to),
            area=to.area,
            place=None,
            handed_out_on=today,
            due_on=due,
        )
        telling.tell_household(to.pk, "pen.lent", day=date_format(due, "j F"))
    return pen
