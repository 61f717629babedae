"""Start-up checks of the channels' settings: what is wrong, and the way out."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from .transports.endpoints import Hosts, has_pins
from .transports.gateways import Gateway
from .transports.vapid import Vapid

NEAR = {"localhost", "127.0.0.1", "::1"}


@register()
def channels_can_be_opened(**_kwargs: Any) -> list[CheckMessage]:
    """A setting that is wrong is told now, not when an alert must go out."""
    return [*_push(), *_sms(), *_email()]


def _push() -> Iterator[CheckMessage]:
    if has_pins(settings.PUSH_HOSTS) and not (settings.DEMO or settings.DEBUG):
        yield Error(
            "PUSH_HOSTS pins a host to an address.",
            hint="Pins are for demo, test and bench. Leave out the entries with '='.",
            id="alerts.E001",
        )
    try:
        Hosts.read(settings.PUSH_HOSTS)
    except ValueError as error:
        hint = "An entry is a host name, or '*.' and the name that all end with."
        yield Error(str(error), hint=hint, id="alerts.E002")
    if not settings.VAPID_PRIVATE_KEY:
        return
    try:
        Vapid(settings.VAPID_PRIVATE_KEY, settings.VAPID_CONTACT)
    except ValueError:
        yield Error(
            "VAPID_PRIVATE_KEY is no P-256 key in base64url.",
            hint="alerts.transports.vapid.new_key() makes one.",
            id="alerts.E003",
        )


def _sms() -> Iterator[CheckMessage]:
    for entry in settings.SMS_GATEWAYS:
        try:
            Gateway.read(entry)
        except ValueError as error:
            hint = "Like 46elks+https://USER:KEY@api.46elks.com/a1/sms?rate=10"
            yield Error(str(error), hint=hint, id="alerts.E004")


def _email() -> Iterator[CheckMessage]:
    secured = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    if settings.EMAIL_HOST_USER and not secured and settings.EMAIL_HOST not in NEAR:
        yield Error(
            "The password of the e-mail relay would go in clear text.",
            hint="Set EMAIL_USE_TLS=true (port 587).",
            id="alerts.E005",
        )
