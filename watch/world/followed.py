"""What has been done beside the areas: partners, controls, complaints, meetings."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from areas.models import Area, Membership, Municipality, User
from watch import calendar, services
from watch.models import (
    CrimeFigure,
    FollowUp,
    Partner,
    PartnerActivity,
    Presence,
    Promise,
    Survey,
)

from .dice import dice

# The police's safety survey of Klippan; these are the published figures.
SURVEYS = (
    (2004, "2.27", None),
    (2006, "2.70", None),
    (2011, "1.64", None),
    (2015, "1.93", None),
    (2016, "2.31", None),
    (2017, "2.09", 511),
)
SURVEY_SOURCE = "Polisens trygghetsmätning, klippan.se"
PARTNERS = (
    ("association", "Byalaget i Dalen", "Trygghetsvandring"),
    ("business", "Handlarna vid torget", "Möte om belysning och låsta cykelställ"),
    ("owner", "Bostadsbolaget Eken", "Låsta källare och nya lampor"),
    ("faith", "Församlingen", "Öppen kväll om grannsamverkan"),
    ("county", "Länsstyrelsen", "Utbildning för kontaktombud"),
)
# Category, place, what everyone may read, what was answered (none: still open).
CONCERNS = (
    (
        "speed",
        "Storgatan vid skolan",
        "Bilar kör fort vid skolan på morgonen.",
        "Vi mätte farten tre morgnar och talade med förarna. Skylten syns bättre nu.",
    ),
    (
        "light",
        "Gångvägen vid badet",
        "Tre lampor är trasiga.",
        "Lamporna är bytta.",
    ),
    (
        "unsafe",
        "Stationen",
        "Det är mörkt mellan stationen och bussarna.",
        "",
    ),
)
NEW = ("parking", "Korsningen vid torget", "Bilar står i vägen så att man inte ser.")
MINUTES = (
    (
        "Mötet gick igenom siffrorna. Två områden till är på väg, och kontrollerna vid "
        "skolorna fortsätter."
    ),
    "Mötet bytte dag för kvällsrundan till fredagar, efter klagomål om stationen.",
)


def make_follow_up(klippan: Municipality, officers: dict[str, User]) -> None:
    """Everything that the desk and the promise page show beside new areas and kits."""
    promise = Promise.objects.covering(timezone.localdate()).get(municipality=klippan)
    for year, index, answers in SURVEYS:
        Survey.objects.create(
            municipality=klippan,
            year=year,
            index=Decimal(index),
            answers=answers,
            source=SURVEY_SOURCE,
        )
    _joined_when(klippan)
    _where_burglaries_were(klippan, promise, officers["mona"])
    _partners(klippan, promise, officers["mona"])
    _controls(klippan, promise, officers["pia"])
    _concerns(klippan, officers)
    _meetings(klippan, promise, officers["mona"])


def _joined_when(klippan: Municipality) -> None:
    """Neighbours have joined little by little since their area began."""
    today = timezone.localdate()
    ties = Membership.objects.active().filter(area__municipality=klippan)
    moved = []
    for tie in ties.select_related("area").order_by("pk"):
        began = tie.area.started_on or today - timedelta(days=40)
        days = dice.randrange(0, max(1, (today - began).days))
        tie.decided_at = timezone.now() - timedelta(days=min(days, 700))
        tie.asked_at = tie.decided_at - timedelta(days=1)
        moved.append(tie)
    Membership.objects.bulk_update(moved, ["decided_at", "asked_at"], batch_size=500)


def _where_burglaries_were(klippan: Municipality, promise: Promise, by: User) -> None:
    """Some of each month's burglaries happened in the areas that the desk follows."""
    on_the_way = [Area.State.CONTACTS_FOUND, Area.State.MEETING_BOOKED]
    followed = list(
        klippan.areas.filter(started_on__gte=promise.starts_on)
        | klippan.areas.filter(state__in=[*on_the_way, Area.State.TRAINED])
    )
    rows = []
    for whole in CrimeFigure.objects.filter(municipality=klippan, area=None):
        places = dice.choices([*followed, *[None] * len(followed)], k=whole.total)
        rows += [
            CrimeFigure(
                municipality=klippan,
                area=area,
                month=whole.month,
                burglaries=places.count(area),
                source=whole.source,
                by=by,
            )
            for area in followed
        ]
    CrimeFigure.objects.bulk_create(rows)


def _partners(klippan: Municipality, promise: Promise, by: User) -> None:
    for number, (kind, name, what) in enumerate(PARTNERS):
        partner = Partner.objects.create(
            municipality=klippan, kind=kind, name=name, since=promise.starts_on
        )
        on = promise.starts_on + timedelta(days=12 * (number + 1))
        PartnerActivity.objects.create(
            partner=partner, on=min(on, timezone.localdate()), what=what, by=by
        )


def _controls(klippan: Municipality, promise: Promise, by: User) -> None:
    places = ("Storgatan", "Infarten från väg 21", "Vid Ljungbyhedsskolan")
    now = timezone.now()
    for number in range(9):
        at = now - timedelta(days=11 * number + 1, hours=2)
        if timezone.localdate(at) < promise.starts_on:
            return
        Presence.objects.create(
            municipality=klippan,
            kind=Presence.Kind.CONTROL,
            place=places[number % len(places)],
            started_at=at,
            minutes=60,
            organisation="police",
            by=by,
        )


def _concerns(klippan: Municipality, officers: dict[str, User]) -> None:
    mona, pia = officers["mona"], officers["pia"]
    for category, place, words, answer in CONCERNS:
        concern, _key = services.receive_concern(
            klippan, category=category, place=place, text=words
        )
        services.acknowledge_concern(concern, by=mona, public_text=words)
        services.route_concern(concern, by=mona, owner="municipality")
        if answer:
            services.answer_concern(concern, by=pia, answer=answer, is_done=True)
    category, place, words = NEW
    services.receive_concern(klippan, category=category, place=place, text=words)


def _meetings(klippan: Municipality, promise: Promise, by: User) -> None:
    """Frozen months since the promise began, and the meetings that read them."""
    last = calendar.shifted(calendar.this_month(), -1)
    months = [
        services.freeze_month(klippan, month)
        for month in calendar.between(promise.starts_on, last)
    ]
    for number, minutes in enumerate(MINUTES):
        read = months[-1 - number :][:1]
        FollowUp.objects.create(
            promise=promise,
            forum=FollowUp.Forum.LOCAL_COUNCIL,
            on=max(
                promise.starts_on,
                timezone.localdate() - timedelta(days=20 + 60 * number),
            ),
            minutes=minutes,
            snapshot=read[0] if read else None,
            by=by,
        )
