"""What a contact has to do now, worked out from the rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from areas import stats
from areas.models import Area, Boundary, Contact, Duty, Membership, Sign, User
from areas.models.upkeep import TIPS

SOON = timedelta(days=60)
SILENCE = timedelta(days=30)  # after which a contact asks in person
YEAR = timedelta(days=365)


def applications(areas: QuerySet[Area]) -> QuerySet[Membership]:
    """Those who wait for a yes or a no, the longest first."""
    rows = Membership.objects.pending().filter(area__in=areas)
    return rows.select_related("user", "household", "area").order_by("asked_at")


def silent(areas: QuerySet[Area]) -> QuerySet[Membership]:
    """Members who didn't answer whether they still live there (decision 49)."""
    asked_before = timezone.localdate() - SILENCE
    rows = Membership.objects.active().filter(area__in=areas)
    rows = rows.exclude(user__is_protected=True)
    return rows.filter(asked_still_on__lte=asked_before).select_related("household")


def unreachable(areas: QuerySet[Area]) -> QuerySet[Membership]:
    """Members whom nothing reaches: no confirmed channel."""
    working = Q(user__channels__verified_at__isnull=False)
    rows = Membership.objects.active().filter(area__in=areas)
    rows = rows.exclude(user__is_protected=True)
    reached = rows.filter(working, user__channels__disabled_at=None)
    return rows.exclude(pk__in=reached.values("pk")).select_related("household")


def contact_tasks(user: User, areas: QuerySet[Area]) -> list[dict[str, Any]]:
    """The contact's list, most urgent first; what is done isn't in it."""
    listed = list(areas)
    found = [_application(row) for row in applications(areas)[:10]]
    found += _groups(areas)
    found += _upkeep(areas)
    for area in listed:
        found += _of_area(area, user)
    return found


def _application(row: Membership) -> dict[str, Any]:
    days = (timezone.localdate() - timezone.localdate(row.asked_at)).days
    waited = ngettext(
        "Has waited for %(days)s day", "Has waited for %(days)s days", days
    )
    return {
        "title": _("Let %(name)s into %(area)s?")
        % {"name": row.user.given_name, "area": row.area.name},
        "state": "now",
        "url": reverse("areas:application", args=[row.pk]),
        "hint": waited % {"days": days} if days else _("Asked today"),
    }


def _groups(areas: QuerySet[Area]) -> list[dict[str, Any]]:
    """Several neighbours, one job."""
    found = []
    page = reverse("areas:neighbour-list")
    if count := silent(areas).count():
        words = ngettext(
            "Ask %(count)s neighbour: still here?",
            "Ask %(count)s neighbours: still here?",
            count,
        )
        hint = _("They have not answered the yearly question.")
        found.append(_task(words % {"count": count}, f"{page}?visa=tysta", hint))
    if count := unreachable(areas).count():
        words = ngettext(
            "%(count)s neighbour can't be reached",
            "%(count)s neighbours can't be reached",
            count,
        )
        hint = _("Nothing has been confirmed. Knock and ask how to reach them.")
        found.append(_task(words % {"count": count}, f"{page}?visa=onadda", hint))
    return found


def _upkeep(areas: QuerySet[Area]) -> list[dict[str, Any]]:
    """Signs that may go up, and the year's duties whose day has passed."""
    ready = Sign.objects.filter(area__in=areas, state=Sign.State.CLEARED)
    found = [
        _task(_("Put up the sign"), reverse("areas:sign", args=[sign.pk]), sign.place)
        for sign in ready[:5]
    ]
    late = Duty.objects.overdue(timezone.localdate()).filter(area__in=areas)
    late = late.exclude(kind__in=[*TIPS, Duty.Kind.MEETING]).select_related("area")
    page = reverse("areas:duty-list")
    return found + [
        _task(duty.get_kind_display(), page, duty.area.name) for duty in late[:5]
    ]


def _task(title: str, url: str, hint: str, state: str = "todo") -> dict[str, Any]:
    return {"title": title, "url": url, "hint": hint, "state": state}


def _of_area(area: Area, user: User) -> list[dict[str, Any]]:
    found = []
    office = reverse("areas:contact-office", args=[area.slug])
    offices = Contact.objects.active().filter(area=area)
    if offices.filter(user=user, trained_on=None).exists():
        hint = _("You can send alerts when the start meeting has been noted.")
        found.append(_task(_("Get trained at the start meeting"), "", hint))
    if offices.count() == 1:
        hint = _("Somebody must be able to step in when you are away.")
        found.append(_task(_("Name a deputy in %(area)s") % _name(area), office, hint))
    households = stats.households_per_contact(area) or 0
    if households > stats.MOST_PER_CONTACT:
        hint = _("There are %(n)s households to each. Aim for 10 to 15.")
        title = _("Find one more area contact for %(area)s") % _name(area)
        found.append(_task(title, office, hint % {"n": households}))
    if not area.boundaries.exclude(state=Boundary.State.REFUSED).exists():
        url = reverse("areas:contact-boundary", args=[area.slug])
        hint = _("The municipality approves it before it holds.")
        found.append(_task(_("Draw the boundary of %(area)s") % _name(area), url, hint))
    return found + _meeting(area)


def _meeting(area: Area) -> list[dict[str, Any]]:
    """The yearly meeting, from ten months after the last one."""
    last = area.met_on or area.started_on
    if area.state != Area.State.RUNNING or not last:
        return []
    due = last + YEAR
    if due - SOON > timezone.localdate():
        return []
    hint = _("At the latest %(day)s. Without it the area goes dormant.")
    return [_task(_("Hold the yearly meeting"), "", hint % {"day": f"{due:%Y-%m-%d}"})]


def _name(area: Area) -> dict[str, str]:
    return {"area": area.name}
