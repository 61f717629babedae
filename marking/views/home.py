"""The household's own page: collect, stickers, mark, register, in any order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from areas.models import Household
from areas.permissions import person
from marking import homes, services
from marking.exceptions import KitRefused
from marking.forms import LoseForm, RegisterForm, UnusedForm
from marking.models import Kit
from marking.permissions import get_home_for, get_home_kit_for, homes_for
from marking.services.home import AT_HOME


def _chosen(request: HttpRequest) -> str:
    return request.POST.get("hem", request.GET.get("hem", ""))


def _page(
    request: HttpRequest, home: Household, kit: Kit | None, form: Any = None
) -> HttpResponse:
    if kit and form is None and kit.registered_on is None:
        form = RegisterForm(product=kit.batch.product)
    context = {
        "home": home,
        "homes": homes_for(person(request)),
        "kit": kit,
        "steps": homes.steps_of(kit),
        "form": form,
        "uptake": homes.uptake_in(home.area),
        "contact": homes.contact_of(home.area),
        "can_reserve": kit is None and homes.has_free_kit(home),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "marking/home_kit.html", context, status=status)


@require_safe
def home_kit(request: HttpRequest) -> HttpResponse:
    """Where the home stands with its kit, and what to do next."""
    home = get_home_for(person(request), _chosen(request))
    return _page(request, home, Kit.objects.of(home).first())


def _back(home: Household) -> HttpResponse:
    return redirect(f"{reverse('marking:home-kit')}?hem={home.pk}")


def _done(
    request: HttpRequest, home: Household, write: Callable[[], Any], thanks: str
) -> HttpResponse:
    """Runs one service; says thanks, or what the service refused."""
    try:
        write()
    except KitRefused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, thanks)
    return _back(home)


@require_POST
def kit_reserve(request: HttpRequest) -> HttpResponse:
    """Reserves a kit for the home."""
    home = get_home_for(person(request), _chosen(request))
    return _done(
        request,
        home,
        lambda: services.reserve_kit(home, by=AT_HOME),
        _("A kit is reserved for you."),
    )


@require_POST
def kit_register(request: HttpRequest) -> HttpResponse:
    """Registers the bottle's code; an error is shown beside the field."""
    home, kit = get_home_kit_for(person(request), _chosen(request))
    form = RegisterForm(request.POST, product=kit.batch.product)
    if not form.is_valid():
        return _page(request, home, kit, form)
    try:
        services.register_kit(
            kit, form.cleaned_data["code"], on=form.cleaned_data["on"]
        )
    except KitRefused as refusal:
        form.add_error("code", refusal.as_form_error())
        return _page(request, home, kit, form)
    messages.success(request, _("Thank you. Your home is now a marked home."))
    return _back(home)


# The steps that need no answer: path, service, thanks.
STEPS: dict[str, tuple[Callable[[Kit], Any], Callable[[], str]]] = {
    "dekaler": (
        services.put_up_stickers,
        lambda: _("Good. The stickers are noted as up."),
    ),
    "oppnad": (
        services.open_liquid,
        lambda: _("Noted. We tell you before the liquid gets too old."),
    ),
    "markt": (services.mark_home, lambda: _("Good. Your things are noted as marked.")),
    "avboka": (
        lambda kit: services.cancel_reservation(kit, by=AT_HOME),
        lambda: _("The reservation is cancelled."),
    ),
}


@require_POST
def home_step(request: HttpRequest, step: str) -> HttpResponse:
    """One step that needs no answer."""
    if step not in STEPS:
        raise Http404
    home, kit = get_home_kit_for(person(request), _chosen(request))
    service, thanks = STEPS[step]
    return _done(request, home, lambda: service(kit), thanks())


@require_POST
def help_ask(request: HttpRequest) -> HttpResponse:
    """Asks the area's contacts to get in touch."""
    home = get_home_for(person(request), _chosen(request))
    thanks = _("Your area contact has been asked to get in touch.")
    return _done(request, home, lambda: services.ask_for_help(home), thanks)


def _ask(
    request: HttpRequest,
    form_class: type[forms.Form],
    write: Callable[[Kit, str], Any],
    words: dict[str, str],
) -> HttpResponse:
    """A question page of one field that ends in one service."""
    home, kit = get_home_kit_for(person(request), _chosen(request))
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        return _done(request, home, lambda: write(kit, note), words["thanks"])
    context = {"form": form, "home": home, "kit": kit, **words}
    status = 422 if form.errors else 200
    return render(request, "marking/home_ask.html", context, status=status)


def kit_lose(request: HttpRequest) -> HttpResponse:
    """The kit is lost: what happened, and what to do."""
    return _ask(
        request,
        LoseForm,
        lambda kit, note: services.lose_kit(kit, by=AT_HOME, note=note),
        {
            "heading": _("Is your kit lost?"),
            "explanation": _(
                "We note it as lost. Tell the supplier too, so that nobody else uses "
                "the code. Then you can get a new kit."
            ),
            "button": _("Note it as lost"),
            "thanks": _("The kit is noted as lost. You can get a new one."),
        },
    )


def kit_unuse(request: HttpRequest) -> HttpResponse:
    """The kit won't be used."""
    return _ask(
        request,
        UnusedForm,
        lambda kit, note: services.leave_unused(kit, note=note),
        {
            "heading": _("Won't you use the kit?"),
            "explanation": _(
                "Hand it back unopened to your area contact, so that a neighbour can "
                "have it. You may change your mind."
            ),
            "button": _("Note it as not used"),
            "thanks": _("Noted. Hand the kit back to your area contact."),
        },
    )


@require_safe
def inventory(request: HttpRequest) -> HttpResponse:
    """A list to fill in on the screen or by hand and print; nothing is sent to us."""
    home = get_home_for(person(request), _chosen(request))
    context = {"home": home, "rows": range(1, 21), "today": timezone.localdate()}
    return render(request, "marking/home_inventory.html", context)
