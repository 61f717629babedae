"""What areas tells people: notice rows, which alerts sends (decision 44)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import translation

from areas.models import Appointment, Area, Channel, Contact, Notice, User
from areas.permissions import OFFICERS
from areas.words import WORDS

LONGEST_KEY = 100


def contacts_of(area: Area) -> list[User]:
    """The people who hold the office of contact in an area today."""
    rows = Contact.objects.active().filter(area=area).select_related("user")
    return [row.user for row in rows]


def officers_of(area: Area) -> list[User]:
    """The municipality's and the police's officers for an area's municipality."""
    rows = Appointment.objects.active().filter(
        municipality=area.municipality_id, office__in=OFFICERS
    )
    return [row.user for row in rows.select_related("user")]


def members_of(area: Area) -> list[User]:
    """Everybody who has joined; those who paused are left in peace."""
    people = User.objects.filter(memberships__area=area, memberships__state="joined")
    return list(people.distinct())


def tell(
    people: Iterable[User],
    kind: str,
    *,
    area: Area | None = None,
    link: str = "",
    once: object = None,
    **values: Any,
) -> list[Notice]:
    """Writes one notice per person, in the person's language; a row each.

    `once`: what it is about; the same is told a person a single time. `channel` among
    the values sends it by that channel alone. `values` fill the sentence's gaps.
    """
    channel: Channel | None = values.pop("channel", None)
    words = WORDS[kind]
    if area is not None:
        values.setdefault("area", area.name)
    written = []
    for person in people:
        key = f"{kind}:{person.pk}:{once}"[:LONGEST_KEY] if once is not None else None
        if key and Notice.objects.filter(once_key=key).exists():
            continue
        with translation.override(person.language):
            notice = Notice(
                user=person,
                area=area,
                kind=kind,
                subject=(str(words.subject) % values)[:120],
                text=str(words.text) % values,
                link=link or (reverse(words.page) if words.page else ""),
                channel=channel,
                once_key=key,
            )
        notice.save()
        written.append(notice)
    return written
