"""E-mail to those who follow a complaint: short, and with no secret in it."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from watch.models import Concern


def tell_followers(concern: Concern) -> int:
    """Writes to the sender and the followers, each alone; gives how many."""
    followers = concern.followers.values_list("email", flat=True)
    addresses = {address for address in (concern.email, *followers) if address}
    if not addresses:
        return 0
    with override(settings.LANGUAGE_CODE):
        letters = [_letter(concern, address) for address in sorted(addresses)]
    with get_connection() as connection:
        return connection.send_messages(letters) or 0


def _letter(concern: Concern, address: str) -> EmailMessage:
    subject = _("Your complaint %(code)s: %(state)s") % {
        "code": concern.code,
        "state": str(concern.get_state_display()).lower(),
    }
    lines = [
        f"{concern.get_category_display()}, {concern.place}.",
        concern.answer or concern.plan,
        _("You can read more with the link in your receipt."),
    ]
    if concern.public_text and concern.state != Concern.State.MERGED:
        lines.append(settings.SITE_URL.rstrip("/") + _public_path(concern))
    return EmailMessage(subject, "\n\n".join(filter(None, lines)), to=[address])


def _public_path(concern: Concern) -> str:
    return reverse("watch:concern-show", args=[concern.code])
