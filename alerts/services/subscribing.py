"""Devices that get notifications: added, moved to whoever logged in last, removed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cryptography.exceptions import UnsupportedAlgorithm
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.exceptions import Refused
from alerts.transports import endpoints, rfc8291
from areas.models import Channel, Notice, User
from areas.telling import tell

MOST_DEVICES = 10
TEST_PAUSE = timedelta(seconds=10)
PUSH = Channel.Kind.PUSH


@dataclass(frozen=True)
class Subscription:
    """What a browser gives: where to send, and the keys to close the message with."""

    endpoint: str
    p256dh: str
    auth: str


def add_push_channel(
    person: User, given: Subscription, *, label: str = "", replaces: str = ""
) -> Channel:
    """Keeps a device; it belongs to whoever logged in on it last (threat T30).

    A new device is tried first; one that got a new endpoint keeps its place. The same
    subscription again changes nothing but its keys.
    """
    endpoints.check(given.endpoint)  # asks the name service: no transaction is open
    _check_keys(given)
    with transaction.atomic():
        devices = Channel.objects.select_for_update().filter(kind=PUSH)
        # Another's row goes, not only its owner: what is on its way to the other
        # person must not come out on a device that is no longer theirs.
        devices.filter(address=given.endpoint).exclude(user=person).delete()
        mine = devices.filter(user=person)
        before = mine.filter(address=given.endpoint).first()
        old = mine.filter(address=replaces).first() if replaces else None
        channel = before or old or _new_device(person, mine.count())
        if before and old and old != before:
            old.delete()
        _write(channel, given, label)
    return channel


def _check_keys(given: Subscription) -> None:
    try:
        rfc8291.receiver(given.p256dh, given.auth)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Refused(
            _("The device gave keys that we can't use. Try once more."), code="keys"
        ) from error


def _new_device(person: User, count: int) -> Channel:
    if count >= MOST_DEVICES:
        raise Refused(_("You have ten devices. Remove one first."), code="many")
    for rank, row in enumerate(person.channels.all(), start=2):
        Channel.objects.filter(pk=row.pk).update(rank=rank)
    return Channel(user=person, kind=PUSH, rank=1)


def _write(channel: Channel, given: Subscription, label: str) -> None:
    channel.address = given.endpoint
    channel.p256dh, channel.auth = given.p256dh, given.auth
    channel.label = label[:60] or channel.label
    channel.verified_at = channel.used_at = timezone.now()
    channel.disabled_at, channel.disabled_reason = None, ""
    channel.bounces, channel.bounced_on = 0, None
    channel.save()


def forget_device(person: User, device: int) -> None:
    """The device gets nothing more: removed by hand, or logged out."""
    person.channels.filter(kind=PUSH, pk=device).delete()


def test_device(channel: Channel) -> Notice:
    """Sends a test to this device alone; one every ten seconds is enough."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=channel.user_id)
        just_now = Notice.objects.filter(
            user=channel.user_id,
            kind="channel.test",
            created_at__gt=timezone.now() - TEST_PAUSE,
        )
        if just_now.exists():
            raise Refused(
                _("A test is on its way already. Wait ten seconds."), code="soon"
            )
        link = reverse("alerts:push-settings")
        return tell([channel.user], "channel.test", channel=channel, link=link)[0]
