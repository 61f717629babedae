"""Finds a person's age and height."""

import re
from collections.abc import Iterator

from .findings import Span
from .fold import Folded
from .lexicon import lexicon

_AGE = re.compile(
    r"\b(?:\d0|tonår|tjugo|trettio|fyrtio|femtio|sextio)[ -]{0,2}(?:års)?ålder\w*"
    r"|\b\d0[ -]?(?:års ?åldern|talist\w*)"
)
_AGE_OF = re.compile(
    r"\b(?:man|mannen|kvinna|kvinnan|kille|tjej|person|pojke|flicka|dam|herre),? "
    r"(?:ca |cirka |runt |på )?\d\d(?:-\d\d)? ?år\b"
)
_HEIGHT = re.compile(
    r"\b(?:1[4-9]\d|20\d|21\d) ?(?:cm|centimeter)\b"
    r"|\b[12][.,][0-9]\d ?(?:m|meter|lång)\b"
)


def measures(folded: Folded) -> Iterator[Span]:
    """Age and height said of a person."""
    for match in _AGE_OF.finditer(folded.text):
        yield Span(*match.span(), "looks")
    for pattern in (_AGE, _HEIGHT):
        for match in pattern.finditer(folded.text):
            said = sentence_before(folded.text, match.start())
            if any(lexicon("persons").has(word) for word in re.findall(r"\w+", said)):
                yield Span(*match.span(), "looks")


def sentence_before(text: str, end: int) -> str:
    """What was said in the same sentence before this place."""
    return re.split(r"[.!?;\n]", text[max(0, end - 80) : end])[-1]
