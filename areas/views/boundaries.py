"""What the drawing page asks while one draws, and the officer's yes or no."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from areas.boundaries.faults import Fault
from areas.exceptions import Refused
from areas.forms.drawing import CornersForm
from areas.permissions import person
from areas.services import boundaries as services

from .drawing import area_for, inside_in_words


@require_POST
def counted(request: HttpRequest, slug: str) -> HttpResponse:
    """Saves the draft; answers how many homes are inside and what is wrong."""
    user = person(request)
    area = area_for(user, slug)
    form = CornersForm(request.POST)
    if not form.is_valid():
        wrong = [str(error) for error in form.errors["corners"]]
        return JsonResponse({"count": "", "faults": wrong}, status=422)
    corners = form.cleaned_data["corners"]
    services.save_draft(area, corners, by=user)
    found = services.faults_of(area, form.shape, by=user)
    return JsonResponse(
        {
            "count": inside_in_words(area, corners),
            "faults": [fault.sentence for fault in found],
            "places": _places(found),
        }
    )


def _places(found: list[Fault]) -> list[tuple[float, float]]:
    return [fault.where for fault in found if fault.where]


@require_POST
def decide(request: HttpRequest, slug: str, pk: int, step: str) -> HttpResponse:
    """Approve or refuse a proposal."""
    user = person(request)
    area = area_for(user, slug)
    proposal = area.boundaries.filter(pk=pk).first()
    if proposal is None or step not in ("godkann", "neka"):
        raise Http404
    try:
        if step == "godkann":
            placing = services.approve(proposal, by=user)
            words = _("Approved. %(count)s homes have been placed.")
            messages.success(request, words % {"count": len(placing.placed)})
            if placing.to_ask:
                words = _("%(count)s homes with members lie outside now. Ask them.")
                messages.warning(request, words % {"count": len(placing.to_ask)})
        else:
            services.refuse(proposal, by=user, reason=request.POST.get("reason", ""))
            messages.success(request, _("Refused, and the contacts are told."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("areas:officer-boundary", slug=slug)
