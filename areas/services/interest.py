"""Those who want an area: gathered by place, answered, turned into an area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from areas import search
from areas.exceptions import Refused
from areas.models import (
    Appointment,
    Area,
    Channel,
    Interest,
    Municipality,
    User,
)
from areas.permissions import OFFICERS, municipalities_for
from areas.services.access import log_access
from areas.services.joining import Reach
from areas.services.lifecycle import found_area
from areas.services.memberships import erase_person_if_unneeded
from areas.telling import tell

SAME_PLACE = 0.004  # degrees north, about 450 m
KEPT_AFTER_CLOSING = timedelta(days=30)


@dataclass(frozen=True)
class Offer:
    """What somebody answered to the three questions."""

    municipality: Municipality
    place: str
    name: str
    reach: Reach
    willing: bool = False
    area: Area | None = None


@transaction.atomic
def offer_interest(offer: Offer, *, by: User | None = None) -> Interest:
    """Notes the wish, under the earlier ones at the same place; receipt and to-do.

    The same address at the same place again changes the earlier answer.
    """
    point = _point_of(offer.place)
    key = search.place_key(offer.place)
    head = _head(offer, key, point)
    if earlier := _earlier(offer, head, by):
        earlier.willing = earlier.willing or offer.willing
        earlier.save(update_fields=["willing"])
        return earlier
    person, channel = _person(offer, by)
    interest = Interest.objects.create(
        municipality=offer.municipality,
        area=offer.area or (head.area if head else None),
        merged_into=head,
        place=offer.place[:120],
        place_key=key,
        point=point,
        person=person,
        willing=offer.willing,
    )
    days = offer.municipality.answer_days
    place = offer.place
    tell([person], "interest.receipt", place=place, days=days, channel=channel)
    _todo(interest)
    return interest


def _point_of(place: str) -> Point | None:
    home = search.find_address(place).home
    return home.point if home else None


def _head(offer: Offer, key: str, point: Point | None) -> Interest | None:
    """The open matter of the same place: same area, same street, or close by."""
    heads = Interest.objects.open().heads().filter(municipality=offer.municipality)
    if offer.area:
        return heads.filter(area=offer.area).first()
    if same := heads.filter(place_key=key).first():
        return same
    if point is None:
        return None
    for head in heads.exclude(point=None):
        if head.point and _is_near(head.point, point):
            return head
    return None


def _is_near(one: Point, other: Point) -> bool:
    wide = SAME_PLACE * 2  # a degree east is about half as long up here
    return abs(one.y - other.y) < SAME_PLACE and abs(one.x - other.x) < wide


def _earlier(offer: Offer, head: Interest | None, by: User | None) -> Interest | None:
    if head is None:
        return None
    ids = [head.pk, *head.others.values_list("pk", flat=True)]
    rows = Interest.objects.open().filter(pk__in=ids)
    if by is not None:
        return rows.filter(person=by).first()
    addresses = [address for _kind, address in offer.reach.rows if address]
    return rows.filter(
        person__channels__address__in=addresses, person__email=None
    ).first()


def _person(offer: Offer, by: User | None) -> tuple[User, Channel | None]:
    """Whoever is logged in, or a row without log-in with its first channel."""
    if by is not None:
        return by, None
    language = "en" if get_language() == "en" else "sv"
    person = User.objects.create_user(None, name=offer.name, language=language)
    rows = [
        Channel.objects.create(user=person, kind=kind, address=address, rank=rank)
        for rank, (kind, address) in enumerate(offer.reach.rows, start=1)
    ]
    return person, rows[0]


def _todo(interest: Interest) -> None:
    rows = Appointment.objects.active().filter(
        municipality=interest.municipality, office__in=OFFICERS
    )
    people = [row.user for row in rows.select_related("user")]
    tell(people, "interest.new", once=interest.pk, place=interest.place)


def gathered(head: Interest) -> list[Interest]:
    """The head and everybody gathered under it."""
    return [head, *head.others.select_related("person")]


def _may(head: Interest, by: User) -> None:
    if not municipalities_for(by).filter(pk=head.municipality_id).exists():
        raise Refused(_("Only an officer can do that."), code="officer")


def _tell_all(head: Interest, kind: str, **values: Any) -> None:
    for one in gathered(head):
        channel = None if one.person.email else one.person.channels.first()
        tell([one.person], kind, channel=channel, **values)


@transaction.atomic
def answer_interest(head: Interest, text: str, *, by: User) -> None:
    """An officer answers all who are gathered there."""
    _may(head, by)
    if not text.strip():
        raise Refused(_("Write an answer."), code="empty")
    _tell_all(head, "interest.answer", place=head.place, answer=text.strip())
    ids = [one.pk for one in gathered(head)]
    Interest.objects.filter(pk__in=ids).update(
        answered_at=timezone.now(), answered_by=by, answer=text.strip()[:500]
    )
    log_access(
        by=by, act="interest.answer", municipality=head.municipality, head=head.pk
    )


@transaction.atomic
def make_area(head: Interest, name: str, *, by: User) -> Area:
    """Turns a matter into an area in state interest; everybody gathered is told."""
    _may(head, by)
    if head.area:
        raise Refused(_("It is an area already."), code="done")
    ids = [one.pk for one in gathered(head)]
    area = found_area(head.municipality, name, by=by, interested=len(ids))
    Interest.objects.filter(pk__in=ids).update(area=area)
    _tell_all(head, "interest.area", area=area, link=area.get_absolute_url())
    return area


@transaction.atomic
def close_interest(head: Interest, *, by: User) -> None:
    """The matter is done; addresses are erased after thirty days."""
    _may(head, by)
    ids = [one.pk for one in gathered(head)]
    Interest.objects.filter(pk__in=ids).update(closed_at=timezone.now())


def erase_due(now: datetime) -> int:
    """Erases matters closed thirty days ago, with those who have no other tie."""
    rows = Interest.objects.filter(closed_at__lte=now - KEPT_AFTER_CLOSING)
    count = 0
    for row in rows.select_related("person"):
        person = row.person
        row.delete()
        erase_person_if_unneeded(person)
        count += 1
    return count
