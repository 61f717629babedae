"""Addresses that no longer work: counted, switched off, and the person told."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from areas.models import Channel, Notice

DAYS = 3  # distinct ones on which an address was refused (guarantees, section 4)


def count_refusal(channel_id: int) -> None:
    """One refusal a day is counted; the third switches the address off."""
    today = timezone.now().date()
    Channel.objects.filter(Q(bounced_on=None) | Q(bounced_on__lt=today)).filter(
        pk=channel_id
    ).update(bounces=F("bounces") + 1, bounced_on=today)
    if Channel.objects.filter(pk=channel_id, bounces__gte=DAYS).exists():
        switch_off(channel_id, "bounced")


def switch_off(channel_id: int, reason: str) -> None:
    """Nothing more goes to the address; the person is told by the next channel."""
    with transaction.atomic():
        changed = Channel.objects.filter(pk=channel_id, disabled_at=None).update(
            disabled_at=timezone.now(), disabled_reason=reason
        )
        if changed:
            _tell(Channel.objects.select_related("user").get(pk=channel_id))


def _tell(channel: Channel) -> None:
    with override(channel.user.language):
        what = channel.label or channel.get_kind_display()
        if channel.kind in (Channel.Kind.EMAIL, Channel.Kind.SMS):
            what = channel.address
        Notice.objects.create(
            user=channel.user,
            kind="channel.lost",
            subject=_("We no longer reach you in one of your ways"),
            text=_(
                "Our messages to “%(what)s” come back. Change it or turn it on "
                "again, so that you get the alerts."
            )
            % {"what": what[:120]},
            link=reverse("areas:settings"),
        )
