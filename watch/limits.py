"""How often a stranger may write to us; nothing about whom is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from areas.exceptions import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest

HOUR = 3600


def count_or_refuse(request: HttpRequest, what: str, *, most: int) -> None:
    """Refuses the request above `most` an hour from one address (kept as a hash)."""
    address = request.META.get("REMOTE_ADDR", "")
    key = f"limit:{what}:{salted_hmac('watch.limits', address).hexdigest()[:24]}"
    cache.add(key, 0, HOUR)
    try:
        count = cache.incr(key)
    except ValueError:  # it ran out between the two
        return
    if count > most:
        raise Refused(_("That was many in a short time. Try again in an hour."))
