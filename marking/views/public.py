"""What anyone may see: the same for everybody, whatever was found."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from areas.permissions import is_contact
from marking import codes
from marking.exceptions import KitRefused
from marking.models import Kit
from marking.permissions import homes_for


@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """Found something marked? To the police, whoever asks and whatever was found."""
    return render(request, "marking/found.html")


@require_safe
def kit_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the code on a box leads.

    Its holder goes to the own page, a contact to the round; everybody else, and for
    any number, gets the same page.
    """
    try:
        number = codes.number_of(code)
    except KitRefused:
        number = ""
    if number and request.user.is_authenticated:
        for home in homes_for(request.user):
            if Kit.objects.of(home).filter(number=number).exists():
                return redirect("marking:home-kit")
        if is_contact(request.user):
            query = urlencode({"nummer": number})
            return redirect(f"{reverse('marking:contact-kits')}?{query}")
    return render(request, "marking/found.html")
