"""The phone's queue of hand-outs, sent when it is online again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from areas.permissions import person
from marking import offline, rounds, services
from marking.exceptions import KitRefused
from marking.models import KitEvent
from marking.permissions import contact_for, get_kit_to_hand_out_for, get_neighbour_for


def _one(request: HttpRequest, act: offline.Act) -> dict[str, Any]:
    """What became of one act: done (now or before) or refused, with the reason."""
    user = person(request)
    answer: dict[str, Any] = {"id": str(act.client_id), "done": True}
    if KitEvent.objects.filter(client_id=act.client_id).exists():
        return answer
    try:
        home = get_neighbour_for(user, act.home)
        kit = get_kit_to_hand_out_for(user, rounds.number_in(act.number))
        services.hand_out_kit(
            kit, to=home, by=contact_for(user), on=act.on, client_id=act.client_id
        )
    except KitRefused as refusal:
        return answer | {"done": False, "sentence": refusal.sentence}
    return answer


@require_http_methods(["GET", "POST"])
def contact_sync(request: HttpRequest) -> JsonResponse:
    """GET: a fresh token and what is left. POST: does each act once, answers each."""
    if request.method == "GET":
        left = rounds.left_on_shelf(person(request))
        return JsonResponse({"token": get_token(request), "left": left})
    try:
        acts = offline.read(request.body, timezone.now())
    except KitRefused as refusal:
        return JsonResponse({"sentence": refusal.sentence}, status=400)
    answers = [_one(request, act) for act in acts]
    left = rounds.left_on_shelf(person(request))
    return JsonResponse({"answers": answers, "left": left})
