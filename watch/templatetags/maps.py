"""The map panel and the lettered list beside it, its equal."""

from __future__ import annotations

from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

from django import template
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

register = template.Library()


def letter(number: int) -> str:
    """A, B … Z, AA, AB …: the sign of the n-th area in list and map, from 0."""
    rest, place = divmod(number, len(ascii_uppercase))
    return (letter(rest - 1) if rest else "") + ascii_uppercase[place]


@register.inclusion_tag("components/map_panel.html")
def map_panel(label: str, **options: Any) -> dict[str, Any]:
    """A map that says nothing the list doesn't. `data` (a dict) or `src` (an address
    that answers the same as JSON); `locate` adds "where I am"; `tall`, `name`.
    """
    return {
        "label": label,
        "data": options.get("data"),
        "src": options.get("src", ""),
        "locate": options.get("locate", False),
        "tall": options.get("tall", False),
        "id": options.get("name", "karta"),
        "credit": options.get("credit", ""),
        "tiles": getattr(settings, "TILE_URL", ""),
        "demo": getattr(settings, "DEMO", False),
    }


@register.inclusion_tag("components/area_list.html")
def area_list(areas: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Areas with their letters: name, url, state and, if any, letter, word, note."""
    lettered = [
        {**area, "letter": area.get("letter") or letter(number)}
        for number, area in enumerate(areas)
    ]
    return {"areas": lettered}
