"""`manage.py demo`: a made-up Klippan in an empty database; says its progress."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from areas.models import Installation, User
from watch.world import (
    followed,
    interests,
    kits,
    neighbourhoods,
    past,
    people,
    places,
    promised,
    upkeep,
)


class Command(BaseCommand):
    """Loads the demo once; a second run changes nothing."""

    help = "Loads the made-up Klippan into an empty database."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if Installation.objects.filter(is_demo=True).exists():
            self.stdout.write("The demo is already there.")
            return
        if User.objects.exists():
            raise CommandError(
                "The database has people in it. The demo needs an empty one."
            )
        with transaction.atomic():
            self.load()

    def load(self) -> None:
        Installation.objects.create(is_demo=True)
        klippan = self.step("municipalities", places.make_municipalities)
        self.step("map", lambda: places.make_ground(klippan))
        self.step("households", places.make_households)
        officers = people.make_officers(klippan)
        areas = self.step(
            "areas", lambda: neighbourhoods.make_areas(klippan, officers["mona"])
        )
        self.step("neighbours", lambda: people.make_neighbours(areas))
        people.make_contacts(areas, officers["mona"])
        cast = people.make_cast(areas, officers["mona"])
        self.step("alerts", lambda: self.make_alerts(areas, cast))
        self.step("kits", lambda: kits.make_kits(klippan, areas, officers, cast))
        self.step("upkeep", lambda: upkeep.make_upkeep(areas, officers, cast))
        self.step("promise", lambda: promised.make_promises(klippan, areas, officers))
        self.step("follow-up", lambda: followed.make_follow_up(klippan, officers))
        self.step("interest", lambda: interests.make_interests(klippan, areas))

    def make_alerts(self, areas: list[Any], cast: dict[str, User]) -> None:
        past.make_history(areas, cast["alva"])
        members = areas[0].memberships.exclude(user__in=cast.values())
        answering = [tie.user for tie in members.select_related("user")[:2]]
        past.make_open_alert(areas[0], cast["alva"], answering)

    def step(self, what: str, action: Callable[[], Any]) -> Any:
        began = time.monotonic()
        result = action()
        self.stdout.write(f"  {what}: {time.monotonic() - began:.1f} s")
        self.stdout.flush()
        return result
