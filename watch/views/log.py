"""The access log: who looked at what."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from areas.permissions import person
from watch.permissions import access_log_for

ROWS = 50


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Page by page, newest first; an act can be picked out."""
    rows = access_log_for(person(request))
    act = request.GET.get("handelse", "")
    if act:
        rows = rows.filter(act=act)
    page = Paginator(rows, ROWS).get_page(request.GET.get("sida"))
    return render(request, "watch/log.html", {"page": page, "act": act})
