"""The installable app, and the devices that get notifications."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alerts import services
from alerts.exceptions import Refused
from alerts.services.subscribing import Subscription
from alerts.transports.vapid import Vapid
from areas.models import Channel, User
from areas.permissions import person

WORKER = Path(__file__).parent.parent / "worker" / "worker.js"
KEPT = (  # what the offline page needs
    "watch/tokens.css",
    "watch/app.css",
    "watch/look.js",
    "watch/marke.svg",
    "watch/ikoner.svg",
    "watch/fonts/atkinson-next-latin.woff2",
)
REMOVED = 0  # in the session instead of a device
LONGEST = 8000  # characters of a subscription
# Parts of a browser's own name, the most telling first.
DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def _icon(name: str, size: int, purpose: str = "any") -> dict[str, str]:
    return {
        "src": static(f"watch/{name}-{size}.png"),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """What makes the site installable."""
    said = {
        "id": "/",
        "name": "Grannar mot brott",
        "short_name": "Grannar",
        "description": _("Alerts from your neighbours, and from the police."),
        "lang": get_language(),
        "start_url": reverse("alerts:alert-list"),
        "scope": "/",
        "display": "standalone",
        "theme_color": "#0b3029",
        "background_color": "#fbf8f1",
        "icons": [
            *(_icon("ikon", size) for size in (192, 512)),
            *(_icon("ikon-maskable", size, "maskable") for size in (192, 512)),
        ],
    }
    answer = JsonResponse(said, content_type="application/manifest+json")
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, from the root, so that it may answer for every page."""
    with override("sv"):
        facts = {
            "offline": reverse("alerts:offline"),
            "page": reverse("alerts:push-settings"),
            "save": reverse("alerts:push-save"),
            "icon": static("watch/ikon-192.png"),
            "badge": static("watch/ikon-badge-96.png"),
            "kept": [static(name) for name in KEPT],
        }
    source = WORKER.read_text("utf-8")
    text = json.dumps(facts)
    version = hashlib.sha256(f"{text}{source}".encode()).hexdigest()[:12]
    body = f'const facts = {text};\nconst version = "grannar-{version}";\n{source}'
    answer = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What the phone shows without a network; nothing personal is on it."""
    return render(request, "offline.html", {"look": None, "frame": "common"})


# --- the person's devices -----------------------------------------------------


@require_safe
def push_settings(request: HttpRequest) -> HttpResponse:
    """Turn notifications on for this device; the others in a list."""
    devices = person(request).channels.filter(kind=Channel.Kind.PUSH)
    here = request.session.get("device")
    context = {
        "devices": devices,
        "this_device": here if any(each.pk == here for each in devices) else None,
        "public_key": _public_key(),
        "deed": {None: "resume", REMOVED: "end"}.get(here, ""),
    }
    return render(request, "alerts/push_settings.html", context)


def _public_key() -> str:
    if not settings.VAPID_PRIVATE_KEY:
        return ""
    return Vapid(settings.VAPID_PRIVATE_KEY, settings.VAPID_CONTACT).public_key


@require_POST
def push_save(request: HttpRequest) -> HttpResponse:
    """The page's script gives a subscription; the worker gives one that was renewed."""
    said = _said(request)
    keys = said.get("keys")
    keys = keys if isinstance(keys, dict) else {}
    given = Subscription(
        endpoint=_text(said.get("endpoint")),
        p256dh=_text(keys.get("p256dh")),
        auth=_text(keys.get("auth")),
    )
    try:
        channel = services.add_push_channel(
            person(request),
            given,
            label=_device_name(request.headers.get("User-Agent", "")),
            replaces=_text(said.get("old")),
        )
    except Refused as refused:
        return JsonResponse({"problem": refused.sentence}, status=422)
    request.session["device"] = channel.pk  # logging out forgets it
    return JsonResponse({"device": channel.pk})


def _said(request: HttpRequest) -> dict[str, Any]:
    try:
        said = json.loads(request.body) if len(request.body) <= LONGEST else None
    except (ValueError, RecursionError):
        said = None
    return said if isinstance(said, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _device_name(agent: str) -> str:
    """ "iPhone": enough to tell one's own devices apart, and nothing more is kept."""
    return next((name for part, name in DEVICES if part in agent), "")


@require_POST
def push_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Test or remove one device."""
    user = person(request)
    device = _own_device(user, pk)
    if step == "testa":
        try:
            services.test_device(device)
            messages.success(request, _("A test is on its way to the device."))
        except Refused as refused:
            messages.warning(request, refused.sentence)
    elif step == "ta-bort":
        services.forget_device(user, device.pk)
        if request.session.get("device") == device.pk:
            request.session["device"] = REMOVED  # the page's script lets go of it
        messages.success(request, _("The device is removed."))
    else:
        raise Http404
    return redirect("alerts:push-settings")


def _own_device(user: User, pk: int) -> Channel:
    device = user.channels.filter(pk=pk, kind=Channel.Kind.PUSH).first()
    if device is None:
        raise Http404
    return device
