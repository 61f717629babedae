"""What is done about a kit that is due, and who is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils.formats import date_format

from areas.models import Area, Household
from marking import telling
from marking.models import Kit, Product, Verb
from marking.services.acts import act
from marking.services.handing import cancel_reservation
from marking.services.home import leave_unused, release_holder
from marking.steps import SYSTEM, Doer

from .due import REMIND_DAYS, Day

BY_ITSELF = Doer(SYSTEM)


def lapse(day: Day, kit: Kit) -> None:
    home = day.holders.household_of(kit)
    cancel_reservation(kit, by=BY_ITSELF, note="30 days")
    telling.tell_household(home, "kit.lapsed")


def release(day: Day, kit: Kit) -> None:
    home = day.holders.household_of(kit)
    if home is not None:
        release_holder(Household.objects.get(pk=home), by=BY_ITSELF)


def expire(day: Day, kit: Kit) -> None:
    act(kit, Verb.EXPIRE, BY_ITSELF)
    telling.tell_household(day.holders.household_of(kit), "kit.expired")


def warn(day: Day, kit: Kit) -> None:
    act(kit, Verb.REMIND, BY_ITSELF, note="liquid")
    telling.tell_household(
        day.holders.household_of(kit),
        "kit.liquid",
        day=date_format(kit.opened_on or day.today, "j F"),
        months=kit.batch.product.opened_months,
    )


def remind(days: int) -> Callable[[Day, Kit], None]:
    def write(day: Day, kit: Kit) -> None:
        act(kit, Verb.REMIND, BY_ITSELF, note=f"remind{days}")
        late = REMIND_DAYS[1] > days and _is_late(day, kit)
        if not late:  # a kit found a month late gets one message, not two
            telling.tell_household(day.holders.household_of(kit), f"kit.remind{days}")
        if days == REMIND_DAYS[1] and kit.area:
            _give_to_contact(day, kit.area)

    return write


def _is_late(day: Day, kit: Kit) -> bool:
    out = kit.handed_out_on or day.today
    return day.today - out >= timedelta(days=REMIND_DAYS[1])


def _give_to_contact(day: Day, area: Area) -> None:
    """After a month it is the contact's to-do: a number, once a day, no address."""
    before = day.today - timedelta(days=REMIND_DAYS[1])
    count = Kit.objects.filter(
        area=area,
        state__in=[Kit.State.HANDED_OUT, Kit.State.STICKERS_UP],
        kind=Product.Kind.KIT,
        handed_out_on__lte=before,
    ).count()
    telling.tell(
        telling.contacts_of(area.pk),
        "kit.todo",
        once=("todo", area.pk, day.today),
        count=count,
        area=area.name,
    )


def leave(day: Day, kit: Kit) -> None:
    leave_unused(kit, by=BY_ITSELF, note="12 months")
    telling.tell_household(day.holders.household_of(kit), "kit.unused")


def pen_due(day: Day, kit: Kit) -> None:
    act(kit, Verb.REMIND, BY_ITSELF, note="due")
    telling.tell_household(
        day.holders.household_of(kit),
        "pen.due",
        day=date_format(kit.due_on or day.today, "j F"),
    )
