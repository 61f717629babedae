"""Named points at which tests may stop a process; in production they do nothing.

F2 of the guarantees: "before alert insert", "after alert insert", "before commit",
"after commit", "after claim", "before send", "after request written", "after answer",
"before outcome commit", "after outcome commit", "in receipt handler", "in sweep".
"""

from collections.abc import Callable

handler: Callable[[str], None] | None = None


def reached(point: str) -> None:
    """Tells the handler of the tests, if there is one, that this point was reached."""
    if handler is not None:
        handler(point)
