"""Meeting a neighbour: one shows a code, the other types or scans it."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from areas.exceptions import Refused
from areas.forms.absences import CodeForm
from areas.limits import is_spent
from areas.permissions import person
from areas.qr import code_for
from areas.services import handshakes

both = require_http_methods(["GET", "HEAD", "POST"])
MOST_TRIES = 10


@both
def handshake_show(request: HttpRequest) -> HttpResponse:
    """A new code on the screen, for ten minutes; made when asked for."""
    context = {}
    if request.method == "POST":
        code = handshakes.offer_handshake(person(request))
        path = f"{reverse('areas:handshake-type')}?kod={code}"
        context = {"code": f"{code[:4]} {code[4:]}", "qr": code_for(path)}
    return render(request, "areas/handshake_show.html", context)


@both
def handshake_type(request: HttpRequest) -> HttpResponse:
    """Type the neighbour's code; a scanned one is filled in, a press confirms it."""
    user = person(request)
    initial = {"kod": request.GET.get("kod", "")[:20]}
    form = CodeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _check_tries(str(user.pk))
            made = handshakes.shake_hands(user, typed=form.cleaned_data["kod"])
        except Refused as refusal:
            form.add_error("kod", refusal.as_form_error())
        else:
            words = _("You and %(name)s can ask each other for help now.")
            messages.success(request, words % {"name": made.other(user).name})
            return redirect("areas:absence-list")
    status = 422 if form.errors else 200
    return render(request, "areas/handshake_type.html", {"form": form}, status=status)


def _check_tries(who: str) -> None:
    if is_spent("handshake", who, most=MOST_TRIES, within=timedelta(minutes=10)):
        raise Refused(_("Too many tries. Wait ten minutes."), code="limit")


@require_POST
def handshake_end(request: HttpRequest, code: str) -> HttpResponse:
    """Take a handshake back."""
    handshakes.take_back_handshake(person(request), code)
    messages.success(request, _("You can't ask each other any more."))
    return redirect("areas:absence-list")
