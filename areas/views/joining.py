"""Ask to join in three pages; the answers wait in the session until they are sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from areas import limits, search
from areas.exceptions import Refused
from areas.forms.joining import AboutForm, JoinAddressForm, ReachForm
from areas.models import Area, Contact
from areas.permissions import get_public_area, person
from areas.services import channels as ways
from areas.services.joining import Application, Reach, ask_to_join, home_of
from areas.words import listed

KEY = "join"
MOST_APPLICATIONS, APPLICATION_TIME = 10, timedelta(hours=1)
both = require_http_methods(["GET", "HEAD", "POST"])


def steps() -> list[str]:
    return [_("Your area"), _("About you"), _("How we reach you")]


def _answers(request: HttpRequest, area: Area) -> dict[str, Any]:
    """What this visitor has answered so far about this area."""
    kept = request.session.get(KEY, {})
    return kept if kept.get("area") == area.pk else {"area": area.pk}


def _keep(request: HttpRequest, answers: dict[str, Any]) -> None:
    request.session[KEY] = answers


def _page(request: HttpRequest, area: Area, step: int, **context: Any) -> HttpResponse:
    names = ["", "join_address", "join_about", "join_reach"]
    offices = Contact.objects.active().filter(area=area).select_related("user")
    who = sorted({office.user.given_name for office in offices})
    context |= {
        "area": area,
        "step": step,
        "steps": steps(),
        "label": _("Join %(area)s") % {"area": area.name},
        "contacts": who,
        "contact_names": listed(who),
        "days": area.municipality.answer_days,
    }
    status = 422 if context["form"].errors else 200
    return render(request, f"areas/{names[step]}.html", context, status=status)


@both
def address(request: HttpRequest, slug: str) -> HttpResponse:
    """Page 1: which home. An address that the search sent along is taken at once."""
    area = get_public_area(slug)
    if not Area.objects.joinable().filter(pk=area.pk).exists():
        return redirect(area)
    answers = _answers(request, area)
    if request.method != "POST":
        typed = {"adress": answers.get("adress", "")}
        return _page(request, area, 1, form=JoinAddressForm(initial=typed))
    homes = search.homes_at(request.POST.get("adress", ""), area)
    form = JoinAddressForm(request.POST, homes=homes)
    if not form.is_valid():
        return _page(request, area, 1, form=form)
    typed = form.cleaned_data
    chosen = typed.get("home") or (str(homes[0].pk) if len(homes) == 1 else "")
    if len(homes) > 1 and not chosen:
        if "home" in request.POST or "vald" in request.POST:
            form.add_error("home", _("Choose your apartment"))
        return _page(request, area, 1, form=form, several=True)
    elsewhere = None if homes else search.find_address(typed["adress"]).area
    if not homes and (elsewhere or not typed["unlisted"]):
        form.add_error("adress", _not_here(area, elsewhere))
        return _page(request, area, 1, form=form, ask_unlisted=not elsewhere)
    _keep(request, answers | {"home": chosen, "adress": typed["adress"]})
    return redirect("areas:join-about", slug=slug)


def _not_here(area: Area, elsewhere: Area | None) -> str:
    if elsewhere:
        return _("The address lies in %(area)s.") % {"area": elsewhere.name}
    sentence = _("We can't find that address in %(area)s. Check the spelling.")
    return sentence % {"area": area.name}


@both
def about(request: HttpRequest, slug: str) -> HttpResponse:
    """Page 2: who."""
    area = get_public_area(slug)
    answers = _answers(request, area)
    if "adress" not in answers:
        return redirect("areas:join", slug=slug)
    if request.method != "POST":
        first = {name: answers.get(name) for name in AboutForm.base_fields}
        if request.user.is_authenticated:
            user = person(request)
            first["name"] = first["name"] or user.name
            first["email"] = first["email"] or user.email
        return _page(request, area, 2, form=AboutForm(initial=first))
    form = AboutForm(request.POST)
    if not form.is_valid():
        return _page(request, area, 2, form=form)
    _keep(request, answers | form.cleaned_data)
    return redirect("areas:join-reach", slug=slug)


@both
def reach(request: HttpRequest, slug: str) -> HttpResponse:
    """Page 3: how we reach them; then it is sent."""
    area = get_public_area(slug)
    answers = _answers(request, area)
    if "name" not in answers:
        return redirect("areas:join", slug=slug)
    given = {"mobile": answers["mobile"], "email": answers["email"]}
    chosen = [k for k, v in (("sms", given["mobile"]), ("email", given["email"])) if v]
    first = {"channels": chosen or ["door"], "night": "nej"}
    form = ReachForm(
        request.POST if request.method == "POST" else None, initial=first, **given
    )
    if request.method != "POST" or not form.is_valid():
        return _page(request, area, 3, form=form)
    who = limits.caller(request)
    if limits.is_spent("join", who, most=MOST_APPLICATIONS, within=APPLICATION_TIME):
        form.add_error(None, _("Too many tries. Wait an hour and try again."))
        return _page(request, area, 3, form=form)
    user = person(request) if request.user.is_authenticated else None
    try:
        ask_to_join(_application(area, answers, form.cleaned_data), by=user)
    except Refused as refusal:
        form.add_error(None, refusal.as_form_error())
        return _page(request, area, 3, form=form)
    del request.session[KEY]
    request.session["joined"] = area.pk
    return redirect("areas:join-sent", slug=slug)


def _application(
    area: Area, answers: dict[str, Any], chosen: dict[str, Any]
) -> Application:
    channels = chosen["channels"]
    return Application(
        area=area,
        home=home_of(area, answers["home"], answers["adress"]),
        name=answers["name"],
        reach=Reach(
            email=answers["email"] if "email" in channels else "",
            mobile=answers["mobile"] if "sms" in channels else "",
            door="door" in channels,
        ),
        at_night=chosen["night"] == "ja",
        proxy_note=answers["for_other"],
    )


@require_safe
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Thank you: what happens now. The same words whoever asked."""
    area = get_public_area(slug)
    if request.session.get("joined") != area.pk:
        return redirect(area)
    days = area.municipality.answer_days
    return render(request, "areas/join_sent.html", {"area": area, "days": days})


@both
def confirm_channel(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the message: the page asks, its button confirms."""
    try:
        channel = ways.channel_of(token)
        if request.method == "POST":
            channel = ways.confirm_channel(channel)
    except Refused as refusal:
        context = {"sentence": refusal.sentence}
        return render(request, "areas/link_old.html", context, status=410)
    done = request.method == "POST"
    page = {"channel": channel, "done": done, "has_login": bool(channel.user.email)}
    return render(request, "areas/channel_confirm.html", page)
