"""Finds house numbers, and leaves times, years, road numbers and amounts alone."""

import re
from collections.abc import Iterator

from .findings import Span
from .fold import Folded
from .lexicon import Token, tokens_of, words_of

_NUMBER = re.compile(r"\d{1,4}[a-h]?")
_ENTRANCE = re.compile(r"[a-h]")
_SPELLED = re.compile(
    r"(?:två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tretton|fjorton|femton|sexton|"
    r"sjutton|arton|nitton|(?:tjugo|trettio|fyrtio|femtio|sextio|sjuttio|åttio|nittio)"
    r"(?:ett|en|två|tre|fyra|fem|sex|sju|åtta|nio)?)[a-d]?"
)
_NUMBER_WORDS = {"nr", "nummer", "no", "num", "numret", "husnr", "husnummer"}
_BUILDINGS = {"hus", "huset", "villa", "villan", "port", "porten", "uppgång"} | {
    *("lägenhet", "lägenheten", "lgh", "radhus", "radhuset", "stuga", "tomt"),
}
# Numbers for everybody; "nummer 114 14" is no house.
_EVERYBODYS = re.compile(r"(?:112|114 ?14|1177|113 ?13)(?!\d)")
_GLUED = re.compile(r"(?<!\w)([^\W\d_]{5,40})[1-9]\d{0,2}[a-h]?(?!\w)")
_NEXT_DOOR = re.compile(r"\b(?:i|hos|grannen i|granne i) (\d{1,3}[a-h]?:?an)\b")
_PROPERTY = re.compile(r"(?<!\w)[A-ZÅÄÖ][\wåäö]+ (\d{1,2}:\d{1,4})(?![\d:])")
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4]):[0-5]\d")
_END_OF_PHRASE = re.compile(
    r" *(?:[.,;!?\n]|$|(?:i|på|är|har|och|natten|vid|drabba\w*)\b)"
)
_PREPOSITIONS = {"på", "vid", "utanför"}
_CLOCK_ENDS = {"00", "30"}
_YEARS = range(1900, 2100)
_LATEST_CLOCK = 2400
_FOUR_DIGITS = 4
_WIDEST_GAP = 4
_SHORTEST_NAME = 3


def house_numbers(folded: Folded) -> Iterator[Span]:
    """Every street with a number, "nr 12", "hus 12", "i 12:an" and property name."""
    tokens = tokens_of(folded)
    for at in range(1, len(tokens)):
        if _points_out(folded, tokens, at) or _is_spelled_out(folded, tokens, at):
            yield Span(tokens[at - 1].start, _end_of(tokens, at), "house_number")
    for match in _GLUED.finditer(folded.text):
        if match[1].endswith(tuple(words_of("streets"))):
            yield Span(*match.span(), "house_number")
    for match in _NEXT_DOOR.finditer(folded.text):
        yield Span(*match.span(1), "house_number")
    for match in _PROPERTY.finditer(folded.cased):
        # "Åby 3:114" is as exact as an address, "Klippan 21:30" is a time.
        if not _CLOCK.fullmatch(match[1]):
            yield Span(*match.span(), "house_number")


def _points_out(folded: Folded, tokens: list[Token], at: int) -> bool:
    token = tokens[at]
    if not _NUMBER.fullmatch(token.word) or not _follows_closely(token):
        return False
    if _is_amount_or_date(tokens, at) or _is_time(folded, token):
        return False
    return _names_a_place(folded, tokens, at)


def _follows_closely(token: Token) -> bool:
    return 0 < len(token.gap) <= _WIDEST_GAP and not token.gap.strip(" ,.:#-_/'\"")


def _names_a_place(folded: Folded, tokens: list[Token], at: int) -> bool:
    before = tokens[at - 1]
    if before.word in _NUMBER_WORDS:
        return not _is_another_number(folded, tokens, at)
    if before.word in _BUILDINGS:
        return True
    if _is_year_or_clock(tokens[at]):
        return False
    return _is_street(tokens, at - 1) or _is_named_after_preposition(tokens, at - 1)


def _is_another_number(folded: Folded, tokens: list[Token], at: int) -> bool:
    """Whether "nr 12" is a bus, a road, a matter or the police."""
    if _EVERYBODYS.match(folded.text, tokens[at].start):
        return True
    if at < 2 or not tokens[at - 1].adjacent:  # noqa: PLR2004
        return False
    return tokens[at - 2].word in words_of("numbered")


def _is_street(tokens: list[Token], at: int) -> bool:
    token = tokens[at]
    if token.word in words_of("roads"):
        return _is_road_with_a_name(tokens, at)
    word = token.word.removesuffix("s") if token.word.endswith("s") else token.word
    if word.endswith(tuple(words_of("streets"))):
        return True
    return token.capital and word.endswith(tuple(words_of("farms")))


def _is_road_with_a_name(tokens: list[Token], at: int) -> bool:
    """ "Riksvägen 12" and "Drottning Kristinas väg 22", but not "väg 21"."""
    token, before = tokens[at], tokens[at - 1]
    if at and before.capital and before.word.endswith("s") and token.adjacent:
        return True
    named = token.capital and not token.cased.isupper() and token.word.endswith("en")
    return named and len(token.word) > len("vägen")


def _is_named_after_preposition(tokens: list[Token], at: int) -> bool:
    """ "på Liden 4": streets take "på" in Swedish, towns take "i"."""
    token = tokens[at]
    if not at or tokens[at - 1].word not in _PREPOSITIONS or not token.capital:
        return False
    long_enough = len(token.word) >= _SHORTEST_NAME and token.word.isalpha()
    return long_enough and token.word not in words_of("numbered")


def _is_amount_or_date(tokens: list[Token], at: int) -> bool:
    if at + 1 >= len(tokens):
        return False
    after = tokens[at + 1]
    if not after.adjacent:
        return after.word.isdigit() and after.gap in {",", ":"}
    return after.word in words_of("units")


def _is_time(folded: Folded, token: Token) -> bool:
    """ "Storgatan 02.15" and "22–05": houses count upwards, nights don't."""
    if token.word.startswith("0"):
        return True
    rest = folded.text[token.end : token.end + 6]
    if re.match(r"[.:][0-5]\d(?!\d)", rest):
        return True
    until = re.match(r" ?- ?(\d\d?)(?!\d)", rest)
    if until is None or not token.word.isdigit():
        return False
    return int(until[1]) < int(token.word)


def _is_year_or_clock(token: Token) -> bool:
    if len(token.word) != _FOUR_DIGITS or not token.word.isdigit():
        return False
    if int(token.word) in _YEARS:
        return True
    return int(token.word) < _LATEST_CLOCK and token.word[2:] in _CLOCK_ENDS


def _end_of(tokens: list[Token], at: int) -> int:
    """The end of the number, with the entrance letter if there is one."""
    for token in tokens[at + 1 : at + 2]:
        if token.gap == " " and _ENTRANCE.fullmatch(token.word):
            return token.end
    return tokens[at].end


def _is_spelled_out(folded: Folded, tokens: list[Token], at: int) -> bool:
    token, before = tokens[at], tokens[at - 1]
    if not token.adjacent or not _SPELLED.fullmatch(token.word):
        return False
    if before.word in _NUMBER_WORDS:
        return not _is_another_number(folded, tokens, at)
    street = before.capital and _is_street(tokens, at - 1)
    return street and bool(_END_OF_PHRASE.match(folded.text, token.end))
