"""Receipts of SMS gateways."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from alerts import links
from alerts.failpoints import reached
from alerts.outbox import receipts
from alerts.transports.base import Verdict
from alerts.transports.gateways import DRIVERS, Receipt, read_receipt

LONGEST = 16_000  # bytes


@csrf_exempt
@require_POST
def sms(request: HttpRequest, reference: str) -> HttpResponse:
    """What became of one text message; the same receipt twice is one.

    Exempt from CSRF because a gateway has no cookies: only it and we know the path.
    """
    reached("in receipt handler")
    delivery = links.receipted(reference)
    if delivery is None:
        raise Http404
    receipt = _read(_said(request))
    if receipt is not None and receipt.verdict is Verdict.DELIVERED:
        receipts.settle_delivered(delivery, reference=receipt.reference)
    elif receipt is not None:
        receipts.settle_failed(delivery, code=receipt.code, reference=receipt.reference)
    return HttpResponse(status=204)


def _read(said: Mapping[str, str]) -> Receipt | None:
    found = (read_receipt(kind, said) for kind in DRIVERS)
    return next((receipt for receipt in found if receipt is not None), None)


def _said(request: HttpRequest) -> Mapping[str, str]:
    """A form, as most gateways send it, or a JSON object."""
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        said = json.loads(request.body[:LONGEST])
    except (ValueError, RecursionError):
        return {}
    return {str(k): str(v) for k, v in said.items()} if isinstance(said, dict) else {}
