"""Named points at which tests may stop a process; in production they do nothing."""

from collections.abc import Callable

handler: Callable[[str], None] | None = None


def reached(point: str) -> None:
    """Tells the handler of the tests, if there is one, that this point was reached."""
    if handler is not None:
        handler(point)
