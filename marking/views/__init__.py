"""Every page of marking."""

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

__all__ = [
    "help_ask",
    "home_kit",
    "home_step",
    "inventory",
    "kit_lose",
    "kit_register",
    "kit_reserve",
    "kit_unuse",
]
