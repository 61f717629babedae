"""Write, read through, send (mock-ups 04 and 05)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from alerts import audience, services, wording
from alerts.exceptions import Refused, SimilarAlert
from alerts.forms import LONGEST, ComposeForm, sms_parts
from alerts.models import Alert
from alerts.permissions import get_managed_alert_for, sending_areas_for
from alerts.services import policeevents, policehints
from alerts.wording.suggest import suggest
from areas.models import Municipality, User
from areas.permissions import hats, is_officer, person


def _form(request: HttpRequest, data: Any = None, **kwargs: Any) -> ComposeForm:
    user = person(request)
    areas = list(sending_areas_for(user).order_by("name"))
    return ComposeForm(data, areas=areas, is_officer=is_officer(user), **kwargs)


@require_http_methods(["GET", "POST"])
def compose(request: HttpRequest, code: str = "") -> HttpResponse:
    """One page for the alert, because a minute is the goal."""
    user = person(request)
    draft = get_managed_alert_for(user, code) if code else None
    if draft and draft.state != Alert.State.DRAFT:
        return redirect("alerts:alert-live", draft.code)
    if draft and draft.shape:
        return redirect("alerts:ring-edit", draft.code)
    if request.method == "GET":
        form = _form(request, initial=_initial(request, draft))
        return _page(request, form)
    form = _form(request, request.POST)
    if form.is_valid():
        try:
            alert = services.save_draft(
                form.draft(),
                by=user,
                areas=form.chosen(),
                client_token=form.cleaned_data["token"],
                hat=_hat(user),
            )
        except Refused as refused:
            form.add_error("text", refused.as_form_error())
        else:
            hint = policehints.hint_for(user, request.GET.get("handelse", ""))
            if hint:
                policeevents.use_police_event(hint, alert=alert)
            return redirect("alerts:alert-check", alert.code)
    return _page(request, form, status=422)


def _hat(user: User) -> str:
    held = hats(user)
    return next((hat for hat in reversed(held) if hat != "resident"), "resident")


def _initial(request: HttpRequest, draft: Alert | None) -> dict[str, Any]:
    if draft:
        return {
            "token": draft.client_token,
            "areas": draft.areas.all(),
            "kind": draft.kind,
            "timing": draft.timing,
            "place": draft.place,
            "text": draft.text,
            "is_drill": draft.is_drill,
        }
    hint = policehints.hint_for(person(request), request.GET.get("handelse", ""))
    if hint:
        return policehints.answers_of(hint, language=request.LANGUAGE_CODE)
    kind, timing = Alert.Kind.BURGLARY, Alert.Timing.LAST_NIGHT
    return {"text": suggest(kind, timing, language=request.LANGUAGE_CODE)}


def _page(request: HttpRequest, form: ComposeForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "areas": form.choosable,
        "no_thumb": True,
        "now": timezone.localtime(),
        "reach": audience.reach(form.choosable) if len(form.choosable) == 1 else None,
        "guard": _guard(str(form["text"].value() or ""), person(request)),
        "suggestions": _suggestions(request),
    }
    return render(request, "alerts/alert_compose.html", context, status=status)


def _suggestions(request: HttpRequest) -> dict[str, dict[str, str]]:
    """All suggested texts, for the page's script; the place is put in for “{place}”."""
    return {
        kind: {
            timing: suggest(kind, timing, language=request.LANGUAGE_CODE)
            for timing in Alert.Timing.values
        }
        for kind in Alert.Kind.values
    }


def _guard(text: str, user: User) -> dict[str, Any]:
    municipalities = Municipality.objects.filter(areas__in=sending_areas_for(user))
    links = services.allowed_links(municipalities.distinct())
    return {
        "findings": wording.check(text, allowed_links=links),
        "length": len(text),
        "longest": LONGEST,
        "parts": sms_parts(text),
    }


@require_POST
def guard(request: HttpRequest) -> HttpResponse:
    """The wording guard as one writes: a fragment, nothing is kept."""
    text = request.POST.get("text", "")[:2000]
    return render(
        request, "alerts/_guard.html", {"guard": _guard(text, person(request))}
    )


def check(request: HttpRequest, code: str) -> HttpResponse:
    """Say the number before sending; the preview is the delivered alert."""
    user = person(request)
    alert = get_managed_alert_for(user, code)
    if alert.state not in (Alert.State.DRAFT, Alert.State.IN_REVIEW):
        return redirect("alerts:alert-live", alert.code)
    return _check_page(request, alert)


def _check_page(request: HttpRequest, alert: Alert, **more: Any) -> HttpResponse:
    areas = list(alert.areas.order_by("name"))
    user = person(request)
    reach = audience.reach(areas, audience.homes_of(alert))
    context = {
        "alert": alert,
        "areas": areas,
        "area_names": ", ".join(area.name for area in areas),
        "reach": reach,
        "over_budget": [] if alert.is_ongoing else services.over_budget(areas),
        "needs_second": services.needs_second_officer(
            alert, areas, people=reach.people
        ),
        "is_author": alert.author_id == user.pk,
        "no_thumb": True,
    } | more
    status = 409 if more else 200
    return render(request, "alerts/alert_check.html", context, status=status)


@require_POST
def send(request: HttpRequest, code: str) -> HttpResponse:
    """Accepted means on its way to everyone."""
    user = person(request)
    alert = get_managed_alert_for(user, code)
    try:
        services.send_alert(alert, by=user, is_new_event="ny" in request.POST)
    except SimilarAlert as similar:
        other = Alert.objects.get(pk=similar.alert_id)
        return _check_page(request, alert, similar=other, problem=similar.sentence)
    except Refused as refused:
        return _check_page(request, alert, problem=refused.sentence)
    if alert.state == Alert.State.IN_REVIEW:
        return redirect("alerts:alert-check", alert.code)
    return redirect("alerts:alert-live", alert.code)


@require_POST
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """Within ten seconds nobody has got it."""
    user = person(request)
    alert = get_managed_alert_for(user, code)
    try:
        services.stop_alert(alert, by=user)
    except Refused:
        return redirect("alerts:alert-retract", alert.code)
    return redirect("alerts:alert-live", alert.code)
