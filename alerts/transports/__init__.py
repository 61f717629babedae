"""Channels: messages in, outcomes out, no tables. `open` makes one by the settings."""

from collections.abc import Callable
from email.utils import parseaddr
from typing import Literal

from django.conf import settings

from .base import Message, Outcome, Transport, Verdict
from .email import Email
from .endpoints import Hosts
from .gateways import Gateway
from .pace import SharedPace
from .paper import Paper
from .push import Push
from .relay import Account
from .sms import Sms
from .unready import Unready
from .vapid import Vapid

__all__ = ["Message", "Outcome", "Transport", "Verdict", "open"]


def _email() -> Transport:
    security: Literal["none", "starttls", "tls"] = "none"
    if settings.EMAIL_USE_TLS:
        security = "starttls"
    elif settings.EMAIL_USE_SSL:
        security = "tls"
    account = Account(
        settings.EMAIL_HOST,
        settings.EMAIL_PORT,
        user=settings.EMAIL_HOST_USER,
        password=settings.EMAIL_HOST_PASSWORD,
        security=security,
        helo=settings.MAIL_DOMAIN,
        ca_file=getattr(settings, "EMAIL_CA_FILE", ""),
        timeout=settings.DELIVERY_SEND_TIMEOUT,
    )
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return Email(account, sender=sender, connections=settings.EMAIL_CONNECTIONS)


def _push() -> Transport:
    if not settings.VAPID_PRIVATE_KEY:
        return Unready("VAPID_PRIVATE_KEY")
    return Push(
        Vapid(settings.VAPID_PRIVATE_KEY, settings.VAPID_CONTACT),
        Hosts.read(settings.PUSH_HOSTS),
        timeout=settings.DELIVERY_SEND_TIMEOUT,
        ca_file=getattr(settings, "PUSH_CA_FILE", ""),
    )


def _sms() -> Transport:
    if not settings.SMS_GATEWAYS:
        return Unready("SMS_GATEWAYS")
    receipts = getattr(settings, "SMS_RECEIPT_URL", "")
    accounts = [
        Gateway.read(each, sender=settings.SMS_SENDER, receipt_url=receipts)
        for each in settings.SMS_GATEWAYS
    ]
    return Sms(
        accounts,
        paces=[SharedPace(f"sms:{n}", each.rate) for n, each in enumerate(accounts)],
        prefixes=getattr(settings, "SMS_PREFIXES", ["+46"]),
        timeout=settings.DELIVERY_SEND_TIMEOUT,
    )


# One line per channel: docs/adding-a-channel.md.
_KINDS: dict[str, Callable[[], Transport]] = {
    "email": _email,
    "push": _push,
    "sms": _sms,
    "door": Paper,
}


def open(kind: str) -> Transport:  # noqa: A001 - reads well: transports.open("email")
    """A transport of this kind, as the settings say; close it when done.

    Connections can't be shared between processes: open it after a fork.
    """
    return _KINDS[kind]()
