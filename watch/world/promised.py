"""The promise of 2016-2017 and today's, with what shows how it goes."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from areas.models import Area, Municipality, User
from watch.models import CrimeFigure, Evidence, Presence, Promise
from watch.services import promises

from .dice import dice
from .neighbourhoods import promise_starts

Measure = str
ESTIMATE = "Påhittad uppskattning för demon, ungefär 25 per år"


def make_promises(
    klippan: Municipality, areas: list[Area], officers: dict[str, User]
) -> None:
    """Klippan's signed promise, and a running one that counts the demo's own rows."""
    promises.load_promise(klippan, "klippan-2016")
    starts = promise_starts()
    today = promises.load_promise(
        klippan,
        "example",
        starts_on=starts,
        ends_on=date(starts.year + 1, 4, 30),
    )
    _evidence(today, areas, officers["mona"])
    _burglaries(klippan, officers["mona"], starts)
    _presence(klippan, officers["pia"])


def _evidence(promise: Promise, areas: list[Area], officer: User) -> None:
    commitment = promise.commitments.filter(measure="new_areas").first()
    if commitment is None:
        return
    for area in areas:
        if not area.started_on or area.started_on < promise.starts_on:
            continue
        for kind, days in (
            (Evidence.Kind.START_MEETING, 21),
            (Evidence.Kind.INFORMATION, 9),
        ):
            promises.note_evidence(
                commitment,
                by=officer,
                done_on=area.started_on - timedelta(days=days),
                area=area,
                kind=kind,
                amount=1,
            )


def _burglaries(klippan: Municipality, officer: User, starts: date) -> None:
    """About 25 a year (domain, section 10), fewer lately; labelled as made up."""
    month = date(starts.year - 1, 1, 1)
    while month < timezone.localdate().replace(day=1):
        most = 4 if month < starts else 3
        CrimeFigure.objects.create(
            municipality=klippan,
            month=month,
            burglaries=dice.randrange(0, most),
            attempts=dice.randrange(0, 2),
            source=ESTIMATE,
            by=officer,
        )
        month = (month + timedelta(days=32)).replace(day=1)


def _presence(klippan: Municipality, officer: User) -> None:
    places = ("Järnvägsstationen", "Torget i Klippan", "Busstationen i Ljungbyhed")
    for number in range(14):
        Presence.objects.create(
            municipality=klippan,
            place=places[number % len(places)],
            started_at=timezone.now() - timedelta(days=4 * number, hours=3),
            minutes=30 + 10 * (number % 4),
            organisation="police",
            by=officer,
        )
