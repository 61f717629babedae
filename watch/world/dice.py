"""One seeded dice: the demo is the same on every machine."""

import random
from pathlib import Path

dice = random.Random(1276)  # noqa: S311 - makes a demo, guards nothing
DATA = Path(__file__).parent / "data"


def _lines(file: str) -> list[str]:
    return (DATA / file).read_text("utf-8").split()


GIVEN, FAMILY = _lines("given_names.txt"), _lines("family_names.txt")


def made_up_name() -> str:
    """A given name and a family name that nobody chose together."""
    return f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}"
