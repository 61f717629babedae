"""The live page and what comes after (mock-up 06)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alerts import breaker, feed, services, stats, sweeping
from alerts.exceptions import Refused
from alerts.forms import OutcomeForm, RetractForm, UpdateForm
from alerts.models import Alert, Delivery, Reply
from alerts.permissions import (
    get_managed_alert_for,
    is_sender,
    managed_alerts_for,
)
from areas.models import Household, User
from areas.permissions import is_officer, is_police, person

LATE_SECONDS = 60  # older due work is said on the page (guarantees, section 3.6)
STOP_POLLING = 286  # htmx


def alert_list(request: HttpRequest) -> HttpResponse:
    """The alerts that this contact or officer follows, newest first."""
    rows = managed_alerts_for(person(request)).originals()
    rows = rows.exclude(state=Alert.State.STOPPED).prefetch_related("areas")
    user = person(request)
    context = {
        "alerts": rows.order_by("-pk")[:50],
        "is_officer": is_officer(user),
        "feed_key": feed.key_for(user) if is_officer(user) else "",
    }
    return render(request, "alerts/alert_contact_list.html", context)


def live(request: HttpRequest, code: str) -> HttpResponse:
    """Server truth; right after a plain reload, polled where there is a script."""
    user = person(request)
    alert = get_managed_alert_for(user, code)
    if alert.state in (Alert.State.DRAFT, Alert.State.IN_REVIEW):
        return redirect("alerts:alert-check", alert.code)
    context = _live_context(alert, user)
    if request.headers.get("HX-Request"):
        done = context["progress"].is_done and not alert.stop_seconds
        status = STOP_POLLING if done else 200
        return render(request, "alerts/_live.html", context, status=status)
    context |= {"replies": _replies(alert, user), "doors": _doors(alert, user)}
    return render(request, "alerts/alert_live.html", context)


def _live_context(alert: Alert, user: User) -> dict[str, Any]:
    progress = stats.progress(alert)
    return {
        "alert": alert,
        "areas": list(alert.areas.all()),
        "progress": progress,
        "quarter": progress.percent // 25 * 25,
        "is_late": sweeping.oldest_due_seconds() > LATE_SECONDS,
        "troubles": breaker.troubles(),
        "followers": list(alert.followers.all()),
        "is_sender": is_sender(user, alert),
        "is_officer": is_officer(user),
    }


def _replies(alert: Alert, user: User) -> QuerySet[Reply]:
    """The sender's; the police see those that were shared (decision 14)."""
    rows = alert.replies.filter(hidden_at=None)
    if is_sender(user, alert):
        return rows
    if is_police(user):
        return rows.filter(shared_at__isnull=False)
    return rows.none()


def _doors(alert: Alert, user: User) -> list[dict[str, Any]]:
    """The knock list: names, for the contacts who are to knock."""
    if is_officer(user) and not is_sender(user, alert):
        return []
    thread = [alert.pk, *alert.followers.values_list("pk", flat=True)]
    rows = Delivery.objects.filter(
        alert__in=thread, notice=None, kind="door", rank=1
    ).select_related("user", "alert")
    people = list(rows)
    homes = {
        home.tie_user: home
        for home in Household.objects.filter(
            memberships__user__in=[row.user_id for row in people],
            memberships__state="joined",
            area__in=alert.areas.all(),
        ).extra(select={"tie_user": "areas_membership.user_id"})
    }
    return [
        {
            "pk": row.pk,
            "name": row.user.given_name,
            "address": homes[row.user_id].address if row.user_id in homes else "",
            "is_done": row.state == Delivery.State.DELIVERED,
            "what": "" if row.alert in (None, alert) else _role(row.alert),
        }
        for row in people
    ]


def _role(alert: Alert | None) -> str:
    return alert.get_role_display() if alert else ""


@require_POST
def knocked(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    alert = get_managed_alert_for(person(request), code)
    services.knocked(pk, alert=alert)
    return redirect("alerts:alert-live", alert.code)


@require_POST
def answer(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Thank, hide, or share one answer with the police."""
    user = person(request)
    alert = get_managed_alert_for(user, code)
    reply = alert.replies.filter(pk=pk).first()
    if reply is None or not is_sender(user, alert):
        raise Http404
    match request.POST.get("gor"):
        case "tacka":
            services.thank(reply)
            messages.success(request, _("You have thanked your neighbour."))
        case "dolj":
            services.hide(reply)
        case "dela":
            services.share_with_police(reply, by=user)
            messages.success(request, _("The police can read this answer now."))
    return redirect("alerts:alert-live", alert.code)


# --- retract, update, close: question pages --------------------------------------


def _question(
    request: HttpRequest, alert: Alert, form: Form, template: str
) -> HttpResponse:
    progress = stats.progress(alert)
    context = {"alert": alert, "form": form, "progress": progress, "no_thumb": True}
    return render(request, template, context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def retract(request: HttpRequest, code: str) -> HttpResponse:
    """Reason, reach, and one button."""
    alert = get_managed_alert_for(person(request), code)
    form = RetractForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.retract_alert(
                alert, by=person(request), reason=form.cleaned_data["reason"]
            )
        except Refused as refused:
            form.add_error(None, refused.as_form_error())
        else:
            return redirect("alerts:alert-live", alert.code)
    return _question(request, alert, form, "alerts/alert_retract.html")


@require_http_methods(["GET", "POST"])
def update(request: HttpRequest, code: str) -> HttpResponse:
    """What is new goes to the same people."""
    alert = get_managed_alert_for(person(request), code)
    form = UpdateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_alert(
                alert, by=person(request), text=form.cleaned_data["text"]
            )
        except Refused as refused:
            form.add_error("text", refused.as_form_error())
        else:
            messages.success(request, _("The update is on its way."))
            return redirect("alerts:alert-live", alert.code)
    return _question(request, alert, form, "alerts/alert_update.html")


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, code: str) -> HttpResponse:
    """How it went: the required end of every alert."""
    alert = get_managed_alert_for(person(request), code)
    form = OutcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.close_alert(
                alert, by=person(request), outcome=data["outcome"], text=data["text"]
            )
        except Refused as refused:
            form.add_error("text", refused.as_form_error())
        else:
            messages.success(request, _("Your neighbours will hear how it went."))
            return redirect("alerts:alert-live", alert.code)
    return _question(request, alert, form, "alerts/alert_close.html")
