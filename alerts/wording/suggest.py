"""Writes the suggested text from the answers: what, when, where."""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from .fold import normalise_text
from .lexicon import words_of

LONGEST_TEXT = 300
LONGEST_PLACE = 60
_FILE = Path(__file__).with_name("suggestions.toml")

# GSM 03.38, basic alphabet, without control characters and Greek capitals.
_GSM = set(
    "@£$¥èéùìòÇØøÅåÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_PLAIN = str.maketrans({"–": "-", "—": "-", "“": '"', "”": '"', "’": "'", "‘": "'"})


def suggest(kind: str, timing: str, place: str = "", language: str = "sv") -> str:
    """A text of at most 300 characters, all of the SMS alphabet."""
    words = _languages().get(language[:2]) or _languages()["sv"]
    kind = kind if kind in words["kinds"] else "other"
    where = _where(words, place)
    if timing == "ongoing":
        said = words["ongoing"][kind].format(where=where)
        return f"{said} {words['advice']['ongoing']}"[:LONGEST_TEXT]
    when = words["when"].get(timing, words["when"]["earlier"])
    said = words["kinds"][kind].format(where=where, when=when)
    return f"{said} {words['advice'][kind]}"[:LONGEST_TEXT]


def _where(words: dict[str, Any], place: str) -> str:
    name = _sms_letters(normalise_text(place).replace("\n", " "))[
        :LONGEST_PLACE
    ].strip()
    if not name:
        return str(words["here"])
    form = "on_street" if _is_street(name) else "at_place"
    return str(words[form]).format(place=name)


def _is_street(name: str) -> bool:
    return name.lower().endswith(tuple(words_of("streets")))


def _sms_letters(text: str) -> str:
    """The same text in letters that a text message carries in one byte."""
    letters = []
    for letter in text.translate(_PLAIN):
        plain = letter if letter in _GSM else unicodedata.normalize("NFKD", letter)
        letters.append("".join(c for c in plain if c in _GSM))
    return re.sub(r" {2,}", " ", "".join(letters))


@cache
def _languages() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))
