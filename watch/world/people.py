"""Made-up persons: the cast, officers, contacts and neighbours with their channels."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone

from areas.models import (
    Appointment,
    Area,
    Channel,
    Contact,
    Household,
    Membership,
    Municipality,
    User,
)

from .dice import dice, made_up_name

DOMAIN = "grannar.example"
Office = Appointment.Office
# How many of each hundred households in an area of this state have joined.
JOINED = {
    Area.State.RUNNING: 55,
    Area.State.TRAINED: 25,
    Area.State.MEETING_BOOKED: 12,
    Area.State.CONTACTS_FOUND: 6,
    Area.State.DORMANT: 30,
}
SMS, DOOR = 0.25, 0.04  # share of persons with a number, or with nothing but the door


def make_person(name: str, email: str | None) -> User:
    person = User.objects.create_user(email, name=name)
    if email:
        EmailAddress.objects.create(
            user=person, email=email, verified=True, primary=True
        )
    return person


def make_officers(klippan: Municipality) -> dict[str, User]:
    """Pia, Mona, the operator and the auditor."""
    cast = {
        "pia": ("Pia Polis", Office.POLICE),
        "mona": ("Mona Malm", Office.MUNICIPAL),
        "olle": ("Olle Drift", Office.OPERATOR),
        "agda": ("Agda Granskare", Office.AUDITOR),
    }
    people = {}
    for key, (name, office) in cast.items():
        person = make_person(name, f"{key}@{DOMAIN}")
        _email_channel(person)
        Appointment.objects.create(user=person, municipality=klippan, office=office)
        people[key] = person
    return people


def _email_channel(person: User) -> None:
    Channel.objects.create(
        user=person,
        kind=Channel.Kind.EMAIL,
        address=person.email or "",
        verified_at=timezone.now(),
    )


def make_neighbours(areas: list[Area]) -> None:
    """Members with channels for every area that has members, in a few statements."""
    now = timezone.now()
    people: list[User] = []
    ties: list[tuple[User, Household, Area]] = []
    for area in areas:
        homes = list(Household.objects.filter(area=area).order_by("pk"))
        share = JOINED.get(Area.State(area.state), 0)
        for home in dice.sample(homes, len(homes) * share // 100):
            for _number in range(dice.choice((1, 1, 2))):
                person = _neighbour(len(people))
                people.append(person)
                ties.append((person, home, area))
    User.objects.bulk_create(people, batch_size=2000)
    Membership.objects.bulk_create(
        [
            Membership(
                user=person,
                household=home,
                area=area,
                state=Membership.State.JOINED,
                level=1,
                decided_at=now,
                rules_accepted_at=now,
                confirmed_on=now.date(),
            )
            for person, home, area in ties
        ],
        batch_size=2000,
    )
    channels = [channel for person in people for channel in _channels(person)]
    Channel.objects.bulk_create(channels, batch_size=2000)


def _neighbour(number: int) -> User:
    name = made_up_name()
    has_email = dice.random() > DOOR
    letters = name.lower().translate(str.maketrans("åäöé", "aaoe")).replace(" ", ".")
    email = f"{letters}.{number}@{DOMAIN}" if has_email else None
    person = User(name=name, email=email)
    person.set_unusable_password()
    return person


def _channels(person: User) -> list[Channel]:
    now = timezone.now()
    if person.email is None:
        return [Channel(user=person, kind=Channel.Kind.DOOR, verified_at=now)]
    mine = [
        Channel(
            user=person, kind=Channel.Kind.EMAIL, address=person.email, verified_at=now
        )
    ]
    if dice.random() < SMS:
        number = f"+46701740{dice.randrange(605, 700)}"  # PTS: never given to anybody
        mine.append(
            Channel(
                user=person,
                kind=Channel.Kind.SMS,
                address=number,
                rank=2,
                verified_at=now,
            )
        )
    return mine


def make_contacts(areas: list[Area], officer: User) -> None:
    """A contact for each area that has found one; trained where it has got so far."""
    for area in areas:
        if area.state in (Area.State.INTEREST, Area.State.CLOSED, Area.State.DORMANT):
            continue
        for tie in area.memberships.select_related("user").order_by("pk")[:2]:
            appoint(area, tie.user, officer)


def appoint(area: Area, person: User, officer: User) -> None:
    founded = area.state in (Area.State.RUNNING, Area.State.TRAINED)
    trained = (area.started_on or timezone.localdate()) - timedelta(days=14)
    Contact.objects.create(
        user=person,
        area=area,
        appointed_by=officer,
        trained_on=trained if founded else None,
    )


def make_cast(areas: list[Area], officer: User) -> dict[str, User]:
    """Alva, Bo, Cilla and Dan: the story of the front page can be played through."""
    home_area, next_area = areas[0], areas[1]
    homes = list(Household.objects.filter(area=home_area).order_by("street", "pk")[:40])
    empty = [home for home in homes if not home.memberships.exists()]
    alva = make_person("Alva Åkesson", f"alva@{DOMAIN}")
    bo = make_person("Bo Berg", f"bo@{DOMAIN}")
    cilla = make_person("Cilla Carlsson", f"cilla@{DOMAIN}")
    make_person("Dan Dahl", f"dan@{DOMAIN}")
    _join(alva, empty[0], home_area, level=2)
    _join(bo, empty[1], home_area)
    _join(cilla, Household.objects.filter(area=next_area)[0], next_area)
    appoint(home_area, alva, officer)
    for number in range(2):  # two who wait for Alva's answer
        person = make_person(made_up_name(), f"vantar{number}@{DOMAIN}")
        _email_channel(person)
        Membership.objects.create(
            user=person,
            household=empty[3 + number],
            area=home_area,
            rules_accepted_at=timezone.now(),
            asked_at=timezone.now() - timedelta(hours=20 * (number + 1)),
        )
    return {"alva": alva, "bo": bo, "cilla": cilla}


def _join(person: User, home: Household, area: Area, *, level: int = 1) -> None:
    now = timezone.now()
    _email_channel(person)
    Membership.objects.create(
        user=person,
        household=home,
        area=area,
        state=Membership.State.JOINED,
        level=level,
        decided_at=now,
        rules_accepted_at=now,
        confirmed_on=now.date(),
    )
