"""The observation slip: a note for the police, by telephone or on paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from alerts.exceptions import Refused
from alerts.forms import ObservationForm
from alerts.models import Observation
from alerts.services import observing
from areas.models import User
from areas.permissions import person


@require_http_methods(["GET", "HEAD", "POST"])
def observations(request: HttpRequest) -> HttpResponse:
    """Call first; then write down what you will say."""
    user = person(request)
    form = ObservationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            note = observing.note_observation(user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("text", refused.as_form_error())
        else:
            return redirect("alerts:observation", note.pk)
    context = {
        "form": form,
        "notes": user.observations.order_by("-pk"),
        "ends": timezone.localdate() + observing.KEPT,
    }
    status = 422 if form.errors else 200
    return render(request, "alerts/observation_new.html", context, status=status)


@require_safe
def observation(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip, to read out on the telephone or to print."""
    note = _own_note(person(request), pk)
    return render(request, "alerts/observation_show.html", {"note": note})


@require_POST
def observation_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Handed over, or erased."""
    note = _own_note(person(request), pk)
    if step == "radera":
        observing.erase_observation(note)
        messages.success(request, _("The note is erased."))
        return redirect("alerts:observation-list")
    if step != "lamnad":
        raise Http404
    try:
        observing.hand_over(note, has_called="ringt" in request.POST)
        messages.success(request, _("Good. The police have it now."))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("alerts:observation", note.pk)


def _own_note(user: User, pk: int) -> Observation:
    note = user.observations.filter(pk=pk).first()
    if note is None:
        raise Http404
    return note
