"""What an officer has to do now, worked out from the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from areas.models import Area
from watch import calendar
from watch.menus import Entry, way_to
from watch.models import Concern

if TYPE_CHECKING:
    from watch.desk import Desk

FEW_KITS = 10  # in stock; below this it is time to order
State = Area.State
PLACES = {
    "interest": Entry("areas:interest-list", "/samordning/intresse/", ""),
    "areas": Entry("areas:officer-areas", "/samordning/omraden/", ""),
    "kits": Entry("marking:desk", "/samordning/markning/", ""),
    "concerns": Entry("watch:concern-desk", "/samordning/klagomal/", ""),
    "burglaries": Entry("watch:burglary-list", "/samordning/inbrott/", ""),
}


def of(desk: Desk) -> list[dict[str, Any]]:
    """The list, most urgent first; what is done isn't in it. One query."""
    found = [_interest(desk), _concerns(desk), _meetings(desk), _dormant(desk)]
    found += [_kits(desk), _figures(desk)]
    return [one for one in found if one]


def _task(count: int, place: str, title: str, hint: str) -> dict[str, Any]:
    return {
        "count": count,
        "url": way_to(PLACES[place]),
        "title": title,
        "hint": hint,
    }


def _interest(desk: Desk) -> dict[str, Any] | None:
    waiting = desk.in_state(State.INTEREST)
    if not waiting:
        return None
    days = (timezone.now() - waiting[0].state_since).days
    ago = ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}
    hint = _("Oldest: %(area)s, %(ago)s") % {
        "area": waiting[0].name,
        "ago": ago if days else _("today"),
    }
    return _task(len(waiting), "interest", _("Answer those who are interested"), hint)


def _concerns(desk: Desk) -> dict[str, Any] | None:
    rows = Concern.objects.waiting().filter(municipality=desk.municipality)
    days = list(rows.order_by("created_at").values_list("created_at", flat=True))
    if not days:
        return None
    hint = _("The oldest came on %(day)s") % {"day": _day(days[0])}
    return _task(len(days), "concerns", _("Answer complaints"), hint)


def _meetings(desk: Desk) -> dict[str, Any] | None:
    booked = desk.in_state(State.MEETING_BOOKED)
    if not booked:
        return None
    names = ", ".join(area.name for area in booked[:3])
    return _task(len(booked), "areas", _("Prepare the start meeting"), names)


def _dormant(desk: Desk) -> dict[str, Any] | None:
    asleep = desk.in_state(State.DORMANT)
    if not asleep:
        return None
    hint = _("%(area)s has been dormant since %(day)s") % {
        "area": asleep[0].name,
        "day": _day(asleep[0].state_since),
    }
    return _task(len(asleep), "areas", _("Call the dormant areas"), hint)


def _kits(desk: Desk) -> dict[str, Any] | None:
    in_stock = desk.kits["in_stock"]
    if in_stock >= FEW_KITS or not sum(desk.kits.values()):
        return None
    hint = _("%(count)s left in stock") % {"count": in_stock}
    return _task(1, "kits", _("Order more marking kits"), hint)


def _figures(desk: Desk) -> dict[str, Any] | None:
    last = calendar.shifted(calendar.this_month(), -1)
    known = desk.burglaries.last
    if known is None:
        return _task(1, "burglaries", _("Enter burglaries"), _("No figures yet"))
    missing = len(calendar.between(known, last)) - 1
    if missing < 1:
        return None
    hint = ngettext("%(n)s month is missing", "%(n)s months are missing", missing)
    return _task(missing, "burglaries", _("Enter burglaries"), hint % {"n": missing})


def _day(moment: Any) -> str:
    return str(date_format(timezone.localtime(moment), "j F"))
