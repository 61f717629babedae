"""Every page of marking."""

from .asking import lookup, lookup_hold
from .contacts import (
    contact_back,
    contact_home,
    contact_kits,
    contact_lend,
    contact_list,
    contact_lost,
    contact_step,
)
from .home import (
    help_ask,
    home_kit,
    home_step,
    inventory,
    kit_lose,
    kit_register,
    kit_reserve,
    kit_unuse,
)
from .numbers import figures, figures_csv, figures_xlsx
from .officers import counter, desk, plan, plan_allocate
from .printing import labels, poster
from .public import found, kit_code
from .stock import batch_receive, kits_move, place_add, product_add, stock, stock_take
from .sync import contact_sync

__all__ = [
    "batch_receive",
    "contact_back",
    "contact_home",
    "contact_kits",
    "contact_lend",
    "contact_list",
    "contact_lost",
    "contact_step",
    "contact_sync",
    "counter",
    "desk",
    "figures",
    "figures_csv",
    "figures_xlsx",
    "found",
    "help_ask",
    "home_kit",
    "home_step",
    "inventory",
    "kit_code",
    "kit_lose",
    "kit_register",
    "kit_reserve",
    "kit_unuse",
    "kits_move",
    "labels",
    "lookup",
    "lookup_hold",
    "place_add",
    "plan",
    "plan_allocate",
    "poster",
    "product_add",
    "stock",
    "stock_take",
]
