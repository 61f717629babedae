"""States as icon + word + colour, never by colour alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from watch.templatetags.parts import icon_or_nothing

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise
    from django.utils.safestring import SafeString

register = template.Library()


class Face(NamedTuple):
    """How a state looks and what it is called."""

    colour: str
    icon: str
    word: str | _StrPromise


AREA = {
    "interest": Face("intresse", "hand", _("Interest")),
    "contacts_found": Face("pagang", "grannar", _("Has contacts")),
    "meeting_booked": Face("pagang", "kalender", _("Start meeting booked")),
    "trained": Face("pagang", "bokat", _("Trained")),
    "running": Face("igang", "bock", _("Running")),
    "dormant": Face("", "sov", _("Dormant")),
    "closed": Face("", "kryss", _("Closed")),
}
SEVERITY = {
    "ongoing": Face("nu", "larm", _("Happening now")),
    "recent": Face("", "klocka", _("Recently")),
    "information": Face("veta", "info", _("Good to know")),
    "retracted": Face("ater", "angra", _("Retracted")),
}
SEVERITY_TAG = {"nu": "fara", "": "pagang", "veta": "intresse", "ater": ""}
KIT = {
    "in_stock": Face("", "paket", _("In stock")),
    "reserved": Face("intresse", "klocka", _("Reserved")),
    "ready": Face("intresse", "paket", _("Ready to collect")),
    "handed_out": Face("pagang", "hand", _("Collected")),
    "stickers_up": Face("pagang", "dorr", _("Stickers up")),
    "marked": Face("pagang", "mark", _("Marked at home")),
    "registered": Face("igang", "bock", _("Registered")),
    "returned": Face("", "angra", _("Returned")),
    "lost": Face("fara", "varning", _("Lost")),
    "expired": Face("", "timglas", _("Expired")),
    "unused": Face("", "kryss", _("Unused")),
}
TASK = {
    "todo": Face("", "", _("Not started")),
    "now": Face("pagang", "pil", _("Do this now")),
    "started": Face("intresse", "timglas", _("Started")),
    "done": Face("igang", "bock", _("Done")),
}


@register.simple_tag
def tag(text: str, colour: str = "", *, icon: str = "") -> SafeString:
    """A tag: igang, pagang, intresse, fara or plain, with an icon before its word."""
    return format_html(
        '<span class="bricka{}">{}{}</span>',
        f" bricka--{colour}" if colour else "",
        icon_or_nothing(icon),
        text,
    )


def _worn(faces: dict[str, Face], state: str, text: str) -> SafeString:
    face = faces.get(str(state), Face("", "", str(state)))
    return tag(text or str(face.word), face.colour, icon=face.icon)


@register.simple_tag
def area_state(state: str, text: str = "") -> SafeString:
    """Where an area stands in its life; `text` says more ("Running since June")."""
    return _worn(AREA, state, text)


@register.simple_tag
def kit_state(state: str, text: str = "") -> SafeString:
    """Where a marking kit is."""
    return _worn(KIT, state, text)


@register.simple_tag
def task_state(state: str, text: str = "") -> SafeString:
    """How far a task has come: todo, now, started, done."""
    return _worn(TASK, state, text)


@register.simple_tag
def severity(state: str, text: str = "") -> SafeString:
    """How serious an alert is, as a tag: ongoing, recent, information, retracted."""
    face = SEVERITY.get(str(state), SEVERITY["recent"])
    return tag(text or str(face.word), SEVERITY_TAG[face.colour], icon=face.icon)


@register.simple_block_tag
def alertcard(
    content: str, state: str, *, kind: str = "", time: str = "", label: str = ""
) -> SafeString:
    """An alert in one of its four states; the content is its body."""
    face = SEVERITY.get(str(state), SEVERITY["recent"])
    words = f"{face.word} {time}" if face.colour == "ater" and time else str(face.word)
    return format_html(
        '<article class="larm{}" aria-label="{}"><p class="larm__topp">{}{}{}{}</p>'
        '<div class="larm__kropp">{}</div></article>',
        f" larm--{face.colour}" if face.colour else "",
        label or words,
        icon_or_nothing(face.icon),
        words,
        f" · {kind}" if kind and face.colour != "ater" else "",
        format_html('<span class="tal">{}</span>', time)
        if time and face.colour != "ater"
        else "",
        content,
    )
