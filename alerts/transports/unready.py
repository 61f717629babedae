"""A channel that nobody has set up: its messages wait, and the operator is told."""

from collections.abc import Iterable, Iterator

from .base import Message, Outcome, Verdict


class Unready:
    """Answers each message with `configuration`; `missing` names the empty setting."""

    def __init__(self, missing: str) -> None:
        self._missing = missing

    def send(self, messages: Iterable[Message]) -> Iterator[Outcome | None]:
        for message in messages:
            yield Outcome(message.key, Verdict.CONFIGURATION, self._missing)

    def close(self) -> None:
        pass
