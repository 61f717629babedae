"""Every write of marking that means something."""

from .handing import cancel_reservation, hand_out_kit, reserve_kit
from .home import (
    ask_for_help,
    leave_unused,
    mark_home,
    open_liquid,
    put_up_stickers,
    register_kit,
    release_holder,
)
from .returning import lend_pen, lose_kit, replace_kit, return_kit
from .stock import allocate, compare_stock, move_kits, receive_batch, take_stock

__all__ = [
    "allocate",
    "ask_for_help",
    "cancel_reservation",
    "compare_stock",
    "hand_out_kit",
    "leave_unused",
    "lend_pen",
    "lose_kit",
    "mark_home",
    "move_kits",
    "open_liquid",
    "put_up_stickers",
    "receive_batch",
    "register_kit",
    "release_holder",
    "replace_kit",
    "reserve_kit",
    "return_kit",
    "take_stock",
]
