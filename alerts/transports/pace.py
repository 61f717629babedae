"""How fast a provider lets us go: a token for each message, or the time to the next."""

import logging
import time
from collections.abc import Callable
from typing import Protocol

from django.core.cache import cache

log = logging.getLogger(__name__)

SHARE = 4  # of the rate that one process takes while nobody counts for all
BUNDLES = 20  # in a second
LARGEST_BUNDLE = 50
REST = 30.0  # seconds without the cache after it failed: each failure may take 4 s


class Pace(Protocol):
    """Asked before each message."""

    def wait(self) -> float:
        """0 and a token is taken, or the seconds until it is worth asking again."""
        ...


class OwnPace:
    """A bucket for one process: `rate` messages a second, at most one second saved."""

    def __init__(
        self, rate: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._clock = clock
        self._tokens = max(1.0, rate)
        self._at = clock()

    def wait(self) -> float:
        now = self._clock()
        gained = (now - self._at) * self._rate
        self._tokens, self._at = min(max(1.0, self._rate), self._tokens + gained), now
        if self._tokens < 1:
            return (1 - self._tokens) / self._rate
        self._tokens -= 1
        return 0


class SharedPace:
    """One rate for all processes, counted per second of the clock in the cache.

    A process takes a twentieth of a second's messages at a time (three calls to Redis
    cost as much as ten messages); what it has not used is lost with the second. Without
    the cache each process goes on with a share of the rate: messages must go out while
    Redis is dead, too.
    """

    def __init__(
        self, name: str, rate: float, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._name = name
        self._most = max(1, int(rate))
        self._bundle = min(max(1, int(rate) // BUNDLES), LARGEST_BUNDLE)
        self._clock = clock
        self._alone = OwnPace(max(rate / SHARE, 0.1), clock=clock)
        self._alone_until = 0.0
        self._second, self._left = 0, 0

    def wait(self) -> float:
        now = self._clock()
        if self._second != int(now):
            self._second, self._left = int(now), 0
        if not self._left:
            if now < self._alone_until:
                return self._alone.wait()
            try:
                self._left = self._take()
                shared = not getattr(cache, "is_alone", False)
            except Exception:  # noqa: BLE001 - any cache, however it fails
                shared = False
            if not shared:
                log.warning("no cache to count %s with", self._name)
                self._alone_until, self._left = now + REST, 0
                return self._alone.wait()
        if self._left < 1:
            self._left = 0
            return 1 - now % 1
        self._left -= 1
        return 0

    def _take(self) -> int:
        """How many of a bundle are ours; the rest lies beyond the rate."""
        key = f"pace:{self._name}:{self._second}"
        cache.add(key, 0, timeout=5)
        taken = cache.incr(key, self._bundle)
        return self._bundle - max(0, taken - self._most)
