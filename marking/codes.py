"""Numbers and bottle codes: their plain form, their check digits, what is wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .exceptions import KitRefused

if TYPE_CHECKING:
    from .models import Product

BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NUMBER = re.compile(r"(?=.*[0-9])[A-Z0-9]{3,24}")
COUNT_WORDS = [
    gettext_lazy("no characters"),
    gettext_lazy("one"),
    gettext_lazy("two"),
    gettext_lazy("three"),
    gettext_lazy("four"),
    gettext_lazy("five"),
    gettext_lazy("six"),
    gettext_lazy("seven"),
    gettext_lazy("eight"),
    gettext_lazy("nine"),
    gettext_lazy("ten"),
    gettext_lazy("eleven"),
    gettext_lazy("twelve"),
]
# What people read instead of what is printed.
LOOK_ALIKES = {"O": "0", "I": "1", "L": "1"}


def plain(text: str) -> str:
    """As compared: capitals, full-width forms folded, no spaces, dots or dashes."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"[\s.\-‐-―−_]", "", folded)


def in_words(count: int) -> str:
    """ "six"; figures above twelve."""
    return str(COUNT_WORDS[count]) if count < len(COUNT_WORDS) else str(count)


def number_of(text: str, product: Product | None = None) -> str:
    """A kit's number in plain form; says what is wrong with another text."""
    number = plain(text)
    if not number:
        raise KitRefused(_("Type the number on the box, for example KL 0417."))
    if not NUMBER.fullmatch(number):
        raise KitRefused(
            _("A number has letters A to Z and digits, for example KL 0417.")
        )
    digits = re.sub(r"[^0-9]", "", number)
    if product and not adds_up(product.number_check, digits):
        raise KitRefused(_("The number does not add up. Read it off the box again."))
    return number


def code_of(text: str, product: Product) -> str:
    """A bottle's code in plain form; says what is wrong with another text."""
    code = plain(text)
    if not code:
        raise KitRefused(_("Type the code on the bottle."))
    if len(code) != product.code_length:
        raise KitRefused(
            _("The code has %(wanted)s characters. You have typed %(typed)s.")
            % {"wanted": in_words(product.code_length), "typed": in_words(len(code))}
        )
    for letter in code:
        if letter not in product.code_letters:
            raise KitRefused(_no_such(letter, product.code_letters))
    if not adds_up(product.code_check, code, product.code_letters):
        raise KitRefused(_("The code does not add up. Read it off the bottle again."))
    return code


def _no_such(letter: str, letters: str) -> str:
    digit = LOOK_ALIKES.get(letter)
    if digit and digit in letters:
        return _("The code has no letter %(letter)s. Is it the digit %(digit)s?") % {
            "letter": letter,
            "digit": digit,
        }
    return _("The code cannot have the character %(letter)s.") % {"letter": letter}


# --- check digits -----------------------------------------------------------


def luhn(text: str, letters: str = "0123456789") -> bool:
    """Luhn's sum over any alphabet: every second value doubled, digits added."""
    size, total = len(letters), 0
    for place, letter in enumerate(reversed(text)):
        value = letters.index(letter) * (2 if place % 2 else 1)
        total += value // size + value % size
    return total % size == 0


def mod11(text: str, letters: str = "0123456789") -> bool:
    """Weights 1, 2, 3 … from the right, as in ISBN-10; the sum divides by eleven."""
    pairs = enumerate(reversed(text), start=1)
    return sum(weight * letters.index(letter) for weight, letter in pairs) % 11 == 0


def mod97(text: str, _letters: str = "") -> bool:
    """ISO 7064 MOD 97-10, letters as 10 to 35: the rest is one."""
    return int("".join(str(BASE_36.index(letter)) for letter in text)) % 97 == 1


SCHEMES: dict[str, Callable[[str, str], bool]] = {
    "luhn": luhn,
    "mod11": mod11,
    "mod97": mod97,
}


def adds_up(scheme: str, text: str, letters: str = "0123456789") -> bool:
    """Whether the check digit fits; true where the product has none."""
    return not scheme or SCHEMES[scheme](text, letters)
