"""N members with one channel each, by a few statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from alerts.transports.rfc8291 import encode, point
from areas.models import (
    Appointment,
    Area,
    Boundary,
    Channel,
    Household,
    Installation,
    Membership,
    Municipality,
    User,
)

FIRST = 1_000_000  # the lowest id of what is made here
PAIRS = 64  # keys of made-up browsers, dealt out again and again
AUTH = encode(b"sixteen letters!")

ADDRESS = {
    "email": "'n' || {n} || '@grannar.example'",
    "sms": "'+4670' || {n}",
    "push": "'{push}/' || {n}",
}


def numbers(count: int) -> str:
    """A table `s(n)` of 1…count."""
    if connection.vendor == "postgresql":
        return f"generate_series(1, {count:d}) AS s(n)"
    return (
        f"(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c "  # noqa: S608
        f"WHERE n < {count:d}) SELECT n FROM c) AS s"
    )


def copies(of: Model, count: int, **own: str) -> None:
    """Rows like `of`, with SQL over `n` where each row has its own."""
    model = type(of)
    fields = model._meta.concrete_fields
    values: list[Any] = []
    parts = []
    for each in fields:
        if each.column in own:
            parts.append(own[each.column])
            continue
        value = each.get_db_prep_save(each.pre_save(of, add=True), connection)
        values.append(value)
        parts.append(_placeholder(each, value))
    columns = ", ".join(f'"{each.column}"' for each in fields)
    sql = (
        f"INSERT INTO {model._meta.db_table} ({columns}) "  # noqa: S608 - our own SQL
        f"SELECT {', '.join(parts)} FROM {numbers(count)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _placeholder(field: Any, value: object) -> str:
    if connection.vendor != "postgresql" or value is None:
        return "%s"
    return f"%s::{field.db_type(connection)}"


def make_area(name: str, *, west: float = 13.10) -> Area:
    """A running area with a boundary, in the bench's municipality."""
    municipality, _ = Municipality.objects.get_or_create(
        code="1276", defaults={"name": "Klippan", "boundary": _box(13.0, 56.0, 13.4)}
    )
    area = Area.objects.create(
        municipality=municipality,
        name=name,
        state=Area.State.RUNNING,
        started_on=timezone.localdate(),
    )
    Boundary.objects.create(
        area=area,
        shape=_box(west, 56.12, west + 0.01),
        state=Boundary.State.APPROVED,
        valid_from=timezone.localdate(),
    )
    return area


def _box(west: float, south: float, east: float) -> MultiPolygon:
    box = Polygon.from_bbox((west, south, east, south + (east - west)))
    return MultiPolygon(box, srid=4326)


def make_officers() -> tuple[User, User]:
    """Two, for an alert to more than 2,000 people needs both (decision 7)."""
    made = []
    for number in (1, 2):
        officer = User.objects.create_user(f"officer{number}@grannar.example", name="O")
        Appointment.objects.create(
            user=officer,
            office=Appointment.Office.MUNICIPAL,
            municipality=Municipality.objects.get(code="1276"),
        )
        made.append(officer)
    return made[0], made[1]


def mark_as_demo() -> None:
    """Pinned push hosts are for demos, tests and benches only (decision 45)."""
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True})


def fill(area: Area, count: int, kind: str, *, start: int = 0, push: str = "") -> None:
    """`count` members of the area, two to a household, with a channel of this kind."""
    first, now = FIRST + start, timezone.now()
    homes = (count + 1) // 2
    home = Household(
        municipality=area.municipality,
        area=area,
        street="Bänkvägen",
        locality="Klippan",
    )
    number, at = _text(f"n + {start}"), "ST_GeomFromText('POINT(13.105 56.125)', 4326)"
    copies(home, homes, id=f"n + {first}", number=number, point=at)
    night = time(0)  # nobody's quiet hours hold a bench up
    person = User(name="Granne", password="!", quiet_from=night, quiet_to=night)  # noqa: S106
    email = f"'n' || (n + {first}) || '@grannar.example'"
    copies(person, count, id=f"n + {first}", email=email)
    member = Membership(
        user_id=0, household_id=0, area=area, state=Membership.State.JOINED, level=1
    )
    own = {"id": f"n + {first}", "user_id": f"n + {first}"}
    copies(member, count, **own, household_id=f"(n + 1) / 2 + {first}")
    channel = Channel(user_id=0, kind=kind, verified_at=now, auth=AUTH)
    keys = _dealt(_pairs()) if kind == "push" else "''"
    copies(
        channel,
        count,
        **own,
        address=ADDRESS[kind].format(n=f"(n + {first})", push=push),
        p256dh=keys,
    )


def _text(sql: str) -> str:
    return f"CAST({sql} AS varchar(20))"


def _pairs() -> list[str]:
    made = (ec.generate_private_key(ec.SECP256R1()) for _ in range(PAIRS))
    return [encode(point(key)) for key in made]


def _dealt(keys: Sequence[str]) -> str:
    cases = " ".join(f"WHEN {at} THEN '{key}'" for at, key in enumerate(keys))
    return f"CASE n %% {len(keys)} {cases} END"
