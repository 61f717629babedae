"""A login that has just been shown to be the person's own, before the most sensitive.

An e-mail code, a passkey or an app's code counts; a password alone does not, and
neither does a session that has lain on a phone for a month (threat T1).
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from areas.permissions import second_factor_at

METHODS = "account_authentication_methods"  # allauth's record of this session


def is_fresh(request: HttpRequest) -> bool:
    """Whether a code or key was used in this login within a quarter of an hour.

    The demo login counts, in a demo database only.
    """
    records = request.session.get(METHODS, [])
    times = [
        one["at"] for one in records if one.get("method") == "code" and "at" in one
    ]
    newest = max([*times, second_factor_at(request) or 0], default=0)
    return bool(
        timezone.now().timestamp() - newest < settings.STEP_UP_AGE.total_seconds()
    )
