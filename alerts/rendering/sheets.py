"""Turns claimed rows into messages ready for the wire, one form per channel."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from alerts import links
from alerts.models import Alert
from alerts.outbox.claiming import Claimed
from alerts.transports import gsm
from alerts.transports.addresses import return_path
from alerts.transports.base import Message
from alerts.transports.letter import TOKEN as LETTER_TOKEN
from alerts.transports.letter import Sheet
from areas.models import Notice

from .words import TOKEN, Words, words_of_alert, words_of_notice

LONGEST_TTL = 4 * 3600  # seconds; G7


@dataclass(frozen=True)
class Subject:
    """The alert or notice behind some rows, kept by each process for an hour's rows."""

    words: dict[str, Words]
    expires_at: datetime | None
    topic: str
    never_quiet: bool  # corrections, and tests that somebody just asked for
    ongoing: bool
    sheets: dict[str, Sheet] = field(default_factory=dict)


_subjects: dict[tuple[str, int], Subject] = {}
MOST_KEPT = 200


def _subject(row: Claimed) -> Subject:
    key = ("alert", row.alert_id) if row.alert_id else ("notice", row.notice_id or 0)
    if key not in _subjects:
        if len(_subjects) >= MOST_KEPT:
            _subjects.clear()
        _subjects[key] = _of_alert(key[1]) if key[0] == "alert" else _of_notice(key[1])
    return _subjects[key]


def _of_alert(pk: int) -> Subject:
    alert = Alert.objects.select_related("follows").get(pk=pk)
    return Subject(
        words={code: words_of_alert(alert, code) for code, _name in settings.LANGUAGES},
        expires_at=alert.expires_at,
        topic=_topic(alert.original.pk),
        never_quiet=alert.role == Alert.Role.RETRACTION,
        ongoing=alert.is_ongoing,
    )


def _of_notice(pk: int) -> Subject:
    notice = Notice.objects.get(pk=pk)
    return Subject(
        words={
            code: words_of_notice(notice, code) for code, _name in settings.LANGUAGES
        },
        expires_at=notice.expires_at,
        topic=f"n{pk}",
        never_quiet=notice.channel_id is not None,
        ongoing=False,
    )


def _topic(pk: int) -> str:
    """32 base64url characters: a retraction replaces the alert on a sleeping phone."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"alert:{pk}").hex


def may_wake(row: Claimed) -> bool:
    """Whether this row may go out in the person's quiet hours (decision 12)."""
    subject = _subject(row)
    return subject.never_quiet or (subject.ongoing and row.ongoing_breaks_quiet)


@dataclass(frozen=True)
class Sheets:
    """Makes the message of each row of one channel kind."""

    kind: str

    def message(self, row: Claimed) -> Message:
        return MAKERS[self.kind](row, _subject(row))


def sheets(kind: str) -> Sheets:
    return Sheets(kind)


def _email(row: Claimed, subject: Subject) -> Message:
    sheet = subject.sheets.get(row.language)
    if sheet is None:
        sheet = subject.sheets[row.language] = letter(subject.words[row.language])
    own, reference = links.token(row.pk), _reference(row)
    return Message(
        key=row.pk,
        to=row.address,
        body=sheet.fill(row.address, token=own, reference=reference),
        reference=reference,
        sender=return_path(
            row.pk, settings.FIELD_KEYS[0].encode(), settings.MAIL_DOMAIN
        ),
    )


def letter(words: Words) -> Sheet:
    """The e-mail of these words, with gaps for the recipient's own things."""

    def with_gap(path: str) -> str:
        return links.absolute(path).replace(TOKEN, LETTER_TOKEN)

    with override(words.language):
        context = {
            "words": words,
            "link": with_gap(words.path),
            "stop": with_gap(words.stop),
            "site": settings.SITE_URL,
        }
        return Sheet(
            subject=words.subject,
            text=render_to_string("alerts/mail/message.txt", context),
            html=render_to_string("alerts/mail/message.html", context),
            sender=settings.DEFAULT_FROM_EMAIL,
            list_id=f"larm.{settings.MAIL_DOMAIN}",
            unsubscribe=with_gap(words.stop),
        )


def _reference(row: Claimed) -> str:
    """Stable over retries: the Message-ID's first half."""
    name = b"delivery:%d" % row.pk
    return hashlib.blake2b(name, digest_size=16).hexdigest()


def _ttl(expires_at: datetime | None) -> int:
    if expires_at is None:
        return LONGEST_TTL
    left = int((expires_at - timezone.now()).total_seconds())
    return max(0, min(left, LONGEST_TTL))


def _push(row: Claimed, subject: Subject) -> Message:
    words = subject.words[row.language]
    payload = {
        "title": words.subject,
        # A street at most stands on a lock screen (T13).
        "body": words.text[:240],
        "url": words.path.replace(TOKEN, links.token(row.pk)),
        "tag": subject.topic,
        "severity": words.severity,
    }
    return Message(
        key=row.pk,
        to=row.address,
        body=json.dumps(payload, ensure_ascii=False).encode(),
        reference=_reference(row),
        p256dh=row.p256dh,
        auth=row.auth,
        ttl=_ttl(subject.expires_at),
        topic=subject.topic,
        urgent=words.urgent,
    )


def _sms(row: Claimed, subject: Subject) -> Message:
    words = subject.words[row.language]
    link = links.absolute(words.path.replace(TOKEN, links.token(row.pk, short=True)))
    text = gsm.normalise(f"{words.subject}. {words.text} {link}")
    return Message(
        key=row.pk,
        to=row.address,
        body=text.encode(),
        reference=links.receipt(row.pk),
        urgent=words.urgent,
    )


def _door(row: Claimed, _subject: Subject) -> Message:
    return Message(key=row.pk, to="", body=b"")


MAKERS: dict[str, Callable[[Claimed, Subject], Message]] = {
    "email": _email,
    "push": _push,
    "sms": _sms,
    "door": _door,
}
