"""Settings: ways to be reached in order, nights, language; and one's own data."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from areas import export
from areas.exceptions import Refused
from areas.forms.mine import ChannelForm, SettingsForm
from areas.models import Channel, Membership, User
from areas.permissions import person
from areas.services import channels as ways
from areas.services.access import log_access

both = require_http_methods(["GET", "HEAD", "POST"])


@both
def settings(request: HttpRequest) -> HttpResponse:
    """Ways in order, and how and when they are used."""
    user = person(request)
    form = SettingsForm(
        request.POST if request.method == "POST" else None, instance=user
    )
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("areas:settings")
    status = 422 if form.errors else 200
    context = {"form": form, "channels": user.channels.all()}
    return render(request, "areas/settings.html", context, status=status)


@both
def channel_add(request: HttpRequest) -> HttpResponse:
    """Add a number, an address or a knock."""
    form = ChannelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = person(request)
        try:
            channel = ways.add_channel(user, form.cleaned_data["kind"], form.address)
            sent = ways.ask_to_confirm(channel)
        except Refused as refusal:
            form.add_error(None, refusal.as_form_error())
        else:
            words = (
                _("We have sent a link. Press it to confirm.") if sent else _("Added.")
            )
            messages.success(request, words)
            return redirect("areas:settings")
    status = 422 if form.errors else 200
    return render(request, "areas/channel_add.html", {"form": form}, status=status)


def _own_channel(user: User, pk: int) -> Channel:
    channel = user.channels.filter(pk=pk).first()
    if channel is None:
        raise Http404
    return channel


@require_POST
def channel_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Test, confirm again, up, down, remove: one press each."""
    channel = _own_channel(person(request), pk)
    words = {
        "testa": _("A test is on its way."),
        "bekrafta": _("We have sent a new link."),
        "ta-bort": _("Removed."),
    }
    steps: dict[str, Callable[[], object]] = {
        "testa": lambda: ways.test_channel(channel),
        "bekrafta": lambda: ways.ask_to_confirm(channel),
        "upp": lambda: ways.move_channel(channel, up=True),
        "ner": lambda: ways.move_channel(channel, up=False),
        "ta-bort": lambda: ways.remove_channel(channel),
    }
    if step not in steps:
        raise Http404
    try:
        steps[step]()
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, words.get(step, _("The order is changed.")))
    return redirect("areas:settings")


# --- one's own data -------------------------------------------------------------


@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """What we know, who has looked, and how to get it or be rid of it."""
    user = person(request)
    rows = Membership.objects.filter(user=user).select_related("area", "household")
    reads = export.reads_of(user).select_related("by", "area")
    context = {
        "memberships": rows,
        "reads": reads[:50],
        "channels": user.channels.all(),
    }
    return render(request, "areas/my_data.html", context)


@require_POST
def my_data_file(request: HttpRequest) -> HttpResponse:
    """Everything about the person, as a page or as a JSON file."""
    user = person(request)
    data = export.everything_about(user)
    log_access(by=user, act="data.export", about=user)
    if request.POST.get("som") != "json":
        return render(request, "areas/my_data_file.html", {"data": data.items()})
    text = json.dumps(data, ensure_ascii=False, indent=2, default=str)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="mina-uppgifter.json"'
    return answer
