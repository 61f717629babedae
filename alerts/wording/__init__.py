"""The wording guard: what an alert may not say, why, and what to write instead.

Decision 9 and guarantees 13.2 hold here. The Parliamentary Ombudsman's decision
JO 3210-2011 is the reason for the words about persons: a warning may say what
happened, and may not point at everybody who looks a certain way.
"""

from .findings import HOLD, STOP, Finding
from .fold import normalise_text
from .guard import ALLOWED_LINKS, check
from .suggest import suggest

__all__ = [
    "ALLOWED_LINKS",
    "HOLD",
    "STOP",
    "Finding",
    "check",
    "normalise_text",
    "suggest",
]
