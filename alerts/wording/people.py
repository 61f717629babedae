"""Finds words that describe a person: origin, skin, faith, health, looks."""

import re
from collections.abc import Iterator

from .findings import Span
from .fold import Folded
from .lexicon import Token, lexicon, tokens_of, words_of
from .measures import measures, sentence_before

_ALWAYS = ("origin", "skin", "religion", "health", "private_life", "looks")
_ENDS_A_SENTENCE = set(".!?;\n")
_CLOTHES_LINKS = {
    "i",
    "med",
    "bar",
    "bär",
    "hade",
    "har",
    "iförd",
    "iförda",
    "klädd",
    "klädda",
}
_IS = {
    "är",
    "var",
    "varit",
    "såg",
    "ser",
    "verkar",
    "verkade",
    "is",
    "was",
    "were",
    "are",
}
_FILLERS = {
    "ut",
    "som",
    "att",
    "vara",
    "en",
    "ett",
    "mycket",
    "väldigt",
    "lite",
    "ganska",
}
_SMALL = {
    "en",
    "ett",
    "och",
    "eller",
    "två",
    "tre",
    "fyra",
    "mycket",
    "väldigt",
    "ganska",
    "a",
    "and",
}
_NOUN_ENDS = {
    "som",
    "sprang",
    "gick",
    "kom",
    "kommer",
    "springer",
    "går",
    "stal",
    "tog",
} | {
    *(
        "smyger",
        "smög",
        "bröt",
        "åkte",
        "stod",
        "står",
        "flydde",
        "stack",
        "rånade",
        "var",
    ),
}
_COUNTS = {
    "en",
    "två",
    "tre",
    "fyra",
    "fem",
    "några",
    "flera",
    "de",
    "dom",
    "den",
    "många",
}
_NEAR = 8
_LANGUAGE_VERBS = re.compile(
    r"\b(?:prat|tal|snack|skrek|skrik|ropa|lät|låt|brut|bröt|bryt|spoke|speak)\w*"
)


def descriptions(folded: Folded) -> Iterator[Span]:
    """Every word or pair of words that describes a person."""
    tokens = tokens_of(folded)
    for rule in _ALWAYS:
        for first, last in lexicon(rule).spans(tokens):
            if tokens[first].word.endswith(tuple(words_of("streets"))):
                continue  # "Norrmansgatan"
            if rule != "origin" or not _is_thing_or_language(folded, tokens, first):
                yield Span(tokens[first].start, tokens[last].end, rule)
    yield from _colours(tokens)
    yield from _traits(tokens)
    yield from _clothes(tokens)
    yield from measures(folded)


def _is_thing_or_language(folded: Folded, tokens: list[Token], at: int) -> bool:
    """ "persisk matta", "Norska gatan", "information på arabiska": nobody is meant."""
    after = tokens[at + 1 : at + 2]
    if after and after[0].adjacent and lexicon("things").has(after[0].word):
        return True
    word, before = tokens[at].word, tokens[at - 1].word if at else ""
    if not word.endswith("ska") or before not in {"på", "till", "från", "av", "och"}:
        return False
    return not _LANGUAGE_VERBS.search(sentence_before(folded.text, tokens[at].start))


def _colours(tokens: list[Token]) -> Iterator[Span]:
    """ "svart man" and "två svarta som …", but not "svart bil"."""
    for at, token in enumerate(tokens):
        if not lexicon("colours").has(token.word):
            continue
        person = _person_after(tokens, at)
        if person is not None:
            yield Span(token.start, tokens[person].end, "skin")
        elif _is_noun(tokens, at):
            yield Span(tokens[at - 1].start, token.end, "skin")


def _person_after(tokens: list[Token], at: int) -> int | None:
    """The index of the person that this adjective belongs to."""
    for place in range(at + 1, min(at + 5, len(tokens))):
        token = tokens[place]
        if not token.adjacent and token.gap != ", ":
            return None
        if lexicon("persons").has(token.word):
            return place
        if not _may_stand_between(token.word):
            return None
    return None


def _may_stand_between(word: str) -> bool:
    return word in _SMALL or any(
        lexicon(name).has(word)
        for name in ("traits", "ages", "colours", "origin", "looks")
    )


def _is_noun(tokens: list[Token], at: int) -> bool:
    if not at or tokens[at - 1].word not in _COUNTS or not tokens[at].adjacent:
        return False
    after = tokens[at + 1 : at + 2]
    return bool(after) and after[0].word in _NOUN_ENDS and after[0].adjacent


def _traits(tokens: list[Token]) -> Iterator[Span]:
    """ "lång man", "mannen var mörk"."""
    for at, token in enumerate(tokens):
        if lexicon("traits").has(token.word) and _person_after(tokens, at) is not None:
            yield Span(
                token.start, tokens[_person_after(tokens, at) or at].end, "looks"
            )
        elif lexicon("persons").has(token.word):
            yield from _said_of(tokens, at)


def _said_of(tokens: list[Token], at: int) -> Iterator[Span]:
    if at + 1 >= len(tokens) or tokens[at + 1].word not in _IS:
        return
    for token in tokens[at + 2 : at + 7]:
        if not token.adjacent:
            return
        if lexicon("colours").has(token.word) or lexicon("traits").has(token.word):
            yield Span(tokens[at].start, token.end, "looks")
            return
        if token.word not in _FILLERS:
            return


def _clothes(tokens: list[Token]) -> Iterator[Span]:
    """A person wearing something; clothes that were stolen pass."""
    for at, token in enumerate(tokens):
        if not lexicon("clothes").has(token.word):
            continue
        link = _link_before(tokens, at)
        if link is not None and _person_before(tokens, link):
            yield Span(tokens[link].start, token.end, "looks")


def _link_before(tokens: list[Token], at: int) -> int | None:
    for place in range(at - 1, max(-1, at - 6), -1):
        if _breaks(tokens[place + 1]):
            return None
        word = tokens[place].word
        if word in _CLOTHES_LINKS:
            return place
        if "," in tokens[place + 1].gap and lexicon("persons").has(word):
            return place + 1  # "man, svart jacka"
        if not _may_stand_between(word) and not lexicon("clothes").has(word):
            return None
    return None


def _person_before(tokens: list[Token], at: int) -> bool:
    for place in range(at - 1, max(-1, at - 1 - _NEAR), -1):
        if _breaks(tokens[place + 1]):
            return False
        if lexicon("persons").has(tokens[place].word):
            return True
    return False


def _breaks(token: Token) -> bool:
    return bool(_ENDS_A_SENTENCE & set(token.gap))
