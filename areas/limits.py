"""How often something may be tried: counted in the cache, per caller and in all."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def caller(request: HttpRequest) -> str:
    """Who is asking, as the network sees it; kept as a hash only."""
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:  # no address to be seen, as behind a unix socket
        address = "nobody"
    return hashlib.sha256(address.encode()).hexdigest()[:16]


def is_spent(name: str, who: str, *, most: int, within: timedelta) -> bool:
    """Counts one try; True when there were more than `most` in the time.

    Without the cache nothing is counted and nobody is refused; where guessing must be
    held back anyway the caller keeps a count in the database, too.
    """
    key = f"limit:{name}:{who}"
    try:
        cache.add(key, 0, int(within.total_seconds()))
        return cache.incr(key) > most
    except ValueError:  # it ran out between the two calls
        return False
    except (RedisError, OSError) as error:
        log.warning("limits are not counted: %s", error)
        return False


def failures(name: str, who: str) -> int:
    """How many failed tries are counted now."""
    try:
        return int(cache.get(f"failed:{name}:{who}", 0))
    except (RedisError, OSError):
        return 0


def count_failure(name: str, who: str, *, within: timedelta) -> None:
    """One more failed try; the time runs from the first."""
    key = f"failed:{name}:{who}"
    try:
        cache.add(key, 0, int(within.total_seconds()))
        cache.incr(key)
    except (ValueError, RedisError, OSError):
        log.warning("a failed try could not be counted")
