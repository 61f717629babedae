"""What has been done beside the areas: partners, controls, complaints, meetings."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from areas.models import Municipality, User
from watch import calendar, services
from watch.models import FollowUp, Partner, PartnerActivity, Presence, Promise, Survey

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
    ("Mötet gick igenom siffrorna. Två områden till är på väg, och kontrollerna vid "
    "skolorna fortsätter."),
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
    _partners(klippan, promise, officers["mona"])
    _controls(klippan, promise, officers["pia"])
    _concerns(klippan, officers)
    _meetings(klippan, promise, officers["mona"])


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
