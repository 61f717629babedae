"""What an officer has to do now, worked out from the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts.models import PoliceEvent
from areas.models import Area, Interest
from areas.services import duties, signs
from watch import calendar
from watch.menus import Entry, way_to
from watch.models import Concern
from watch.new_areas import as_day

if TYPE_CHECKING:
    from watch.desk import Desk

FEW_KITS = 10  # in stock; below this it is time to order
State = Area.State
PLACES = {
    "interest": Entry("areas:interest-list", "/samordning/intresse/", ""),
    "areas": Entry("areas:officer-areas", "/samordning/omraden/", ""),
    "kits": Entry("marking:desk", "/samordning/markning/", ""),
    "concerns": Entry("watch:concern-desk", "/samordning/klagomal/", ""),
    "hints": Entry("alerts:police-hints", "/samordning/handelser/", ""),
    "duties": Entry("areas:officer-duties", "/samordning/uppgifter/", ""),
    "signs": Entry("areas:officer-signs", "/samordning/skyltar/", ""),
    "burglaries": Entry("watch:burglary-list", "/samordning/inbrott/", ""),
}


def of(desk: Desk) -> list[dict[str, Any]]:
    """The list, most urgent first; what is done isn't in it. One query each."""
    found = [_interest(desk), _concerns(desk), _meetings(desk), _dormant(desk)]
    found += [_hints(desk), _duties(desk), _signs(desk), _kits(desk), _figures(desk)]
    return [one for one in found if one]


def _task(count: int, place: str, title: str, hint: str) -> dict[str, Any]:
    return {
        "name": PLACES[place].name,
        "count": count,
        "url": way_to(PLACES[place]),
        "title": title,
        "hint": hint,
    }


def _interest(desk: Desk) -> dict[str, Any] | None:
    """Those who asked and have no answer; else places that nobody has begun with."""
    unanswered = Interest.objects.open().heads().filter(answered_at=None)
    rows = unanswered.filter(municipality=desk.municipality).order_by("created_at")
    waiting = [(row.place, row.created_at) for row in rows.only("place", "created_at")]
    if not waiting:
        begun = desk.in_state(State.INTEREST)
        waiting = [(area.name, area.state_since) for area in begun]
    if not waiting:
        return None
    place, since = waiting[0]
    days = (timezone.now() - since).days
    ago = ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}
    hint = _("Oldest: %(area)s, %(ago)s") % {
        "area": place,
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
    hint = ", ".join(_meeting(area) for area in booked[:3])
    return _task(len(booked), "areas", _("Prepare the start meeting"), hint)


def _meeting(area: Any) -> str:
    """The area, and the day of its start meeting where it has been noted."""
    day = as_day((area.booking or {}).get("meeting_on"))
    return f"{area.name} {date_format(day, 'j F')}" if day else str(area.name)


def _dormant(desk: Desk) -> dict[str, Any] | None:
    asleep = desk.in_state(State.DORMANT)
    if not asleep:
        return None
    hint = _("%(area)s has been dormant since %(day)s") % {
        "area": asleep[0].name,
        "day": _day(asleep[0].state_since),
    }
    return _task(len(asleep), "areas", _("Call the dormant areas"), hint)


def _hints(desk: Desk) -> dict[str, Any] | None:
    rows = PoliceEvent.objects.hints().filter(municipality=desk.municipality)
    titles = list(rows.values_list("title", flat=True)[:50])
    if not titles:
        return None
    return _task(len(titles), "hints", _("Read what the police have told"), titles[0])


def _duties(desk: Desk) -> dict[str, Any] | None:
    late = list(duties.overdue(desk.municipality.areas.all()))
    if not late:
        return None
    hint = _("%(area)s: %(duty)s") % {
        "area": late[0].area.name,
        "duty": late[0].get_kind_display(),
    }
    return _task(len(late), "duties", _("Help with duties that are late"), hint)


def _signs(desk: Desk) -> dict[str, Any] | None:
    standing = list(signs.to_take_down(desk.municipality.areas.all()))
    if not standing:
        return None
    hint = _("%(area)s no longer runs") % {"area": standing[0].area.name}
    return _task(len(standing), "signs", _("Take down signs"), hint)


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
