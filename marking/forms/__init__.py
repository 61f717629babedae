"""What the pages of marking ask; parsing and sense, no side effects."""

from .asking import HoldForm, LookupForm
from .counter import CounterForm
from .handing import BackForm, HandOutForm, LendForm, LostForm
from .home import LoseForm, RegisterForm, UnusedForm
from .stock import BatchForm, MoveForm, PlaceForm, ProductForm, StockTakeForm

__all__ = [
    "BackForm",
    "BatchForm",
    "CounterForm",
    "HandOutForm",
    "HoldForm",
    "LendForm",
    "LookupForm",
    "LoseForm",
    "LostForm",
    "MoveForm",
    "PlaceForm",
    "ProductForm",
    "RegisterForm",
    "StockTakeForm",
    "UnusedForm",
]
