"""Choosing theme and hat, and the page that shows every component."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from watch.context import THEME_COOKIE, THEMES, Look
from watch.menus import BY_HAT, way_to
from watch.samples import sample_page


def _back(request: HttpRequest) -> str:
    """The page the visitor came from, if it is one of ours."""
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if ours else "/"


@require_POST
def theme_choose(request: HttpRequest) -> HttpResponse:
    """Remembers light, dark or "as the system" in a cookie for a year."""
    answer = HttpResponseRedirect(_back(request))
    theme = request.POST.get("tema", "")
    if theme not in THEMES:
        answer.delete_cookie(THEME_COOKIE)
        return answer
    answer.set_cookie(
        THEME_COOKIE,
        theme,
        max_age=timedelta(days=365),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return answer


@require_POST
def hat_choose(request: HttpRequest) -> HttpResponse:
    """Puts on another of the person's own hats and goes to its first page."""
    hat = request.POST.get("roll", "")
    if hat not in Look(request).hats:
        raise Http404
    request.session["hat"] = hat
    return HttpResponseRedirect(way_to(BY_HAT[hat][0]) or "/")


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component on one page, on demo and development installations only."""
    if not (settings.DEBUG or settings.DEMO):
        raise Http404
    return render(request, "components/all.html", sample_page(request))
