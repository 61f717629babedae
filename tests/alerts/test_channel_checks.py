"""Wrong settings of a channel are told at start, with a way out."""

import pytest

from alerts.checks import channels_can_be_opened
from alerts.transports.vapid import new_key


def found(settings, **given):
    for name, value in given.items():
        setattr(settings, name, value)
    return [each.id for each in channels_can_be_opened()]


def test_the_default_settings_are_fine(settings):
    assert found(settings) == []


@pytest.mark.parametrize(("demo", "ids"), [(True, []), (False, ["alerts.E001"])])
def test_a_pinned_push_service_is_for_the_demo(settings, demo, ids):
    pin = ["push.test:8443=127.0.0.1"]
    assert found(settings, DEBUG=False, DEMO=demo, PUSH_HOSTS=pin) == ids


@pytest.mark.parametrize(
    ("name", "value", "ids"),
    [
        ("PUSH_HOSTS", ["https://x.se/"], ["alerts.E002"]),
        ("VAPID_PRIVATE_KEY", "nonsense!", ["alerts.E003"]),
        ("VAPID_PRIVATE_KEY", "AAAA", ["alerts.E003"]),
        ("VAPID_PRIVATE_KEY", new_key(), []),
        ("SMS_GATEWAYS", ["46elks+http://api.46elks.com/a1/sms"], ["alerts.E004"]),
        ("SMS_GATEWAYS", ["http+https://u:p@x.se/sms?rate=fast"], ["alerts.E004"]),
        ("SMS_GATEWAYS", ["46elks+https://u:p@api.46elks.com/a1/sms"], []),
    ],
)
def test_what_cannot_be_read_is_told(settings, name, value, ids):
    assert found(settings, **{name: value}) == ids


@pytest.mark.parametrize(
    ("host", "secured", "ids"),
    [
        ("relay.example.se", False, ["alerts.E005"]),
        ("relay.example.se", True, []),
        ("127.0.0.1", False, []),
    ],
)
def test_a_password_never_goes_in_clear_text(settings, host, secured, ids):
    given = {"EMAIL_HOST": host, "EMAIL_USE_TLS": secured, "EMAIL_HOST_USER": "larm"}
    assert found(settings, **given) == ids
