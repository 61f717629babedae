"""The neighbour who knocks: a person carries the message, and ticks it off."""

from collections.abc import Iterable, Iterator

from .base import Message, Outcome


class Paper:
    """Sends nothing and pulls nothing: these rows wait for a person.

    They stand on the contact's list from the start and become `delivered` when they are
    ticked off (a service does that), or expire and are shown as not reached.
    """

    def send(self, messages: Iterable[Message]) -> Iterator[Outcome | None]:  # noqa: ARG002
        return iter(())

    def close(self) -> None:
        pass
