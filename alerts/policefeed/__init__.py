"""The police's public event feed: asked gently, read with care (decision 15).

The feed has habits of its own (places, years, edits, stale answers); each has
a test in `tests/alerts/test_policefeed.py`.
"""

from .answers import Answer, read
from .fetching import fetch
from .items import FeedEvent, place_key
from .pace import newest_ever, take_turn

__all__ = [
    "Answer",
    "FeedEvent",
    "fetch",
    "newest_ever",
    "place_key",
    "read",
    "take_turn",
]
