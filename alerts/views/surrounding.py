"""Alerts round a burglary or inside a drawn shape, and the notes for the doors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.gis.geos import MultiPolygon
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alerts import services
from alerts.exceptions import Refused
from alerts.forms import DrawnForm, RingForm, ShapeForm
from alerts.models import Alert
from alerts.permissions import get_managed_alert_for
from alerts.services import surrounding
from alerts.wording.suggest import suggest
from areas.models import User
from areas.permissions import hats, municipalities_for, person
from areas.services.access import log_access
from areas.services.surroundings import ring_round

both = require_http_methods(["GET", "HEAD", "POST"])


@both
def ring(request: HttpRequest) -> HttpResponse:
    """Near-repeat: a burglary makes the nearest homes likelier targets."""
    form = RingForm(request.POST or None, initial=_initial(request))

    def shape(officer: User) -> MultiPolygon:
        given = form.cleaned_data
        place = surrounding.find_place(officer, given["street"], given["number"])
        return ring_round(place, given["metres"])

    return _compose(request, form, shape)


@both
def drawn(request: HttpRequest) -> HttpResponse:
    """Inside corners, as north and east."""
    form = DrawnForm(request.POST or None, initial=_initial(request))

    def shape(_officer: User) -> MultiPolygon:
        found = form.outline()
        if not found.valid:
            raise Refused(_("The outline crosses itself. Change the corners' order."))
        return found

    return _compose(request, form, shape)


@both
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """The words of a draft that has its shape already."""
    alert = get_managed_alert_for(person(request), code)
    kept = alert.shape
    if alert.state != Alert.State.DRAFT or kept is None:
        raise Http404
    initial = {
        "token": alert.client_token,
        "kind": alert.kind,
        "timing": alert.timing,
        "place": alert.place,
        "text": alert.text,
        "is_drill": alert.is_drill,
    }
    form = ShapeForm(request.POST or None, initial=initial)
    return _compose(request, form, lambda _officer: kept)


def _compose(
    request: HttpRequest, form: ShapeForm, shape_of: Callable[[User], MultiPolygon]
) -> HttpResponse:
    user = person(request)
    if request.method == "POST" and form.is_valid():
        try:
            alert = _save(form, user, shape_of(user))
        except Refused as refused:
            form.add_error(None, refused.as_form_error())
        else:
            return redirect("alerts:alert-check", alert.code)
    streets = surrounding.streets_of(user) if isinstance(form, RingForm) else []
    context = {"form": form, "streets": streets, "no_thumb": True}
    status = 422 if form.errors else 200
    return render(request, "alerts/alert_ring.html", context, status=status)


def _save(form: ShapeForm, user: User, shape: MultiPolygon) -> Alert:
    return services.save_draft(
        form.draft_in(shape),
        by=user,
        areas=surrounding.areas_inside(user, shape),
        client_token=form.cleaned_data["token"],
        hat=hats(user)[-1],
    )


def _initial(request: HttpRequest) -> dict[str, Any]:
    kind, timing = Alert.Kind.BURGLARY, Alert.Timing.LAST_NIGHT
    return {
        "kind": kind,
        "timing": timing,
        "text": suggest(kind, timing, language=request.LANGUAGE_CODE),
    }


@require_safe
def doors(request: HttpRequest, code: str) -> HttpResponse:
    """A note to print, and the doors to leave it at: those no alert reaches."""
    user = person(request)
    rows = Alert.objects.originals().filter(municipality__in=municipalities_for(user))
    alert = rows.filter(code=code, shape__isnull=False).first()
    if alert is None:
        raise Http404
    homes = list(surrounding.doors_of(alert))
    log_access(
        by=user,
        act="alert.doors",
        municipality=alert.municipality,
        alert=alert.code,
        homes=len(homes),
    )
    context = {"alert": alert, "homes": homes, "no_thumb": True}
    return render(request, "alerts/alert_doors.html", context)
