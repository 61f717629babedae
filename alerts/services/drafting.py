"""From the answers on the form to a draft that can be read through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib.gis.geos import MultiPolygon
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from alerts import wording
from alerts.exceptions import Refused
from alerts.models import Alert, AlertArea
from alerts.permissions import may_override, source_of
from areas.models import Area, Boundary, Municipality, User


@dataclass(frozen=True)
class Draft:
    """What the form gives."""

    kind: str
    timing: str
    text: str
    place: str = ""
    is_drill: bool = False
    override_reason: str = ""
    shape: MultiPolygon | None = None  # instead of whole areas; officers only


def allowed_links(municipalities: Iterable[Municipality]) -> list[str]:
    """The short list of the guard, and the municipalities' own websites."""
    hosts = (urlsplit(each.website).hostname or "" for each in municipalities)
    own = {host.removeprefix("www.") for host in hosts}
    return [*wording.ALLOWED_LINKS, *sorted(own - {""})]


def check_wording(
    draft: Draft, *, by: User, municipality: Municipality | None = None
) -> None:
    """Refuses what the wording guard stops; officers may take over what it holds."""
    links = allowed_links([municipality] if municipality else [])
    found = [
        *wording.check(draft.text, allowed_links=links),
        *wording.check(draft.place),
    ]
    stops = [one for one in found if one.level == wording.STOP]
    holds = [one for one in found if one.level == wording.HOLD]
    if holds and may_override(by) and draft.override_reason.strip():
        holds = []
    for one in stops + holds:
        sentence = _("“%(match)s”: %(reason)s %(suggestion)s") % {
            "match": one.match[:60],
            "reason": one.reason,
            "suggestion": one.suggestion,
        }
        raise Refused(sentence, code=one.rule)


def save_draft(
    draft: Draft, *, by: User, areas: Sequence[Area], client_token: str, hat: str = ""
) -> Alert:
    """Keeps the draft under its form's token; sent twice, it is the same draft (G4)."""
    municipality = areas[0].municipality if areas else None
    check_wording(draft, by=by, municipality=municipality)
    text = wording.normalise_text(draft.text)
    if not text:
        raise Refused(_("Write what the neighbours need to know."), code="empty")
    if not areas:
        raise Refused(_("Choose the area that the alert is for."), code="area")
    values: dict[str, object] = {
        "kind": draft.kind,
        "timing": draft.timing,
        "text": text,
        "place": wording.normalise_text(draft.place),
        "is_drill": draft.is_drill,
        "override_reason": draft.override_reason.strip(),
        "overridden_by": by if draft.override_reason.strip() else None,
    }
    if draft.shape is not None:
        values["shape"] = draft.shape
    with transaction.atomic():
        alert = _own_draft(client_token, by, values, areas[0], hat)
        if alert.state == Alert.State.DRAFT:
            _choose_areas(alert, areas)
    return alert


def _own_draft(
    client_token: str, by: User, values: dict[str, object], area: Area, hat: str
) -> Alert:
    found = Alert.objects.filter(client_token=client_token).first()
    if found is None:
        try:
            with transaction.atomic():
                return Alert.objects.create(
                    client_token=client_token,
                    author=by,
                    author_hat=hat,
                    source=source_of(by),
                    municipality=area.municipality,
                    **values,
                )
        except IntegrityError:  # the same form, a moment earlier
            found = Alert.objects.get(client_token=client_token)
    if found.author_id != by.pk:
        raise Refused(_("Start again from a fresh form."), code="token")
    Alert.objects.filter(pk=found.pk, state=Alert.State.DRAFT).update(**values)
    found.refresh_from_db()
    return found


def _choose_areas(alert: Alert, areas: Sequence[Area]) -> None:
    AlertArea.objects.filter(alert=alert).exclude(area__in=areas).delete()
    current = {
        row.area_id: row for row in Boundary.objects.current().filter(area__in=areas)
    }
    for area in areas:
        AlertArea.objects.update_or_create(
            alert=alert, area=area, defaults={"boundary": current.get(area.pk)}
        )
