"""The alert at the neighbour's (mock-up 07), by login or by the message's own link."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from alerts import links, services
from alerts.exceptions import Refused
from alerts.forms import ReplyForm
from alerts.models import Alert, Delivery, Reply
from alerts.permissions import get_read_alert_for, read_alerts_for
from alerts.rendering.words import headline, severity
from areas.models import Channel, User
from areas.permissions import person

GUESSES = 30  # wrong tokens per address and hour before a pause


def my_alerts(request: HttpRequest) -> HttpResponse:
    """The latest alerts to this person."""
    rows = read_alerts_for(person(request)).originals().prefetch_related("areas")
    alerts = [
        {"alert": alert, "severity": severity(alert), "headline": headline(alert)}
        for alert in rows.order_by("-pk")[:30]
    ]
    return render(request, "alerts/alert_list.html", {"alerts": alerts})


@require_http_methods(["GET", "POST"])
def read(request: HttpRequest, code: str) -> HttpResponse:
    """An alert for the logged-in person."""
    alert = get_read_alert_for(person(request), code).original
    return _alert_page(request, alert, person(request), token="")


@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """An alert by the link in a message: this alert and nothing else (decision 43)."""
    delivery = _delivery(request, token)
    root = delivery.alert.original if delivery.alert else None
    if root is None or root.code != code:
        raise Http404
    if not root.is_open and not _is_told(delivery):
        return render(request, "alerts/link_old.html", status=410)
    return _alert_page(request, root, delivery.user, token=token)


def _is_told(delivery: Delivery) -> bool:
    """The closing message's own link shows how it went."""
    follower = delivery.alert
    return follower is not None and follower.role in (
        Alert.Role.OUTCOME,
        Alert.Role.RETRACTION,
    )


def _delivery(request: HttpRequest, token: str) -> Delivery:
    """The delivery of a token; guessing is slowed down per address."""
    key = f"wrong-token:{request.META.get('REMOTE_ADDR', '')}"
    if cache.get(key, 0) >= GUESSES:
        raise Http404
    found = links.delivery_of(token)
    if found is None:
        cache.add(key, 0, 3600)
        cache.incr(key)
        raise Http404
    return found


def _alert_page(
    request: HttpRequest, alert: Alert, user: User, *, token: str
) -> HttpResponse:
    form = ReplyForm(request.POST if "text" in request.POST else None)
    if request.method == "POST":
        done = _answer(request, alert, user, form)
        if done:
            return redirect(request.path)
    wants_reply = bool(form.errors) or request.GET.get("svara") == "1"
    wants_reply = wants_reply or request.POST.get("svar") == "tips"
    context = _context(alert, user) | {
        "form": form,
        "token": token,
        "wants_reply": wants_reply,
    }
    if token:
        context["no_thumb"] = True
    status = 422 if form.errors else 200
    return render(request, "alerts/alert_read.html", context, status=status)


def _answer(request: HttpRequest, alert: Alert, user: User, form: ReplyForm) -> bool:
    """Seen, one reply, a flag: the only things a link can do. True when done."""
    if "text" in request.POST:
        return _reply(request, alert, user, form)
    match request.POST.get("svar"):
        case "sett":
            services.mark_seen(alert, by=user)
            messages.success(request, _("Thank you. The sender sees that you know."))
        case "fel":
            services.flag(alert, by=user)
            messages.success(request, _("Thank you. Somebody will look at it."))
        case _:
            return False
    return True


def _reply(request: HttpRequest, alert: Alert, user: User, form: ReplyForm) -> bool:
    if not form.is_valid():
        return False
    try:
        services.reply(alert, by=user, text=form.cleaned_data["text"])
    except Refused as refused:
        form.add_error("text", refused.as_form_error())
        return False
    services.mark_seen(alert, by=user)
    messages.success(request, _("Thank you. Only the sender reads your answer."))
    return True


def _context(alert: Alert, user: User) -> dict[str, Any]:
    thread = [alert.pk, *alert.followers.values_list("pk", flat=True)]
    got = Delivery.objects.filter(alert__in=thread, notice=None, user=user)
    return {
        "alert": alert,
        "areas": list(alert.areas.all()),
        "severity": severity(alert),
        "headline": headline(alert),
        "followers": [
            {"alert": one, "headline": headline(one)} for one in alert.followers.all()
        ],
        "is_seen": got.filter(seen_at__isnull=False).exists(),
        "reply": Reply.objects.filter(alert=alert, user=user).first(),
        "sender": alert.author.given_name if alert.author else "",
    }


@csrf_exempt
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: the POST alone switches this address off; GET only asks.

    Exempt from CSRF because mail services post without cookies; the token is the proof.
    """
    delivery = _delivery(request, token)
    channel = Channel.objects.filter(pk=delivery.channel_id).first()
    if request.method == "POST":
        services.stop_channel(delivery)
        return render(request, "alerts/stop_done.html", {"channel": channel})
    return render(request, "alerts/stop_ask.html", {"channel": channel})
