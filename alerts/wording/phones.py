"""Finds phone numbers, but lets 112, 114 14 and 1177 pass."""

import re
from collections.abc import Iterator

import phonenumbers

from .findings import Span
from .fold import Folded
from .lexicon import tokens_of

_SEPARATORS = r"[ .\-/()_*]{0,3}"
_RUN = re.compile(
    rf"(?<![\w.:,])[(]?(?:\+{_SEPARATORS})?[\do](?:{_SEPARATORS}[\do])+(?![\d%])",
    re.ASCII,
)
_CALL = re.compile(
    r"\b(?:ring(?:er|a)?|tel|telefon\w*|tfn|mobil\w*|mob|swish\w*|sms:?a?|nås|nå|"
    r"call|phone|messa|whatsapp|signal)\b[ .:,a-zåäö]{0,16}$"
)
_TIME = re.compile(r"(?<![\d.:])(?:[01]?\d|2[0-4])[.:][0-5]\d(?![.:]?\d)")
_DATE = re.compile(
    r"(?<!\d)(?:20\d\d[-/. ]?(?:0[1-9]|1[0-2])[-/. ]?(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|1[0-2])(?:[-/.]20\d\d))(?!\d)"
)
_CLOCK_RANGE = re.compile(r"(?:[01]\d|2[0-4])[0-5]\d *- *(?:[01]\d|2[0-4])[0-5]\d")
# SOS, police, health advice, public information, fire and sea rescue's own line.
_EVERYBODYS = {"112", "11414", "1177", "11313", "116117", "116111"}
_DIGIT_WORDS = {
    *("noll", "ett", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio"),
    *("tva", "atta", "zero", "one", "two", "three", "four", "five", "six", "seven"),
    *("eight", "nine", "oh"),
}
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15
_FEWEST_AFTER_CALL = 5
_MOBILE = re.compile(r"7[02369]\d{7}")


def phones(folded: Folded) -> Iterator[Span]:
    """Every phone number, Swedish or with a country code, also in words."""
    text = _without_times(folded.text)
    for run in _RUN.finditer(text):
        if _is_phone(run[0], folded.text[max(0, run.start() - 40) : run.start()]):
            yield Span(run.start(), run.end(), "phone")
    yield from _in_words(folded)


def _without_times(text: str) -> str:
    """Times and dates made unreadable, so that "08.00-16.00" is no number."""
    for pattern in (_DATE, _TIME):
        text = pattern.sub(lambda match: "#" * len(match[0]), text)
    return text


def _is_phone(written: str, before: str) -> bool:
    digits = re.sub(r"\D", "", written.replace("o", "0"))
    if digits in _EVERYBODYS or len(digits) > _MOST_DIGITS + 2:
        return False
    if _CALL.search(before) and len(digits) >= _FEWEST_AFTER_CALL:
        return True
    if len(digits) < _FEWEST_DIGITS or _CLOCK_RANGE.fullmatch(written):
        return False
    return _looks_dialled("+" in written, digits)


def _looks_dialled(plus: bool, digits: str) -> bool:  # noqa: FBT001
    if plus:
        return True
    if digits.startswith("00"):
        return _possible("+" + digits[2:])
    if digits.startswith("0"):
        return _possible(digits)
    if digits.startswith("46"):
        return _valid("+" + digits)
    return bool(_MOBILE.fullmatch(digits))


def _possible(number: str) -> bool:
    parsed = _parse(number)
    return parsed is not None and phonenumbers.is_possible_number(parsed)


def _valid(number: str) -> bool:
    parsed = _parse(number)
    return parsed is not None and phonenumbers.is_valid_number(parsed)


def _parse(number: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(number, "SE")
    except phonenumbers.NumberParseException:
        return None


def _in_words(folded: Folded) -> Iterator[Span]:
    run: list[tuple[int, int]] = []
    for token in [*tokens_of(folded), None]:
        if token and (token.word in _DIGIT_WORDS or (run and token.word.isdigit())):
            run.append((token.start, token.end))
            continue
        if len(run) >= _FEWEST_DIGITS:
            yield Span(run[0][0], run[-1][1], "phone")
        run = []
