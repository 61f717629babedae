"""The officers' first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from areas.permissions import municipalities_for, person
from watch import desk as desks
from watch import todo
from watch.permissions import get_desk_municipality_for

BADGED = ("areas:interest-list", "watch:burglary-list")


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The promise, the stairs, the burglaries, what to do, the new areas."""
    user = person(request)
    found = get_desk_municipality_for(user, request.GET.get("kommun", ""))
    overview = desks.of(found)
    tasks = todo.of(overview)
    badges = {t["name"]: t["count"] for t in tasks if t["name"] in BADGED}
    context = {
        "desk": overview,
        "tasks": tasks,
        "today": timezone.localdate(),
        "nav_counts": badges,
        "others": municipalities_for(user).exclude(pk=found.pk),
    }
    return render(request, "watch/desk.html", context)
