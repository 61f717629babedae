"""Each write of watch that means something: one verb, one transaction."""

from .burglaries import import_burglaries, set_burglaries
from .concerns import (
    acknowledge_concern,
    answer_concern,
    erase_senders,
    follow_concern,
    merge_concern,
    plan_concern,
    receive_concern,
    route_concern,
)
from .offices import appoint, end_office
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
from .snapshots import freeze_last_month, freeze_month
from .work import add_partner, log_presence, note_activity, note_follow_up

__all__ = [
    "acknowledge_concern",
    "add_partner",
    "answer_concern",
    "appoint",
    "appoint_first_officer",
    "confirm_promise",
    "correct_evidence",
    "end_office",
    "erase_senders",
    "follow_concern",
    "freeze_last_month",
    "freeze_month",
    "import_burglaries",
    "load_promise",
    "log_presence",
    "make_setup_token",
    "merge_concern",
    "note_activity",
    "note_evidence",
    "note_follow_up",
    "plan_concern",
    "put_aside",
    "receive_concern",
    "route_concern",
    "set_burglaries",
    "settle_commitment",
    "take_up",
]
