"""Finds what looks like a vehicle's registration number.

The Swedish form is three letters (no I, Q, V), two digits and a digit or letter.
"HEJ 200" has the same form, so common words are let through from a list.
"""

import re
from collections.abc import Iterator

from .findings import Span
from .fold import Folded
from .lexicon import words_of

_L = "[a-hj-pr-uw-z]"
_SEPARATORS = r"[ .\-_:/]"
_SWEDISH = re.compile(
    rf"(?<![\w])({_L}{{3}})({_SEPARATORS}{{0,3}})\d\d[a-hj-npr-uw-z0-9](?![\w])",
    re.ASCII,
)
_SPACED = re.compile(
    rf"(?<!\w){_L}{_SEPARATORS}{{1,2}}{_L}{_SEPARATORS}{{1,2}}{_L}{_SEPARATORS}{{0,3}}"
    rf"\d{_SEPARATORS}{{0,2}}\d{_SEPARATORS}{{0,2}}[a-hj-npr-uw-z0-9](?!\w)",
    re.ASCII,
)
_APART = re.compile(
    rf"(?<!\w){_L}{{3}}{_SEPARATORS}{{1,3}}\d{_SEPARATORS}{{0,2}}\d"
    rf"{_SEPARATORS}{{1,2}}[a-hj-npr-uw-z0-9](?!\w)",
    re.ASCII,
)
# Neighbouring countries' plates, in capitals as they are written.
_FOREIGN = re.compile(
    r"(?<![\w])(?:"
    r"[A-Z]{2} ?\d{2} ?\d{3}"  # Denmark, Norway
    r"|[A-ZÄÖ]{1,3}-[A-Z]{1,2} ?\d{1,4}"  # Germany
    r"|[A-Z]{2}\d{2} ?[A-Z]{3}"  # United Kingdom
    r"|[A-Z]{1,2} ?\d{2,3} ?[A-Z]{3}"  # Romania, Poland
    r"|[A-Z]{1,2} ?\d{4} ?[A-Z]{2}"  # Bulgaria, Ukraine
    r"|[A-Z]{2,3} \d{4,5}"  # Poland, Norway
    r")(?![\w])"
)
_KEYWORD = re.compile(
    r"\b(?:reg[. ]?(?:istrerings)?[ .]?(?:nr|nummer|skylt\w*|plåt\w*)|"
    r"registreringsnum(?:mer|ret)|"
    r"nummerplåt\w*|bilnummer|skylten|plåten|reg|number plate|licence plate)\b"
)
_AFTER_KEYWORD = re.compile(
    r"(?<!\w)(?:[A-ZÅÄÖ]{3}|(?=\w*\d)(?=\w*[A-Z])\w{4,8}|\d{3})(?!\w)"
)
_NEAR = 30
_NOT_FOREIGN = re.compile(
    r"(?:E|RV|LV|KL|NR|CA|ID|OS|TV|XC|BMW|SMS|SOS|TEL|ICA|KR|SEK) ?\d"
)


def plates(folded: Folded) -> Iterator[Span]:
    """Every plate-like place in the text."""
    for match in _SWEDISH.finditer(folded.text):
        if not _is_common_word(match):
            yield Span(*match.span(), "plate")
    for pattern in (_SPACED, _APART):
        for match in pattern.finditer(folded.text):
            if match[0][:3] not in words_of("plate_words"):
                yield Span(*match.span(), "plate")
    for match in _FOREIGN.finditer(folded.cased):
        if not _NOT_FOREIGN.match(match[0]):
            yield Span(*match.span(), "plate")
    yield from _named(folded)


def _is_common_word(match: re.Match[str]) -> bool:
    return bool(match[2]) and match[1] in words_of("plate_words")


def _named(folded: Folded) -> Iterator[Span]:
    for keyword in _KEYWORD.finditer(folded.text):
        near = folded.cased[keyword.end() : keyword.end() + _NEAR]
        near = re.split(r"[!?;\n]|\. ", near)[0]
        part = _AFTER_KEYWORD.search(near)
        if part and part[0].lower() not in words_of("plate_words"):
            start = keyword.end() + part.start()
            yield Span(start, start + len(part[0]), "plate")
