"""Made-up upkeep: meetings held and to come, the year's duties, signs, one away."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.contrib.gis.geos import Point
from django.utils import timezone

from areas.models import Area, Duty, Handshake, Household, Meeting, Sign, User
from areas.models import StickerHandout as Stickers
from areas.models.absences import random_code
from areas.services import absences, duties

State = Area.State
PLACES = ("Norra infarten", "Södra infarten", "Gångvägen vid lekplatsen")
LATE = (Duty.Kind.SIGNS, Duty.Kind.NEWCOMERS)  # what the cast's area has not done


def make_upkeep(
    areas: list[Area], officers: dict[str, User], cast: dict[str, User]
) -> None:
    """What running areas have done; the cast's area has a little left to do."""
    running = [area for area in areas if area.state == State.RUNNING]
    resting = [area for area in areas if area.state == State.DORMANT]
    for area in running:
        _duties(area, officers["mona"], is_late=area == areas[0])
        _signs(area, is_worn=area == areas[0])
    for area in resting:
        _signs(area)
    _meetings(areas[0], cast["alva"], officers["mona"])
    homes = Household.objects.joined().filter(area=areas[0]).order_by("pk")[:6]
    Stickers.objects.bulk_create(Stickers(household=home) for home in homes)
    _away(cast["bo"], cast["alva"])


def _duties(area: Area, officer: User, *, is_late: bool) -> None:
    today = timezone.localdate()
    days = duties.due_days(today.year) | {
        Duty.Kind.MEETING: duties.meeting_due(area, today.year)
    }
    Duty.objects.bulk_create(
        Duty(
            area=area,
            kind=kind,
            year=today.year,
            due_on=due,
            done_on=due - timedelta(days=6)
            if due < today and not (is_late and kind in LATE)
            else None,
            done_by=officer if due < today else None,
        )
        for kind, due in days.items()
        if due and (area.started_on is None or due > area.started_on)
    )


def _signs(area: Area, *, is_worn: bool = False) -> None:
    boundary = area.boundary
    if boundary is None:
        return
    west, south, east, north = boundary.shape.extent
    today = timezone.localdate()
    for number, place in enumerate(PLACES):
        worn = is_worn and number == 1
        Sign.objects.create(
            area=area,
            place=place,
            point=Point(
                west + (east - west) * (0.3 + 0.2 * number),
                south + (north - south) * (0.6 - 0.15 * number),
                srid=4326,
            ),
            land=Sign.Land.MUNICIPAL,
            state=Sign.State.DAMAGED if worn else Sign.State.UP,
            permission=Sign.Permission.MUNICIPALITY,
            reference="SBN 2026:118",
            up_on=today - timedelta(days=420),
            seen_on=today - timedelta(days=420 - 90 * number),
            fault="Blekt av solen" if worn else "",
        )


def _meetings(area: Area, contact: User, officer: User) -> None:
    def at(days: int) -> datetime:
        day = timezone.localdate() + timedelta(days=days)
        return timezone.make_aware(datetime.combine(day, time(18, 30)))

    now = timezone.now()
    Meeting.objects.create(
        municipality=area.municipality,
        area=area,
        kind=Meeting.Kind.YEARLY,
        starts_at=at(-150),
        place="Föreningslokalen",
        booked_by=contact,
        invited_at=now - timedelta(days=170),
        attended=17,
        notes="Vi gick igenom listan och delade ut dekaler. Lekplatsen vill ha lampor.",
    )
    Meeting.objects.create(
        municipality=area.municipality,
        area=area,
        kind=Meeting.Kind.WALK,
        starts_at=at(12),
        place="Samling vid lekplatsen",
        words="Vi går en timme och ser var det är mörkt. Ta med ficklampa.",
        booked_by=contact,
        invited_at=now,
    )
    Meeting.objects.create(
        municipality=area.municipality,
        kind=Meeting.Kind.GATHERING,
        starts_at=at(25),
        place="Kommunhuset, stora salen",
        booked_by=officer,
    )


def _away(owner: User, helper: User) -> None:
    """Bo goes away in a few days and has asked Alva."""
    low, high = sorted((owner, helper), key=lambda one: one.pk)
    Handshake.objects.create(low=low, high=high, code=random_code())
    tie = owner.memberships.get()
    first = timezone.localdate() + timedelta(days=4)
    absence = absences.plan_absence(
        tie,
        first_on=first,
        last_on=first + timedelta(days=6),
        kinds=["post", "lamps"],
        helpers=[helper],
        text="Vi är hos mormor. Posten kan ligga i vår hall.",
    )
    absences.step(absence, absences.State.SHARED)
