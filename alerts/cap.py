"""An alert as a message of the Common Alerting Protocol 1.2, for other systems.

For officers only: a public feed would tell everyone where burglars have been. It never
says more than the area, and no follower hides what it follows: updates and
cancellations name every earlier message of the thread.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from lxml import etree

from .models import Alert
from .rendering.words import body, headline

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
# What XML 1.0 can't hold; a text that was pasted in may have them.
_UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TYPES = {
    Alert.Role.ALERT: "Alert",
    Alert.Role.UPDATE: "Update",
    Alert.Role.OUTCOME: "Update",
    Alert.Role.RETRACTION: "Cancel",
}
_SERIOUS = (Alert.Kind.BURGLARY, Alert.Kind.ATTEMPT)
_FROM_OFFICIALS = (
    Alert.Source.POLICE,
    Alert.Source.POLICE_REPORT,
    Alert.Source.MUNICIPALITY,
)


def document(alert: Alert) -> bytes:
    """The CAP message of an alert that was sent, or of what followed it."""
    with override("sv"):
        root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
        for name, text in _head(alert):
            _add(root, name, text)
        _info(root, alert)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def identifier(alert: Alert) -> str:
    """Unique and stable, without blanks, commas, < or &."""
    return f"gmb-{alert.code}-{alert.pk}"


def stamp(time: datetime) -> str:
    """With a numeric offset in whole minutes, as CAP wants it: never a Z."""
    text = timezone.localtime(time).isoformat(timespec="seconds")
    return text.replace("+00:00", "-00:00")


def _sent(alert: Alert) -> str:
    return stamp(alert.accepted_at or alert.created_at)


def _head(alert: Alert) -> Iterator[tuple[str, str]]:
    yield "identifier", identifier(alert)
    yield "sender", settings.MAIL_DOMAIN
    yield "sent", _sent(alert)
    yield "status", "Exercise" if alert.is_drill else "Actual"
    yield "msgType", _TYPES[Alert.Role(alert.role)]
    if alert.kind == Alert.Kind.INFORMATION:
        yield "scope", "Public"
    else:
        yield "scope", "Restricted"
        yield "restriction", _("Neighbours of the area, the municipality and Polisen.")
    earlier = " ".join(
        f"{settings.MAIL_DOMAIN},{identifier(one)},{_sent(one)}"
        for one in _earlier(alert)
    )
    if earlier:
        yield "references", earlier


def _earlier(alert: Alert) -> list[Alert]:
    if alert.follows is None:
        return []
    followers = alert.follows.followers.filter(pk__lt=alert.pk).order_by("pk")
    return [alert.follows, *followers]


def _info(root: etree._Element, alert: Alert) -> None:
    info = etree.SubElement(root, f"{{{NAMESPACE}}}info")
    for name, text in _facts(alert):
        _add(info, name, text)
    for name, shape in _places(alert):
        area = etree.SubElement(info, f"{{{NAMESPACE}}}area")
        _add(area, "areaDesc", name)
        for ring in _rings(shape):
            _add(area, "polygon", ring)
        geocode = etree.SubElement(area, f"{{{NAMESPACE}}}geocode")
        _add(geocode, "valueName", "SCB-kommun")
        _add(geocode, "value", alert.municipality.code)


def _facts(alert: Alert) -> Iterator[tuple[str, str]]:
    is_over = alert.role in (Alert.Role.OUTCOME, Alert.Role.RETRACTION)
    official = alert.source in _FROM_OFFICIALS
    yield "language", "sv-SE"
    yield "category", "Security"
    yield "event", alert.get_kind_display()
    yield "responseType", "AllClear" if is_over else "Monitor"
    yield "urgency", "Immediate" if alert.is_ongoing and not is_over else "Past"
    yield "severity", "Moderate" if alert.kind in _SERIOUS else "Minor"
    yield "certainty", "Observed" if official else "Likely"
    if alert.expires_at:
        yield "expires", stamp(alert.expires_at)
    yield "senderName", alert.get_source_display()
    yield "headline", headline(alert)[:160]
    yield "description", body(alert) or _("The text has been erased after 90 days.")
    if not is_over:
        yield (
            "instruction",
            _("Is it happening now? Call 112. Tips afterwards: 114 14. Never step in."),
        )


def _places(alert: Alert) -> Iterator[tuple[str, GEOSGeometry | None]]:
    if alert.original.shape is not None:
        yield alert.municipality.name, _coarse(alert.original.shape)
        return
    rows = alert.alertarea_set.select_related("area", "boundary").order_by("pk")
    for row in rows:
        boundary = row.boundary or row.area.boundary
        yield row.area.name, boundary.shape if boundary else None


def _coarse(shape: GEOSGeometry) -> MultiPolygon:
    """A box of whole hundreds of metres: a ring's middle would be somebody's house."""
    west, south, east, north = shape.extent
    box = (_down(west), _down(south), -_down(-east), -_down(-north))
    return MultiPolygon(Polygon.from_bbox(box), srid=4326)


def _down(degrees: float) -> float:
    return math.floor(degrees * 500) / 500


def _rings(shape: GEOSGeometry | None) -> Iterator[str]:
    """Outer rings as "lat,lon lat,lon …"; GeoJSON has it the other way round."""
    if not isinstance(shape, MultiPolygon):
        return
    for polygon in shape:
        ring = polygon[0].coords
        yield " ".join(f"{lat:.6f},{lon:.6f}" for lon, lat in ring)


def _add(parent: etree._Element, name: str, text: str) -> None:
    add(parent, f"{{{NAMESPACE}}}{name}", text)


def add(parent: etree._Element, tag: str, text: str) -> None:
    """A child with this text, without what XML can't hold."""
    etree.SubElement(parent, tag).text = _UNFIT.sub("", text)
