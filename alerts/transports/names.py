"""Addresses of push services, looked up beside the sending and kept for a while."""

import threading
import time
from collections.abc import Callable

from alerts.exceptions import Refused

from .endpoints import Endpoint, LookUp, NoAddressError, addresses

KEPT = 300.0  # seconds; a push service that moves is found again soon
KEPT_FAILURE = 10.0
MOST = 500  # hosts known at a time: "*." entries allow any number of names
AT_ONCE = 8  # threads

Found = tuple[str, ...] | Refused | NoAddressError


class Names:
    """Answers at once with what it knows, and finds out the rest in threads.

    A name service that hangs holds up only those who wait for that name.
    """

    def __init__(
        self,
        *,
        look_up: LookUp | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._look_up = look_up
        self._clock = clock
        self._known: dict[tuple[str, int], tuple[Found, float]] = {}
        self._asking: set[tuple[str, int]] = set()

    def find(self, endpoint: Endpoint) -> tuple[str, ...] | None:
        """Its checked addresses, or None while they are looked up.

        Raises `Refused` or `NoAddressError` where there is nothing to connect to.
        """
        if endpoint.pinned:
            return (endpoint.pinned,)
        place = endpoint.host, endpoint.port
        found, until = self._known.get(place, (None, 0.0))
        if found is None or until < self._clock():
            self._ask(endpoint)
            return None
        if isinstance(found, Exception):
            raise found
        return found

    def _ask(self, endpoint: Endpoint) -> None:
        place = endpoint.host, endpoint.port
        if place in self._asking or len(self._asking) >= AT_ONCE:
            return
        self._asking.add(place)
        threading.Thread(target=self._run, args=[endpoint], daemon=True).start()

    def _run(self, endpoint: Endpoint) -> None:
        found: Found
        try:
            found, kept = addresses(endpoint, self._look_up), KEPT
        except (Refused, NoAddressError) as error:
            found, kept = error, KEPT_FAILURE
        if len(self._known) >= MOST:
            self._known = {}
        place = endpoint.host, endpoint.port
        self._known[place] = found, self._clock() + kept
        self._asking.discard(place)
