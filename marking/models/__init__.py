"""Kits from box to marked home, the ledger of what happened, and the look-ups."""

from .kits import Kit
from .ledger import KitEvent, Role, StockTake, Verb
from .lookups import Lookup
from .stock import Batch, Place, Product

__all__ = [
    "Batch",
    "Kit",
    "KitEvent",
    "Lookup",
    "Place",
    "Product",
    "Role",
    "StockTake",
    "Verb",
]
