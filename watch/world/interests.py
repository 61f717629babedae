"""Residents who have asked for a watch where there is none yet."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from areas.models import Area, Interest, Municipality
from areas.search import place_key

from .dice import dice, made_up_name
from .people import DOMAIN, make_person

WITHOUT_AREA = ("Storgatan", "Kyrkogatan")
MOST = 4  # per place; the first could be an area contact


def make_interests(klippan: Municipality, areas: list[Area]) -> None:
    """A few wishes for each area that is no more than an idea, and for two streets."""
    ideas = [area for area in areas if area.state == Area.State.INTEREST]
    for number, area in enumerate(ideas):
        _wishes(klippan, area.name, area, number)
    for number, place in enumerate(WITHOUT_AREA, start=len(ideas)):
        _wishes(klippan, place, None, number)


def _wishes(klippan: Municipality, place: str, area: Area | None, number: int) -> None:
    head = None
    for rank in range(dice.randrange(1, MOST + 1)):
        wish = Interest.objects.create(
            municipality=klippan,
            area=area,
            merged_into=head,
            place=place,
            place_key=place_key(place),
            person=make_person(made_up_name(), f"undrar{number}.{rank}@{DOMAIN}"),
            willing=rank == 0,
            created_at=timezone.now() - timedelta(days=9 * number + 2 * rank, hours=5),
        )
        head = head or wish
