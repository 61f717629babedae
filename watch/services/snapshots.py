"""A month's figures are frozen once; a correction is a new revision with a note."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from areas.exceptions import Refused
from areas.models import Municipality
from marking import stats as marking_stats
from watch import calendar, figures, new_areas, progress, stats
from watch.models import Promise, Snapshot

if TYPE_CHECKING:
    from areas.models import User
    from watch.progress import Progress

HISTORY = 24  # months of burglaries that a report shows


@transaction.atomic
def freeze_month(
    municipality: Municipality, month: date, *, by: User | None = None, note: str = ""
) -> Snapshot:
    """The figures at the end of a month; again only as a revision with a note."""
    month = month.replace(day=1)
    if month >= calendar.this_month():
        raise Refused(_("The month is not over yet."))
    # One at a time: two at once would take the same revision.
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    last = municipality.snapshots.filter(month=month).order_by("-revision").first()
    if last and not note.strip():
        raise Refused(_("The month is frozen already. Write what is corrected."))
    return Snapshot.objects.create(
        municipality=municipality,
        month=month,
        revision=last.revision + 1 if last else 1,
        figures=collect(municipality, month),
        definitions=definitions(),
        code_version=getattr(settings, "VERSION", ""),
        note=note.strip(),
        made_by=by,
    )


def freeze_last_month() -> int:
    """Every municipality with a promise that hasn't its last month yet."""
    month = calendar.shifted(calendar.this_month(), -1)
    with_promise = Promise.objects.public().values("municipality")
    waiting = Municipality.objects.filter(pk__in=with_promise).exclude(
        snapshots__month=month
    )
    for municipality in waiting:
        freeze_month(municipality, month)
    return len(waiting)


def collect(municipality: Municipality, month: date) -> dict[str, Any]:
    """Everything that a report shows; `promises` is what the public page shows."""
    last_day = calendar.shifted(month, 1) - timedelta(days=1)
    first_day = calendar.shifted(month, 1 - calendar.MONTHS)
    burglaries = stats.burglaries(
        municipality, since=calendar.shifted(month, 1 - HISTORY)
    )
    known = burglaries.counts.get(None, {})
    funnel = marking_stats.funnel(municipality)
    return {
        "until": last_day.isoformat(),
        "promises": _promises(municipality, month, last_day),
        "commitments": _commitments(municipality, last_day),
        "new_areas": _new_areas(municipality, last_day),
        "areas": dict(Counter(municipality.areas.values_list("state", flat=True))),
        "households": stats.households(municipality),
        "joined": stats.joined(municipality),
        "kits": funnel,
        "marked": marking_stats.registered_homes(municipality),
        "burglaries": {
            f"{one:%Y-%m}": known[one] for one in sorted(known) if one <= month
        },
        "preliminary": [f"{one:%Y-%m}" for one in sorted(burglaries.preliminary)],
        "sources": list(burglaries.sources),
        "concerns_answered": stats.concerns_answered(municipality, first_day, last_day),
        "concern_days": stats.concern_days(municipality, first_day, last_day),
        "presence": stats.presence_by_place(municipality, first_day, last_day),
        "partners": stats.partner_activities(municipality, first_day, last_day),
    }


def definitions() -> dict[str, str]:
    """What the figures mean, in the words of the day."""
    with override(settings.LANGUAGE_CODE):
        return {
            "new_areas": _(
                "An area is new when it started during the promise, has held its start "
                "meeting, has a trained contact, has told every household and has a "
                "boundary that an officer approved. An area that starts again is not "
                "new."
            ),
            "marked": _(
                "A home is marked when its code has been registered, not when a kit "
                "has been handed out."
            ),
            "joined": _("A household has joined when somebody there is a member."),
            "burglaries": _("Reported burglaries and attempts in homes, by month."),
        }


def _in_force(municipality: Municipality, day: date) -> list[Promise]:
    return list(
        Promise.objects.public().filter(municipality=municipality, starts_on__lte=day)
    )


def _promises(
    municipality: Municipality, month: date, last_day: date
) -> dict[str, dict[str, int | None]]:
    """Counts by promise and commitment, cleared for the public."""
    before = municipality.snapshots.filter(month__lt=month).order_by(
        "-month", "-revision"
    )
    old = before.values_list("figures", flat=True).first() or {}
    return {
        promise.slug: {
            str(one.commitment.order): _cleared(
                one,
                old.get("promises", {})
                .get(promise.slug, {})
                .get(str(one.commitment.order)),
            )
            for one in progress.of(promise, until=last_day)
        }
        for promise in _in_force(municipality, last_day)
    }


def _cleared(one: Progress, before: int | None) -> int | None:
    return one.count if one.is_act else figures.moved(before, one.count)


def _commitments(municipality: Municipality, last_day: date) -> list[dict[str, Any]]:
    """The running promises in the report's own words."""
    return [
        {
            "promise": promise.title,
            "title": one.commitment.title,
            "unit": one.commitment.unit,
            "target": one.commitment.target,
            "count": one.count,
            "state": one.commitment.state,
        }
        for promise in _in_force(municipality, last_day)
        if promise.ends_on >= last_day.replace(day=1)
        for one in progress.of(promise, until=last_day)
    ]


def _new_areas(municipality: Municipality, last_day: date) -> list[dict[str, Any]]:
    return [
        {
            "name": new.area.name,
            "counts": new.counts,
            "started_on": new.area.started_on.isoformat(),
            "missing": [str(one.word) for one in new.missing],
        }
        for promise in _in_force(municipality, last_day)
        if promise.ends_on >= last_day.replace(day=1)
        for new in new_areas.in_period(municipality, promise.starts_on, last_day)
        if new.area.started_on
    ]
