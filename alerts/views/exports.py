"""Alerts for other systems: CAP 1.2, and a feed of a municipality's alerts."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from alerts import cap as protocol
from alerts import feed
from alerts.models import Alert
from areas.models import User
from areas.permissions import is_officer, municipalities_for, person

NEWEST = 100


def _sent_alerts(officer: User) -> QuerySet[Alert]:
    rows = Alert.objects.accepted().filter(municipality__in=municipalities_for(officer))
    rows = rows.exclude(state=Alert.State.STOPPED)
    return rows.select_related("follows", "municipality").prefetch_related("areas")


@require_safe
def cap(request: HttpRequest, code: str) -> HttpResponse:
    """One alert, or what followed it, as a CAP message."""
    alert = _sent_alerts(person(request)).filter(code=code).first()
    if alert is None:
        raise Http404
    answer = HttpResponse(protocol.document(alert), content_type="application/cap+xml")
    answer["Content-Disposition"] = f'attachment; filename="{alert.code}.cap.xml"'
    return answer


@require_safe
def atom(request: HttpRequest) -> HttpResponseBase:
    """The newest alerts: for a logged-in officer, or by the key in the address."""
    key = request.GET.get("nyckel", "")
    if key:
        officer = feed.officer_of(key)
        if officer is None:
            raise PermissionDenied
    elif not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    elif not is_officer(request.user):
        raise PermissionDenied
    else:
        officer = person(request)
    rows = _sent_alerts(officer).order_by("-accepted_at", "-pk")[:NEWEST]
    names = municipalities_for(officer).values_list("name", flat=True)
    document = feed.document(rows, name=", ".join(names))
    return HttpResponse(document, content_type="application/atom+xml; charset=utf-8")
