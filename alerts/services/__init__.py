"""Each write that means something: a verb, one transaction."""

from .answering import (
    flag,
    hide,
    knocked,
    mark_seen,
    reply,
    share_with_police,
    stop_channel,
    thank,
)
from .drafting import Draft, allowed_links, check_wording, save_draft
from .following import close_alert, retract_alert, update_alert
from .sending import needs_second_officer, over_budget, send_alert, stop_alert
from .subscribing import add_push_channel, forget_device, test_device

__all__ = [
    "Draft",
    "add_push_channel",
    "allowed_links",
    "check_wording",
    "close_alert",
    "flag",
    "forget_device",
    "hide",
    "knocked",
    "mark_seen",
    "needs_second_officer",
    "over_budget",
    "reply",
    "retract_alert",
    "save_draft",
    "send_alert",
    "share_with_police",
    "stop_alert",
    "stop_channel",
    "test_device",
    "thank",
    "update_alert",
]
