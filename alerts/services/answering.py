"""What a neighbour can do with an alert, and what the sender does with the answer."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from alerts import wording
from alerts.exceptions import Refused
from alerts.models import Alert, Delivery, Flag, Reply
from areas.models import Appointment, Channel, Contact, Membership, Notice, User

FLAGS_NEEDED = 2  # decision 46


def mark_seen(alert: Alert, *, by: User) -> None:
    """The person pressed "seen": for all of the person's deliveries in the thread."""
    thread = [alert.original.pk, *alert.original.followers.values_list("pk", flat=True)]
    Delivery.objects.filter(
        alert__in=thread, notice=None, user=by, seen_at=None
    ).update(seen_at=timezone.now())


def reply(alert: Alert, *, by: User, text: str) -> Reply:
    """One answer per person and alert; a second one is added to the first."""
    text = wording.normalise_text(text)[:500]
    if not text:
        raise Refused(_("Write what you saw or heard."), code="empty")
    root = alert.original
    if not root.is_open:
        raise Refused(_("The alert is closed. Call 114 14 instead."), code="closed")
    with transaction.atomic():
        found = Reply.objects.select_for_update().filter(alert=root, user=by).first()
        if found:
            if text not in found.text:
                found.text = f"{found.text}\n{text}"[:500]
                found.save(update_fields=["text"])
            return found
        try:
            with transaction.atomic():
                return Reply.objects.create(
                    alert=root, user=by, text=text, street=_street(by, root)
                )
        except IntegrityError:  # the same form, pressed twice
            return Reply.objects.get(alert=root, user=by)


def _street(user: User, alert: Alert) -> str:
    """ "Granne på Åvägen": the street, never the house."""
    tie = (
        Membership.objects.active()
        .filter(user=user, area__in=alert.areas.all())
        .select_related("household")
        .first()
    )
    return tie.household.street if tie and not user.is_protected else ""


def thank(answer: Reply) -> None:
    """Thanks a neighbour once."""
    with transaction.atomic(), override(answer.user.language):
        changed = Reply.objects.filter(pk=answer.pk, thanked_at=None).update(
            thanked_at=timezone.now()
        )
        if changed:
            Notice.objects.create(
                user=answer.user,
                kind="reply.thanks",
                subject=_("Thank you for your answer"),
                text=_("The sender has read what you wrote. Thank you for helping."),
            )


def hide(answer: Reply) -> None:
    Reply.objects.filter(pk=answer.pk).update(hidden_at=timezone.now())


def share_with_police(answer: Reply, *, by: User) -> None:
    """A separate, visible act: police of the municipality may read this answer."""
    Reply.objects.filter(pk=answer.pk, shared_at=None).update(
        shared_at=timezone.now(), shared_by=by
    )


def flag(alert: Alert, *, by: User) -> None:
    """Two members' flags tell the other contacts and an officer at once."""
    root = alert.original
    with transaction.atomic():
        _flag, is_new = Flag.objects.get_or_create(alert=root, user=by)
        if is_new and root.flags.count() == FLAGS_NEEDED:
            for person in _watchers(root):
                _tell(person, root)


def _watchers(alert: Alert) -> list[User]:
    areas = alert.areas.all()
    contacts = Contact.objects.active().filter(area__in=areas)
    officers = Appointment.objects.active().filter(municipality=alert.municipality)
    people = User.objects.filter(pk__in=contacts.values("user")) | User.objects.filter(
        pk__in=officers.values("user")
    )
    author = alert.author_id or 0
    return list(people.exclude(pk=author).distinct())


def _tell(person: User, alert: Alert) -> None:
    with override(person.language):
        Notice.objects.get_or_create(
            once_key=f"flags-{alert.pk}-{person.pk}",
            defaults={
                "user": person,
                "kind": "alert.flagged",
                "subject": _("Neighbours say that an alert is wrong"),
                "text": _(
                    "Two neighbours have said that something in the alert is wrong. "
                    "Read it and take it back if they are right."
                ),
                "link": f"/ombud/larm/{alert.code}/",
            },
        )


def stop_channel(delivery: Delivery) -> None:
    """Switches this one address off (RFC 8058: idempotent, no questions)."""
    Channel.objects.filter(pk=delivery.channel_id, disabled_at=None).update(
        disabled_at=timezone.now(), disabled_reason="unsubscribed"
    )


def knocked(delivery_id: int, *, alert: Alert) -> bool:
    """A contact has told somebody at the door; ticked twice it is ticked once."""
    return bool(
        Delivery.objects.filter(
            Q(alert=alert) | Q(alert__follows=alert),
            pk=delivery_id,
            notice=None,
            kind=Channel.Kind.DOOR,
            state=Delivery.State.QUEUED,
        ).update(state=Delivery.State.DELIVERED, terminal_at=timezone.now())
    )
