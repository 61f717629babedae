"""Each write of watch that means something: one verb, one transaction."""

from .burglaries import import_burglaries, set_burglaries
from .promises import (
    confirm_promise,
    correct_evidence,
    load_promise,
    note_evidence,
    put_aside,
    settle_commitment,
    take_up,
)
from .setup import appoint_first_officer, make_setup_token

__all__ = [
    "appoint_first_officer",
    "confirm_promise",
    "correct_evidence",
    "import_burglaries",
    "load_promise",
    "make_setup_token",
    "note_evidence",
    "put_aside",
    "set_burglaries",
    "settle_commitment",
    "take_up",
]
