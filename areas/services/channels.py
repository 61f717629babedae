"""A person's ways to be reached: added, confirmed, ordered, tested, removed."""

from __future__ import annotations

import contextlib
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from areas.exceptions import Refused
from areas.keys import keyed_hash
from areas.models import Channel, Membership, Notice, User
from areas.telling import tell

SALT = "areas.channel"
CONFIRM_WITHIN = timedelta(hours=48)
MOST_CHANNELS = 8
CONFIRMATIONS_A_DAY = 5  # threat T28: each text message costs
Kind = Channel.Kind


def confirm_link(channel: Channel) -> str:
    """The path that confirms this address; good for 48 hours."""
    key = {"c": channel.pk, "a": _mark(channel)}
    return reverse("areas:channel-confirm", args=[signing.dumps(key, salt=SALT)])


def _mark(channel: Channel) -> str:
    """A link holds for the address that it was sent to, not for a later one."""
    return keyed_hash("channel", channel.address)[:12]


def channel_of(token: str) -> Channel:
    """The channel that a confirmation link belongs to."""
    try:
        key = signing.loads(token, salt=SALT, max_age=CONFIRM_WITHIN)
        channel = Channel.objects.select_related("user").get(pk=key["c"])
    except (signing.BadSignature, Channel.DoesNotExist) as error:
        raise Refused(_too_old(), code="old") from error
    if _mark(channel) != key["a"]:
        raise Refused(_too_old(), code="old")
    return channel


def _too_old() -> str:
    return _("The link is too old or not complete. Ask for a new one.")


@transaction.atomic
def add_channel(person: User, kind: str, address: str, *, label: str = "") -> Channel:
    """Adds a way to reach a person, last in order; asks to confirm it where one can."""
    existing = person.channels.filter(kind=kind, address=address).first()
    if existing and existing.disabled_at is None:
        raise Refused(_("You already have that one."), code="twice")
    if person.channels.count() >= MOST_CHANNELS:
        raise Refused(_("You have enough of them. Remove one first."), code="many")
    channel = existing or Channel(user=person, kind=kind, address=address)
    channel.disabled_at, channel.label = None, label
    channel.rank = 1 + max(person.channels.values_list("rank", flat=True), default=0)
    if kind == Kind.DOOR:
        channel.verified_at = timezone.now()
    channel.save()
    return channel


def ask_to_confirm(channel: Channel, kind: str = "channel.confirm") -> Notice | None:
    """Sends the confirmation link by the channel itself; None where there is none."""
    if channel.verified_at or channel.kind not in (Kind.EMAIL, Kind.SMS):
        return None
    since = timezone.now() - timedelta(days=1)
    sent = Notice.objects.filter(channel__address=channel.address, kind=kind)
    if sent.filter(created_at__gte=since).count() >= CONFIRMATIONS_A_DAY:
        raise Refused(_("Enough links for today. Look for the last one."), code="many")
    link = confirm_link(channel)
    return tell([channel.user], kind, channel=channel, link=link)[0]


@transaction.atomic
def confirm_channel(channel: Channel) -> Channel:
    """The person has shown that the address is theirs.

    A confirmed e-mail address becomes the log-in (decision 34). Where somebody already
    logs in with it, it is the same person: what was asked for moves to that account.
    """
    person = channel.user
    if channel.kind == Kind.EMAIL:
        account = User.objects.filter(email=channel.address).exclude(pk=person.pk)
        if known := account.first():
            return _merged(channel, into=known)
        _gets_login(person, channel.address)
    Channel.objects.filter(pk=channel.pk).update(
        verified_at=timezone.now(), bounces=0, disabled_at=None, disabled_reason=""
    )
    channel.refresh_from_db()
    return channel


def _gets_login(person: User, address: str) -> None:
    if not person.email:
        person.email = address
        person.save(update_fields=["email"])
    if person.email == address:
        EmailAddress.objects.update_or_create(
            user=person, email=address, defaults={"verified": True, "primary": True}
        )


def _merged(channel: Channel, *, into: User) -> Channel:
    """Only a person without a log-in is merged; an account keeps its own channels."""
    person = channel.user
    if person.email:
        raise Refused(_("The address belongs to another account."), code="taken")
    for row in Membership.objects.filter(user=person):
        with contextlib.suppress(IntegrityError), transaction.atomic():
            Membership.objects.filter(pk=row.pk).update(user=into)
    for own in person.channels.all():
        if not into.channels.filter(kind=own.kind, address=own.address).exists():
            Channel.objects.filter(pk=own.pk).update(user=into)
    person.delete()
    kept = into.channels.get(kind=channel.kind, address=channel.address)
    Channel.objects.filter(pk=kept.pk).update(verified_at=timezone.now())
    kept.refresh_from_db()
    return kept


@transaction.atomic
def remove_channel(channel: Channel) -> None:
    """Takes a way away; the last working one of a member stays."""
    others = channel.user.channels.working().exclude(pk=channel.pk)
    tied = Membership.objects.active().filter(user=channel.user)
    if channel.verified_at and tied.exists() and not others.exists():
        raise Refused(
            _("Add another way first, so that we can reach you."), code="last"
        )
    channel.delete()
    _renumber(channel.user)


@transaction.atomic
def move_channel(channel: Channel, *, up: bool) -> None:
    """One step earlier or later in the person's order."""
    rows = list(channel.user.channels.all())
    place = next(i for i, row in enumerate(rows) if row.pk == channel.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    for rank, row in enumerate(rows, start=1):
        Channel.objects.filter(pk=row.pk).update(rank=rank)


def _renumber(person: User) -> None:
    for rank, row in enumerate(person.channels.all(), start=1):
        if row.rank != rank:
            Channel.objects.filter(pk=row.pk).update(rank=rank)


def test_channel(channel: Channel) -> Notice:
    """Sends a test by this channel alone."""
    since = timezone.now() - timedelta(hours=1)
    sent = Notice.objects.filter(channel=channel, kind="channel.test")
    if sent.filter(created_at__gte=since).count() >= CONFIRMATIONS_A_DAY:
        raise Refused(_("Enough tests for now. Try again in an hour."), code="many")
    return tell([channel.user], "channel.test", channel=channel)[0]
