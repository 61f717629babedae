"""What a message says, before any channel puts it into its own form."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from alerts.models import Alert
from areas.models import Notice

TOKEN = "-token-"  # noqa: S105 - where the recipient's own token goes


@dataclass(frozen=True)
class Words:
    """A message in one language. `path` and `stop` hold TOKEN where a token goes."""

    language: str
    severity: str  # ongoing, recent, good_to_know, retracted: the look's four states
    subject: str
    text: str
    note: str  # what stands under the text: who says so, what to do
    place: str
    path: str
    stop: str
    urgent: bool
    drill: bool = False
    button: str = ""
    is_alert: bool = True


def severity(alert: Alert) -> str:
    """Which of the four looks an alert has."""
    if alert.role == Alert.Role.RETRACTION or alert.retracted_at:
        return "retracted"
    if alert.is_ongoing and alert.role != Alert.Role.OUTCOME:
        return "ongoing"
    if alert.kind == Alert.Kind.INFORMATION or alert.role == Alert.Role.OUTCOME:
        return "good_to_know"
    return "recent"


def headline(alert: Alert) -> str:
    """ "Burglary last night", as the notification and the subject say it."""
    if alert.role == Alert.Role.RETRACTION:
        return _("Correction: the alert is taken back")
    if alert.role == Alert.Role.OUTCOME:
        return _("This is how it went")
    what = alert.get_kind_display()
    if alert.role == Alert.Role.UPDATE:
        return _("New about: %(what)s") % {"what": what.lower()}
    if alert.kind == Alert.Kind.INFORMATION:
        return what
    return pgettext("what, when", "%(what)s %(when)s") % {
        "what": what,
        "when": _WHEN()[alert.timing],
    }


def _WHEN() -> dict[str, str]:  # noqa: N802
    return {
        Alert.Timing.ONGOING: _("right now"),
        Alert.Timing.JUST_NOW: _("a moment ago"),
        Alert.Timing.LAST_NIGHT: _("last night"),
        Alert.Timing.EARLIER: _("recently"),
    }


def body(alert: Alert) -> str:
    """The text itself; what follows an alert repeats what it is about."""
    if alert.role == Alert.Role.RETRACTION:
        return _(
            "The alert “%(headline)s” is taken back. You need not do anything."
        ) % {"headline": headline(alert.original)}
    if alert.role == Alert.Role.OUTCOME:
        how = alert.get_outcome_display()
        return f"{how}. {alert.text}".strip() if alert.text else f"{how}."
    return alert.text


def area_names(alert: Alert) -> str:
    return ", ".join(area.name for area in alert.areas.all()[:3])


def words_of_alert(alert: Alert, language: str) -> Words:
    """What an alert or a follower says in this language."""
    with override(language):
        where = area_names(alert)
        title = f"{headline(alert)} – {where}" if where else headline(alert)
        if alert.is_drill:
            title = _("DRILL: %(title)s") % {"title": title}
        link = reverse("alerts:message", args=[alert.original.code, TOKEN])
        return Words(
            language=language,
            severity=severity(alert),
            subject=title,
            text=body(alert),
            note=alert.get_source_display(),
            place=where,
            path=link,
            stop=reverse("stop-message", args=[TOKEN]),
            urgent=alert.is_ongoing and alert.role == Alert.Role.ALERT,
            drill=alert.is_drill,
            button=_("Read and answer"),
        )


def words_of_notice(notice: Notice, language: str) -> Words:
    """What a notice says; its writer chose the language already."""
    with override(language):
        return Words(
            language=language,
            severity="good_to_know",
            subject=notice.subject,
            text=notice.text,
            note="",
            place="",
            path=notice.link or "/",
            stop=reverse("stop-message", args=[TOKEN]),
            urgent=False,
            button=_("Open"),
            is_alert=False,
        )
