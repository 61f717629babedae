"""Real rows of the demo that pages are about, by the names that pages.txt uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alerts import links
from alerts.models import Alert, Delivery
from areas.models import (
    Area,
    Boundary,
    Household,
    Interest,
    Meeting,
    Membership,
    Sign,
    User,
)
from marking.models import Batch, Kit, Place
from watch.demo import CAST
from watch.models import Concern, Promise, Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable


def person(role: str) -> User:
    """One of the cast."""
    email = next(one.email for one in CAST if one.key == role)
    return User.objects.get(email=email)


def home_area() -> Area:
    """The area that the cast's contact answers for."""
    return Area.objects.get(contacts__user=person("kontaktombud"))


def _alert() -> Alert | None:
    rows = Alert.objects.originals().filter(areas=home_area(), state=Alert.State.SENT)
    return rows.order_by("-pk").first()


def _delivery() -> Delivery | None:
    return Delivery.objects.filter(alert=_alert(), user=person("granne")).first()


def _token() -> str | None:
    found = _delivery()
    return links.token(found.pk) if found else None


def _code() -> str | None:
    found = _alert()
    return found.code if found else None


def _pk(rows: Any) -> int | None:
    found: int | None = rows.order_by("pk").values_list("pk", flat=True).first()
    return found


FIND: dict[str, Callable[[], Any]] = {
    "area": lambda: home_area().slug,
    "alert": _code,
    "token": _token,
    "promise": lambda: (
        Promise.objects.order_by("-starts_on").values_list("slug", flat=True).first()
    ),
    "concern": lambda: Concern.objects.shown().values_list("code", flat=True).first(),
    "asked": lambda: _pk(Membership.objects.pending().filter(area=home_area())),
    "tie": lambda: _pk(Membership.objects.filter(user=person("granne"))),
    "home": lambda: _pk(Household.objects.filter(memberships__user=person("granne"))),
    "empty_home": lambda: _pk(
        Household.objects.filter(area=home_area(), memberships=None)
    ),
    "proposed": lambda: _pk(Boundary.objects.filter(state=Boundary.State.PROPOSED)),
    "interest": lambda: _pk(Interest.objects.filter(closed_at=None)),
    "meeting": lambda: _pk(Meeting.objects.filter(area=home_area())),
    "sign": lambda: _pk(Sign.objects.all()),
    "kit_number": lambda: Kit.objects.values_list("number", flat=True).first(),
    "batch": lambda: _pk(Batch.objects.all()),
    "place": lambda: _pk(Place.objects.filter(area=None)),
    "snapshot": lambda: _pk(Snapshot.objects.all()),
}
