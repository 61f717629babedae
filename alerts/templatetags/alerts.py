"""What the alert pages say about an alert."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts.models import Alert
from alerts.rendering.words import body, headline, severity
from alerts.stats import Progress
from areas.models import Area, Channel

register = template.Library()


def _at(alert: Alert) -> Any:
    return timezone.localtime(alert.accepted_at or timezone.now())


@register.filter
def clock(alert: Alert) -> str:
    """ "07.42"."""
    return f"{_at(alert):%H.%M}"


@register.filter
def day_clock(alert: Alert) -> str:
    """ "3 december 07.42", without the day for today."""
    at = _at(alert)
    if at.date() == timezone.localdate():
        return f"{at:%H.%M}"
    return f"{formats.date_format(at, 'j F')} {at:%H.%M}"


@register.filter
def archived_at(alert: Alert) -> str:
    """The day while there is a text; afterwards only "december 2026"."""
    return day_clock(alert) if alert.text else formats.date_format(_at(alert), "F Y")


@register.filter
def severity_of(alert: Alert) -> str:
    return severity(alert)


@register.filter
def headline_of(alert: Alert) -> str:
    return headline(alert)


@register.filter
def body_of(alert: Alert) -> str:
    return body(alert)


@register.filter
def from_whom(alert: Alert) -> str:
    """ "From Alva, area contact": the given name, and where the alert comes from."""
    if alert.source == Alert.Source.MEMBER and alert.author:
        return _("From %(name)s, area contact") % {"name": alert.author.given_name}
    return _("From: %(source)s") % {"source": alert.get_source_display()}


@register.filter
def sent_by(alert: Alert) -> str:
    name = alert.author.given_name if alert.author else ""
    return _("The alert was sent by %(name)s") % {"name": name}


@register.filter
def live_title(alert: Alert, progress: Progress) -> str:
    """What the live page is called in each state."""
    if alert.state == Alert.State.STOPPED:
        return _("The alert was stopped. Nobody got it.")
    if alert.retracted_at:
        return _("The alert is retracted")
    if alert.closed_at:
        return _("The alert is closed")
    if progress.is_done:
        return _("The alert has been sent")
    return _("The alert is on its way")


@register.filter
def state_colour(alert: Alert) -> str:
    return {
        Alert.State.SENT: "pagang",
        Alert.State.CLOSED: "igang",
        Alert.State.CANCELLED: "",
        Alert.State.DRAFT: "intresse",
        Alert.State.IN_REVIEW: "intresse",
    }.get(Alert.State(alert.state), "")


@register.filter
def channel_lines(by_kind: dict[str, int]) -> list[dict[str, Any]]:
    """The reach sentence's split by channel, in the order people like best."""
    when = {
        "push": _("at once"),
        "sms": _("within a minute or so"),
        "email": _("within a few minutes"),
        "door": _("when somebody knocks"),
    }
    return [
        {
            "label": label,
            "count": by_kind[kind],
            "when": ngettext("person, %(when)s", "people, %(when)s", by_kind[kind])
            % {"when": when[kind]},
        }
        for kind, label in Channel.Kind.choices
        if by_kind.get(kind)
    ]


@register.filter
def map_of_areas(areas: list[Area]) -> dict[str, Any]:
    """The map's data for these areas: their shapes and nothing inside."""
    shown = []
    for area in areas:
        boundary = area.boundary
        if boundary:
            shape = boundary.shape.simplify(0.0001, preserve_topology=True)
            shown.append(
                {
                    "letter": "",
                    "name": area.name,
                    "state": area.state,
                    "url": "",
                    "chosen": True,
                    "shape": _rounded(shape),
                }
            )
    return {"areas": shown}


def _rounded(shape: Any) -> dict[str, Any]:
    """GeoJSON with five decimals: a metre."""

    def fewer(value: Any) -> Any:
        if isinstance(value, float):
            return round(value, 5)
        return [fewer(one) for one in value]

    return {"type": shape.geom_type, "coordinates": fewer(shape.coords)}
