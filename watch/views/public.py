"""The start page and the pages of text that anyone may read."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from watch.privacy import calendar_rows
from watch.story import start_page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The question, the street, the numbers, the three steps."""
    return render(request, "watch/home.html", start_page())


@require_safe
def advice(request: HttpRequest) -> HttpResponse:
    """What one can do at home, and with the neighbours."""
    return render(request, "watch/advice.html")


@require_safe
def marking_about(request: HttpRequest) -> HttpResponse:
    """What DNA marking is and how it is done."""
    return render(request, "watch/marking_about.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What we know of whom, who sees it, and when it goes."""
    return render(request, "watch/privacy.html", {"rows": calendar_rows()})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    address = settings.DEFAULT_FROM_EMAIL.split("<")[-1].rstrip(">")
    return render(request, "watch/accessibility.html", {"address": address})


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Whom to turn to with what."""
    return render(request, "watch/contact.html", start_page())


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Who stands behind the service, and on what it is built."""
    return render(request, "watch/about.html")
