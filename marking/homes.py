"""What the household's page shows: its four steps, and how the neighbours are doing."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q

from areas.models import Area, Contact, Household

from . import stats
from .models import Kit

ORDER = ("collect", "stickers", "mark", "register")
# Below these no number is shown: it could be told whose home it is (decision 23).
FEWEST_HOMES, FEWEST_MARKED = 20, 5


class HomeStep(NamedTuple):
    """One of the four steps and how far it has come: todo, now or done."""

    name: str
    number: int
    state: str


def _done(kit: Kit | None) -> dict[str, bool]:
    if kit is None:
        return dict.fromkeys(ORDER, False)
    return {
        "collect": kit.state in Kit.OUT,
        "stickers": kit.stickers_up_on is not None,
        "mark": kit.marked_on is not None,
        "register": kit.registered_on is not None,
    }


def steps_of(kit: Kit | None) -> list[HomeStep]:
    """The four steps; the first that isn't done is the one to do now."""
    done = _done(kit)
    now = next((name for name in ORDER if not done[name]), None)
    return [
        HomeStep(
            name, number, "done" if done[name] else "now" if name == now else "todo"
        )
        for number, name in enumerate(ORDER, start=1)
    ]


class Uptake(NamedTuple):
    """Marked homes of an area, and all homes; `marked` is None when too few to say."""

    area: Area
    marked: int | None
    homes: int


def uptake_in(area: Area | None) -> Uptake | None:
    """How many of the neighbours have marked their homes; never which."""
    if area is None:
        return None
    homes = stats.households(area.municipality, area)
    marked = stats.funnel(area.municipality, area)[Kit.State.REGISTERED]
    told = homes >= FEWEST_HOMES and marked >= FEWEST_MARKED
    return Uptake(area, marked if told else None, homes)


def contact_of(area: Area | None) -> Contact | None:
    """Who helps: the area's first contact."""
    if area is None:
        return None
    rows = Contact.objects.active().filter(area=area).select_related("user")
    return rows.order_by("pk").first()


def has_free_kit(home: Household) -> bool:
    """Whether a reservation would find a kit."""
    free = Kit.objects.kits().free().filter(municipality=home.municipality_id)
    return free.filter(Q(area=None) | Q(area=home.area_id)).exists()
