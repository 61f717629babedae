"""Plain functions that make rows with good defaults; each says what it needs."""

from datetime import date, timedelta
from itertools import count

from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.utils import timezone

from areas.models import (
    Appointment,
    Area,
    Boundary,
    Channel,
    Contact,
    Household,
    Membership,
    Municipality,
    User,
)

number = count(1)
# A square of about 6 km round the town of Klippan.
TOWN = (13.10, 56.10, 13.20, 56.16)


def box(west, south, east, north):
    return MultiPolygon(Polygon.from_bbox((west, south, east, north)), srid=4326)


def make_municipality(code="1276", name="Klippan", bounds=(13.0, 56.0, 13.4, 56.3)):
    found = Municipality.objects.filter(code=code).first()
    return found or Municipality.objects.create(
        code=code, name=name, boundary=box(*bounds)
    )


def make_person(name="Nils Granne", email="", *, channels=("email",), **extra):
    """A person with confirmed channels in the given order; no e-mail when None."""
    if email == "":
        email = f"person{next(number)}@grannar.example"
    person = User.objects.create_user(email, name=name, **extra)
    for rank, kind in enumerate(channels, start=1):
        make_channel(person, kind, rank=rank)
    return person


def make_channel(person, kind="email", *, rank=1, address=None, verified=True, **extra):
    default = {
        "email": person.email or "",
        "sms": f"+4670{next(number):07d}",
        "push": f"https://fcm.googleapis.com/{next(number)}",
        "door": "",
    }[kind]
    return Channel.objects.create(
        user=person,
        kind=kind,
        rank=rank,
        address=default if address is None else address,
        verified_at=timezone.now() if verified else None,
        **extra,
    )


def make_area(name="Björkvägen", *, bounds=None, state="running", municipality=None):
    """An area with an approved boundary; bounds are (west, south, east, north)."""
    municipality = municipality or make_municipality()
    if bounds is None:
        west = 13.10 + 0.011 * (Area.objects.count() % 9)
        bounds = (west, 56.12, west + 0.01, 56.13)
    started = date.today() if state in ("running", "dormant") else None
    area = Area.objects.create(
        municipality=municipality, name=name, state=state, started_on=started
    )
    Boundary.objects.create(
        area=area,
        shape=box(*bounds),
        state=Boundary.State.APPROVED,
        valid_from=date.today(),
    )
    return area


def make_household(area, street="Björkvägen", house=None, **extra):
    """A household in the middle of the area."""
    centre = area.boundary.shape.centroid
    return Household.objects.create(
        municipality=area.municipality,
        area=area,
        street=street,
        number=str(house or next(number)),
        locality="Klippan",
        postcode="26430",
        point=Point(centre.x, centre.y, srid=4326),
        **extra,
    )


def make_member(area, person=None, *, household=None, state="joined", level=1, **extra):
    person = person or make_person()
    return Membership.objects.create(
        user=person,
        area=area,
        household=household or make_household(area),
        state=state,
        level=level,
        decided_at=timezone.now(),
        **extra,
    )


def make_contact(area, person=None, *, kind="contact", trained=True):
    """A trained contact who also lives in the area."""
    person = person or make_person("Alva Kontakt")
    if not Membership.objects.filter(user=person, area=area).exists():
        make_member(area, person, level=2)
    return Contact.objects.create(
        user=person,
        area=area,
        kind=kind,
        trained_on=date.today() - timedelta(days=30) if trained else None,
    )


def make_officer(person=None, *, office="municipal_officer", municipality=None):
    person = person or make_person("Mona Tjänsteman")
    Appointment.objects.create(
        user=person,
        office=office,
        municipality=municipality or make_municipality(),
    )
    return person
