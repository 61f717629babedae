"""Rows of watch with good defaults."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from areas.models import Contact
from tests import make
from watch.models import (
    Commitment,
    CrimeFigure,
    Evidence,
    Partner,
    PartnerActivity,
    Presence,
    Promise,
)


def days(number):
    return timezone.localdate() + timedelta(days=number)


def make_promise(municipality=None, *, starts_on=None, ends_on=None, **extra):
    """A published promise of a year, of which half is over."""
    return Promise.objects.create(
        municipality=municipality or make.make_municipality(),
        slug=extra.pop("slug", f"lofte-{next(make.number)}"),
        title=extra.pop("title", "Löftet i år"),
        starts_on=starts_on or days(-180),
        ends_on=ends_on or days(180),
        parties="Polisen och Klippans kommun",
        state=extra.pop("state", "published"),
        **extra,
    )


def make_commitment(promise, measure="new_areas", *, target=5, **extra):
    return Commitment.objects.create(
        promise=promise,
        order=promise.commitments.count() + 1,
        title=extra.pop("title", f"Åtagande {measure}"),
        unit=extra.pop("unit", "nya områden"),
        measure=measure,
        target=target,
        **extra,
    )


def make_new_area(commitment, name, *, started_on=None, without=(), **extra):
    """A running area with all evidence, but for what is left out."""
    area = make.make_area(name, municipality=commitment.promise.municipality, **extra)
    area.started_on = started_on or days(-30)
    area.save()
    if "training" not in without:
        person = make.make_person(f"Ombud {name}")
        Contact.objects.create(user=person, area=area, trained_on=days(-40))
    for kind in ("start_meeting", "information"):
        if kind not in without:
            Evidence.objects.create(
                commitment=commitment, area=area, kind=kind, done_on=days(-45)
            )
    if "boundary" in without:
        area.boundaries.update(state="proposed")
    return area


def make_months(municipality, counts, *, last=None, area=None, **extra):
    """Burglaries month by month, the last number for the last month."""
    from watch import calendar

    last = last or calendar.shifted(calendar.this_month(), -1)
    for back, count in enumerate(reversed(counts)):
        CrimeFigure.objects.create(
            municipality=municipality,
            area=area,
            month=calendar.shifted(last, -back),
            burglaries=count,
            source="Polisen, preliminärt",
            **extra,
        )


def make_presence(municipality, *, kind="visible", place="Stationen", at=None):
    return Presence.objects.create(
        municipality=municipality,
        kind=kind,
        place=place,
        started_at=at or timezone.now() - timedelta(days=1),
    )


def make_activity(municipality, *, name="Byalaget", on=None):
    partner, _ = Partner.objects.get_or_create(
        municipality=municipality,
        name=name,
        defaults={"kind": "association", "since": date(2020, 1, 1)},
    )
    return PartnerActivity.objects.create(
        partner=partner, on=on or days(-3), what="Trygghetsvandring"
    )


def noon(day):
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))
