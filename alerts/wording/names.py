"""Finds persons' names, and lets streets, churches and shops keep theirs."""

from collections.abc import Iterator

from .findings import Span
from .fold import Folded
from .lexicon import Token, lexicon, tokens_of, words_of

_SAINTS = {"sankt", "sankta", "st", "s", "t", "ta", "kung", "drottning"}
_TITLES = {
    "herr",
    "fru",
    "granne",
    "grannen",
    "heter",
    "familjen",
    "kallas",
    "namnet",
    "kontakta",
}
_LOOK_AHEAD = 4
_SHORTEST_SURNAME = 7


def names(folded: Folded) -> Iterator[Span]:
    """Every first name, and surnames that end in -sson."""
    tokens = tokens_of(folded)
    shouting = folded.cased.isupper()
    for at, token in enumerate(tokens):
        if _is_name(tokens, at, shouting=shouting) and not _is_place(tokens, at):
            yield Span(token.start, _end_of_name(tokens, at), "name")


def _is_name(tokens: list[Token], at: int, *, shouting: bool) -> bool:
    token = tokens[at]
    if _in(token, "names") or _is_surname(token):
        return True
    if not token.capital or shouting or not _in(token, "names_also_words"):
        return False
    return _reads_as_a_name(tokens, at)


def _in(token: Token, name: str) -> bool:
    return token.word in words_of(name) or token.word.removesuffix("s") in words_of(
        name
    )


def _is_surname(token: Token) -> bool:
    bare = token.word.removesuffix("s") if token.word.endswith("sons") else token.word
    surname = bare.endswith("sson") and len(bare) >= _SHORTEST_SURNAME
    return surname and not _in(token, "companies")


def _reads_as_a_name(tokens: list[Token], at: int) -> bool:
    """ "Bo" in the middle of a sentence, or with a surname; "Per natt" is no one."""
    after = tokens[at + 1 : at + 2]
    if after and after[0].gap in {" ", "-"} and _is_part_of_name(after[0]):
        return True
    if not at:
        return False
    before = tokens[at]
    if set(before.gap) & set(".!?:\n"):
        return False
    return tokens[at - 1].word in _TITLES or not before.gap.strip(" ,/-")


def _is_part_of_name(token: Token) -> bool:
    return token.capital and (
        _in(token, "names") or token.word.endswith(("sson", "ström", "berg"))
    )


def _is_place(tokens: list[Token], at: int) -> bool:
    """ "Karl Johans gata", "Sofia kyrka", "S:t Eriks torg"."""
    if at and tokens[at - 1].word in _SAINTS and len(tokens[at].gap) <= 2:  # noqa: PLR2004
        return True
    for place in range(at + 1, min(at + 1 + _LOOK_AHEAD, len(tokens))):
        token = tokens[place]
        if not token.adjacent:
            return False
        if lexicon("places").has(token.word):
            return _owns(tokens, place)
        if not (token.capital or _in(token, "names") or _is_surname(token)):
            return False
    return False


def _owns(tokens: list[Token], place: int) -> bool:
    """Whether the name before the place word is a genitive, or the place a church."""
    before = tokens[place - 1]
    if before.word.endswith(("s", "x", "z")):
        return True
    if tokens[place].word in words_of("churches"):
        return True
    return before.capital and _in(before, "names_also_words")  # "Bo gård"


def _end_of_name(tokens: list[Token], at: int) -> int:
    """The end of the name, with the surname if one follows."""
    after = tokens[at + 1 : at + 2]
    if after and after[0].gap in {" ", "-"} and _is_part_of_name(after[0]):
        return after[0].end
    return tokens[at].end
