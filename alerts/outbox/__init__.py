"""The queue of record: opened with the alert, claimed by lease, never lost (G1-G3)."""

from .claiming import Claimed, claim, release, still_good, take_next
from .opening import open_followers, open_notices, open_targets
from .recording import close_chunk, record

__all__ = [
    "Claimed",
    "claim",
    "close_chunk",
    "open_followers",
    "open_notices",
    "open_targets",
    "record",
    "release",
    "still_good",
    "take_next",
]
