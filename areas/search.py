"""From a typed address to its watch area; nothing else about a home leaves this room.

Tolerant of case, å for a, abbreviations ("Björkv. 7") and missing commas. Only a whole
address, street and number, is answered: nobody can read out a street's households.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Q
from redis.exceptions import RedisError

from areas.boundaries.placing import covering
from areas.models import Area, Household

LONGEST = 120
FOLDED = str.maketrans("åäàáöøéèëüñæ", "aaaaooeeeuna")
ADDRESS = re.compile(
    r"(?P<street>[^\d,]+?)[\s,]*(?P<number>\d+\s?[a-z]?\b)(?P<rest>.*)"
)
APARTMENT = re.compile(r"\b(?:lgh|lagenhet)\.?\s*(\w{1,8})")
POSTCODE = re.compile(r"\b(\d{3})\s?(\d{2})\b")
SHORT = (  # what a last part may stand for
    ("vagen", ("v", "vag")),
    ("gatan", ("g", "gata")),
    ("stigen", ("st", "stig")),
    ("grand", ("gr",)),
    ("torget", ("t", "torg")),
)
REMEMBERED = 300  # seconds
MOST_CHOICES = 12


class Status(StrEnum):
    """How a search ended."""

    AREA = "area"
    NO_AREA = "no_area"  # a known home outside every area
    SEVERAL = "several"  # the same address in more than one place
    INCOMPLETE = "incomplete"  # a street without a number
    UNKNOWN = "unknown"


class Street(NamedTuple):
    """A street's name in a locality, as households have it."""

    municipality_id: int
    name: str
    locality: str


@dataclass(frozen=True)
class Typed:
    """What a person wrote, folded."""

    street: str
    number: str = ""
    apartment: str = ""
    postcode: str = ""
    locality: str = ""


@dataclass(frozen=True)
class Answer:
    """A search's end: an area, or what to say instead."""

    status: Status
    address: str = ""
    area: Area | None = None
    choices: list[str] = field(default_factory=list)
    streets: list[str] = field(default_factory=list)  # did you mean …
    home: Household | None = None  # for the server's own use, never shown


def fold(text: str) -> str:
    """Lower case without dots and marks; spaces single."""
    plain = text[:LONGEST].casefold().translate(FOLDED)
    return " ".join(re.sub(r"[^\w\s,]", " ", plain).split())


def parse(text: str) -> Typed:
    """The parts of a typed address; a number is missing where none was written."""
    folded = fold(text)
    found = ADDRESS.match(folded)
    if not found:
        return Typed(folded.split(",")[0].strip())
    rest = found["rest"]
    apartment = APARTMENT.search(rest)
    rest = APARTMENT.sub(" ", rest)
    postcode = POSTCODE.search(rest)
    words = re.sub(r"[\d,]+", " ", POSTCODE.sub(" ", rest)).split()
    return Typed(
        street=found["street"].strip(),
        number=found["number"].replace(" ", ""),
        apartment=apartment[1] if apartment else "",
        postcode="".join(postcode.groups()) if postcode else "",
        locality=" ".join(words),
    )


def find_address(text: str) -> Answer:
    """The area of a typed address, or the way on."""
    typed = parse(text)
    if not typed.street:
        return Answer(Status.UNKNOWN)
    streets = _streets_meant(typed.street)
    if not streets:
        return Answer(Status.UNKNOWN, streets=_like(typed.street))
    if not typed.number:
        return Answer(Status.INCOMPLETE, streets=sorted({s.name for s in streets}))
    homes, certain = _narrowed(_homes(streets, typed), typed)
    places = {place_name(home): home for home in homes}
    if not places:
        return Answer(Status.UNKNOWN)
    if len(places) > 1 or not certain:
        return Answer(Status.SEVERAL, choices=sorted(places)[:MOST_CHOICES])
    return _answer(*next(iter(places.items())))


def homes_at(text: str, area: Area) -> list[Household]:
    """The dwellings of an area at a typed address: one villa, or a house's flats."""
    typed = parse(text)
    if not typed.street or not typed.number:
        return []
    homes = [h for h in _homes(_streets_meant(typed.street), typed) if h.area == area]
    narrowed, _certain = _narrowed(homes, typed)
    flats = [h for h in narrowed if fold(h.apartment).endswith(typed.apartment)]
    return flats if typed.apartment and flats else narrowed


def place_name(home: Household) -> str:
    """ "Åvägen 14, Ljungbyhed": what may be said back to whoever typed it."""
    return ", ".join(p for p in (f"{home.street} {home.number}", home.locality) if p)


def place_key(text: str) -> str:
    """The same for the same place, however it is written: street and locality."""
    typed = parse(text)
    streets = _streets_meant(typed.street)
    name = fold(streets[0].name) if streets else typed.street
    return name.replace(" ", "")[:LONGEST]


def _answer(address: str, home: Household) -> Answer:
    area = home.area
    if area is None and home.point is not None:
        area = covering(home.point)
    if area is None or area.state == Area.State.CLOSED:
        return Answer(Status.NO_AREA, address, home=home)
    return Answer(Status.AREA, address, area, home=home)


# --- streets and homes --------------------------------------------------------


def _streets() -> list[Street]:
    """Every street with homes; remembered for a few minutes where a cache is there."""
    try:
        known: list[Street] | None = cache.get("search:streets")
        if known is None:
            known = _streets_with_homes()
            cache.set("search:streets", known, REMEMBERED)
    except (RedisError, OSError):
        known = _streets_with_homes()
    return known


def _streets_with_homes() -> list[Street]:
    rows = Household.objects.exclude(street="").order_by("street", "locality")
    fields = ("municipality_id", "street", "locality")
    return [Street(*row) for row in rows.values_list(*fields).distinct()]


def forget_streets() -> None:
    """After new homes: the next search reads the streets anew."""
    cache.delete("search:streets")


def _streets_meant(typed: str) -> list[Street]:
    keys = _spellings(typed)
    return [s for s in _streets() if fold(s.name).replace(" ", "") in keys]


def _spellings(typed: str) -> set[str]:
    """The typed name and what it may be short for."""
    name = typed.replace(" ", "")
    long = {
        name[: -len(short)] + ending
        for ending, shorts in SHORT
        for short in shorts
        if name.endswith(short) and len(name) > len(short)
    }
    return {name} | long


def _like(typed: str) -> list[str]:
    names = {fold(s.name): s.name for s in _streets()}
    return [names[key] for key in get_close_matches(typed, names, n=4, cutoff=0.7)]


def _homes(streets: Iterable[Street], typed: Typed) -> list[Household]:
    wanted = Q()
    for name in {street.name for street in streets}:
        wanted |= Q(street=name)
    if not wanted:
        return []
    letters = typed.number.lstrip("0123456789")
    digits = typed.number[: len(typed.number) - len(letters)]
    numbers = {digits + gap + case for gap in ("", " ") for case in _cases(letters)}
    rows = Household.objects.filter(
        wanted,
        municipality__in={street.municipality_id for street in streets},
        number__in={number.strip() for number in numbers},
    )
    return list(rows.select_related("area").order_by("apartment", "pk"))


def _cases(letters: str) -> tuple[str, str]:
    return letters, letters.upper()


def _narrowed(homes: list[Household], typed: Typed) -> tuple[list[Household], bool]:
    """Those in the named locality and postcode; uncertain where none of them is."""
    kept = homes
    if typed.locality:
        kept = [h for h in kept if fold(h.locality).startswith(typed.locality)]
    if typed.postcode:
        kept = [h for h in kept if h.postcode in ("", typed.postcode)]
    return (kept, True) if kept else (homes, not homes)


def tidy(text: str) -> Typed:
    """A typed address as it may be kept: "Nya vägen", "3 B", "1102"."""
    typed = parse(text)
    raw = " ".join(text.split())[:LONGEST]
    length = len(re.split(r"[\d,]", raw, maxsplit=1)[0].rstrip())
    street = raw[: min(length, 80)]
    return Typed(street[:1].upper() + street[1:], typed.number.upper(), typed.apartment)
