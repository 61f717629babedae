"""The contact's pages: hand out, take back, lend, one neighbour at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from areas.models import Household
from areas.permissions import person
from marking import rounds, services
from marking.exceptions import KitRefused
from marking.forms import BackForm, HandOutForm, LendForm, LostForm
from marking.models import Kit
from marking.permissions import contact_for, neighbours_for


def _page(request: HttpRequest, form: HandOutForm) -> HttpResponse:
    user = person(request)
    context = {
        "form": form,
        "round": rounds.round_of(user),
        "words": {"who": user.pk, **phone_words()},
    }
    status = 422 if form.errors else 200
    return render(request, "marking/contact_kits.html", context, status=status)


def left_in_words(count: int) -> str:
    """ "9 kvar", the running count."""
    return ngettext("%(count)s left", "%(count)s left", count) % {"count": count}


def phone_words() -> dict[str, str]:
    """What handout.js says, in the person's language."""
    return {
        "left": _("{count} left"),
        "waiting": _("{count} saved on this phone. They are sent when you are online."),
        "kept": _("Saved on this phone."),
        "done": _("{number} is handed out to {address}."),
        "sent": _("{count} sent."),
        "twice": _("You have just handed out that number or to that address."),
        "forget": _("Remove from the list"),
        "camera": _("The camera could not be opened. Type the number."),
    }


def contact_kits(request: HttpRequest) -> HttpResponse:
    """The round: number, neighbour, next; with what is left on the shelf."""
    user = person(request)
    if request.method != "POST":
        first = {
            "number": request.GET.get("nummer", ""),
            "home": request.GET.get("hem", ""),
        }
        return _page(request, HandOutForm(user=user, initial=first))
    form = HandOutForm(request.POST, user=user)
    if not form.is_valid():
        return _page(request, form)
    kit, home = form.cleaned_data["number"], form.cleaned_data["home"]
    try:
        services.hand_out_kit(kit, to=home, by=contact_for(user))
    except KitRefused as refusal:
        form.add_error("number", refusal.as_form_error())
        return _page(request, form)
    words = {
        "number": kit,
        "address": home.address,
        "left": left_in_words(rounds.left_on_shelf(user)),
    }
    messages.success(
        request, _("%(number)s is handed out to %(address)s. %(left)s.") % words
    )
    return redirect("marking:contact-kits")


@require_safe
def contact_list(request: HttpRequest) -> HttpResponse:
    """The hand-out list for a meeting: every address, how far it has come, to sign."""
    context = {"round": rounds.round_of(person(request))}
    return render(request, "marking/contact_list.html", context)


def _neighbour(request: HttpRequest, pk: int) -> Household:
    home = neighbours_for(person(request)).filter(pk=pk).first()
    if home is None:
        raise Http404
    return home


@require_safe
def contact_home(request: HttpRequest, pk: int) -> HttpResponse:
    """One neighbour: how far the home has come, and what can be done."""
    home = _neighbour(request, pk)
    context = {
        "home": home,
        "kit": Kit.objects.of(home).first(),
        "pen": Kit.objects.of(home, "pen").first(),
    }
    return render(request, "marking/contact_home.html", context)


def _stickers(request: HttpRequest, home: Household) -> None:
    services.put_up_stickers(_kit_of(home), by=contact_for(person(request)))


def _reserve(request: HttpRequest, home: Household) -> None:
    services.reserve_kit(home, by=contact_for(person(request)))


def _cancel(request: HttpRequest, home: Household) -> None:
    services.cancel_reservation(_kit_of(home), by=contact_for(person(request)))


def _unuse(request: HttpRequest, home: Household) -> None:
    note = request.POST.get("note", "")
    services.leave_unused(_kit_of(home), by=contact_for(person(request)), note=note)


STEPS: dict[str, Callable[[HttpRequest, Household], None]] = {
    "boka": _reserve,
    "avboka": _cancel,
    "dekaler": _stickers,
    "oanvant": _unuse,
}


def _kit_of(home: Household) -> Kit:
    kit = Kit.objects.of(home).first()
    if kit is None:
        raise KitRefused(_("The household has no kit."))
    return kit


@require_POST
def contact_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step on behalf of a neighbour."""
    if step not in STEPS:
        raise Http404
    home = _neighbour(request, pk)
    try:
        STEPS[step](request, home)
    except KitRefused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Done."))
    return redirect("marking:contact-home", pk=home.pk)


def _ask(
    request: HttpRequest,
    form_class: type[Any],
    write: Callable[[Any], str],
    words: dict[str, str],
) -> HttpResponse:
    """A question page: number and a little more, one service, back to the round."""
    form = form_class(
        request.POST or None, user=person(request), initial=request.GET.dict()
    )
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, write(form.cleaned_data))
        except KitRefused as refusal:
            form.add_error("number", refusal.as_form_error())
        else:
            return redirect("marking:contact-kits")
    status = 422 if form.errors else 200
    return render(
        request, "marking/contact_ask.html", {"form": form, **words}, status=status
    )


def contact_back(request: HttpRequest) -> HttpResponse:
    """A kit or a pen comes back."""

    def write(answers: dict[str, Any]) -> str:
        kit = services.return_kit(
            answers["number"],
            to=answers["place"],
            by=contact_for(person(request)),
            note=answers["note"],
        )
        if kit.state == Kit.State.RETURNED:
            return _("The kit is opened. Put it aside: it does not go to anyone else.")
        return _("%(number)s is back in stock.") % {"number": kit}

    words = {
        "heading": _("What comes back?"),
        "explanation": _("A kit goes back into stock only if it is unopened."),
        "button": _("Take it back"),
    }
    return _ask(request, BackForm, write, words)


def contact_lost(request: HttpRequest) -> HttpResponse:
    """A kit of the area is gone."""

    def write(answers: dict[str, Any]) -> str:
        kit, note = answers["number"], answers["note"]
        services.lose_kit(kit, by=contact_for(person(request)), note=note)
        return _("%(number)s is noted as lost.") % {"number": kit}

    words = {
        "heading": _("Which kit is lost?"),
        "explanation": _("The household may then get a new one."),
        "button": _("Note it as lost"),
    }
    return _ask(request, LostForm, write, words)


def contact_lend(request: HttpRequest) -> HttpResponse:
    """A pen is lent."""

    def write(answers: dict[str, Any]) -> str:
        pen = services.lend_pen(
            answers["number"],
            to=answers["home"],
            by=contact_for(person(request)),
            until=answers["until"],
        )
        return _("%(number)s is lent until %(day)s.") % {
            "number": pen,
            "day": f"{pen.due_on:%Y-%m-%d}",
        }

    words = {
        "heading": _("Who borrows the pen?"),
        "explanation": _("The household is reminded on the last day."),
        "button": _("Lend it"),
    }
    return _ask(request, LendForm, write, words)
