"""A municipality's alerts as an Atom feed, for an officer's feed reader."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import override
from lxml import etree

from areas.models import User
from areas.permissions import is_officer

from . import cap
from .links import absolute
from .models import Alert
from .rendering.words import body, headline

NAMESPACE = "http://www.w3.org/2005/Atom"
SALT = "alerts.feed"
VALID = 366 * 24 * 3600  # seconds; a feed reader cannot log in


def key_for(officer: User) -> str:
    """The key in this officer's own feed address."""
    return signing.dumps(officer.pk, salt=SALT)


def officer_of(key: str) -> User | None:
    """The officer a key belongs to, for as long as the appointment holds."""
    try:
        pk = signing.loads(key, salt=SALT, max_age=VALID)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user is not None and is_officer(user) else None


def document(alerts: Iterable[Alert], *, name: str) -> bytes:
    """The feed of these alerts, the newest first; each entry leads to its CAP."""
    rows = list(alerts)
    root = etree.Element(f"{{{NAMESPACE}}}feed", nsmap={None: NAMESPACE})
    with override("sv"):
        here = absolute(reverse("alerts:alert-feed"))
        _add(root, "id", here)
        _add(root, "title", f"Larm i {name}")
        newest = max((row.accepted_at for row in rows if row.accepted_at), default=None)
        _add(root, "updated", cap.stamp(newest) if newest else "2026-01-01T00:00:00Z")
        _link(root, here, "self")
        author = etree.SubElement(root, f"{{{NAMESPACE}}}author")
        _add(author, "name", settings.MAIL_DOMAIN)
        for alert in rows:
            _entry(root, alert)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _entry(root: etree._Element, alert: Alert) -> None:
    entry = etree.SubElement(root, f"{{{NAMESPACE}}}entry")
    sent = cap.stamp(alert.accepted_at or alert.created_at)
    areas = ", ".join(area.name for area in alert.areas.all())
    _add(entry, "id", f"urn:gmb:{settings.MAIL_DOMAIN}:{cap.identifier(alert)}")
    _add(entry, "title", f"{headline(alert)} – {areas}" if areas else headline(alert))
    _add(entry, "updated", sent)
    _add(entry, "published", sent)
    _add(entry, "summary", body(alert))
    page = reverse("alerts:alert-live", args=[alert.original.code])
    _link(entry, absolute(page), "alternate")
    own = absolute(reverse("alerts:alert-cap", args=[alert.code]))
    _link(entry, own, "enclosure", "application/cap+xml")


def _link(parent: etree._Element, href: str, rel: str, kind: str = "") -> None:
    link = etree.SubElement(parent, f"{{{NAMESPACE}}}link", href=href, rel=rel)
    if kind:
        link.set("type", kind)


def _add(parent: etree._Element, name: str, text: str) -> None:
    cap.add(parent, f"{{{NAMESPACE}}}{name}", text)
