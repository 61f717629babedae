"""Areas in every state of their life, drawn from the made-up watch areas."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta

from django.db.models import Count
from django.utils import timezone

from alerts.quiet import STOCKHOLM
from areas.boundaries.placing import place_households
from areas.models import Area, AreaEvent, Boundary, Household, Municipality, User

from .places import features, shape_of

# How many areas of each state, in the order of the file's areas; every third is taken.
STATES = (
    (Area.State.RUNNING, 12),
    (Area.State.TRAINED, 1),
    (Area.State.MEETING_BOOKED, 2),
    (Area.State.CONTACTS_FOUND, 3),
    (Area.State.INTEREST, 4),
    (Area.State.DORMANT, 2),
    (Area.State.CLOSED, 1),
)
# Of the running ones, so many became running inside today's promise.
NEW = 3
FOUNDED = (Area.State.RUNNING, Area.State.DORMANT, Area.State.CLOSED)


def promise_starts() -> date:
    """Today's promise began on 1 May of the running promise year."""
    today = timezone.localdate()
    return date(today.year - (today.month < 5), 5, 1)  # noqa: PLR2004 - May


def make_areas(klippan: Municipality, officer: User) -> list[Area]:
    """The areas, each with its boundary; households find theirs by their point."""
    chosen = features("watch_areas_synthetic.geojson")[::4]
    states = [state for state, count in STATES for _number in range(count)]
    areas = []
    for number, (feature, state) in enumerate(zip(chosen, states, strict=False)):
        area = Area.objects.create(
            municipality=klippan, name=f"Område {number + 1}", state=state
        )
        _draw(area, feature, officer)
        areas.append(area)
    place_households(klippan)
    for number, area in enumerate(areas):
        _name(area)
        _date(area, number)
        area.save()
    return areas


def _draw(area: Area, feature: dict, officer: User) -> None:  # type: ignore[type-arg]
    approved = area.state not in (Area.State.INTEREST, Area.State.CONTACTS_FOUND)
    Boundary.objects.create(
        area=area,
        shape=shape_of(feature["geometry"]),
        state=Boundary.State.APPROVED if approved else Boundary.State.PROPOSED,
        decided_by=officer if approved else None,
        decided_at=timezone.now() if approved else None,
        valid_from=timezone.localdate() - timedelta(days=200) if approved else None,
    )


def _name(area: Area) -> None:
    """After its most common street, or a later one when that name is taken."""
    if not area.households.exists():
        _adopt(area)
    streets = Counter(area.households.values_list("street", flat=True))
    taken = set(Area.objects.exclude(pk=area.pk).values_list("name", flat=True))
    for street, _count in streets.most_common():
        if street and street not in taken:
            area.name, area.slug = street, ""
            return


def _adopt(area: Area) -> None:
    """An area whose boundary isn't approved yet has no households; look inside it."""
    boundary = area.boundary
    if boundary is None:
        return
    inside = Household.objects.filter(point__within=boundary.shape)
    found = inside.values("street").annotate(n=Count("pk")).order_by("-n").first()
    taken = Area.objects.filter(name=found["street"]).exists() if found else True
    if found and not taken:
        area.name, area.slug = found["street"], ""


def _date(area: Area, number: int) -> None:
    """When it started: the last of the running ones are new in today's promise."""
    began = promise_starts()
    running = dict(STATES)[Area.State.RUNNING]
    if area.state not in FOUNDED:
        area.state_since = timezone.now() - timedelta(days=5 + number)
        if area.state == Area.State.TRAINED:
            _tell(area, timezone.localdate() - timedelta(days=9), running=False)
        return
    if area.state == Area.State.RUNNING and number >= running - NEW:
        months = number - (running - NEW)
        area.started_on = began + timedelta(days=20 + 45 * months)
    else:
        area.started_on = began - timedelta(days=200 + 40 * number)
    area.state_since = timezone.now() - (timezone.localdate() - area.started_on)
    area.met_on = timezone.localdate() - timedelta(
        days=430 if area.state == Area.State.DORMANT else 40 + 20 * number
    )
    area.boundaries.update(valid_from=area.started_on - timedelta(days=30))
    _tell(area, area.started_on, running=True)


def _tell(area: Area, day: date, *, running: bool) -> None:
    """The steps behind an area, with the evidence that the promise counts by."""
    meeting = {
        "start_meeting_on": (day - timedelta(days=21)).isoformat(),
        "attended": 18 + len(area.name),
    }
    steps: list[tuple[str, str, date, dict[str, object]]] = [
        ("meeting_booked", "trained", day - timedelta(days=21), meeting)
    ]
    if running:
        known = {
            "information_on": (day - timedelta(days=9)).isoformat(),
            "informed": area.households.count(),
            "contacts_trained": 2,
            "boundary_approved_on": (day - timedelta(days=30)).isoformat(),
        }
        steps.append(("trained", "running", day, meeting | known))
    for before, after, on, evidence in steps:
        noon = datetime.combine(on, time(12), tzinfo=STOCKHOLM)
        AreaEvent.objects.create(
            area=area, from_state=before, to_state=after, at=noon, evidence=evidence
        )
