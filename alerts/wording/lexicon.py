"""Reads the word lists and finds their words in a text.

A line of a list is a pattern:

    rumän*            every word that begins so
    polack(en,er)     the word, and the word with these endings
    finn/e,ar         the word only with these endings
    mörk~hy*          written together, apart or with a dash
    bryter på         words in a row
    ! svenska kyrk*   never found, also where another line would find a part of it

Every word may carry a genitive s, and is also found when å, ä, ö were typed as
a, a, o or aa, ae, oe (words of six letters or more). `#` begins a comment.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path

from .fold import Folded, fold

WORDS = Path(__file__).with_name("words")

_TOKEN = re.compile(r"(?:[^\W_]|[@$])+")
_LINE = re.compile(r"(?P<stem>[^()]*)(?:\((?P<endings>[^)]*)\))?(?P<rest>.*)")
_LEET = str.maketrans("013457@$", "oieastas")
_LEET_L = str.maketrans("013457@$", "oleastas")
_NO_DOTS = (str.maketrans("åäö", "aao"), {229: "aa", 228: "ae", 246: "oe"})
_LONG_ENOUGH = 6
_WIDEST_GAP = 3


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a folded text."""

    word: str
    cased: str
    start: int
    end: int
    gap: str  # what stands between the word before and this one

    @property
    def adjacent(self) -> bool:
        """Whether only spaces or a dash part it from the word before."""
        return (
            bool(self.gap) and len(self.gap) <= _WIDEST_GAP and not self.gap.strip(" -")
        )

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.cased[:1].isupper()


def tokens_of(folded: Folded) -> list[Token]:
    """The words of the text in order."""
    found, last = [], 0
    for match in _TOKEN.finditer(folded.text):
        start, end = match.span()
        gap = folded.text[last:start]
        found.append(Token(match[0], folded.cased[start:end], start, end, gap))
        last = end
    return found


@dataclass(slots=True)
class Lexicon:
    """One word list, compiled once."""

    exact: dict[str, list[tuple[str, ...]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    prefix: dict[str, list[tuple[str, ...]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    harmless: "Lexicon | None" = None

    def add(self, pattern: str) -> None:
        """Take in one line of a list."""
        for phrase in _expand(pattern):
            first, *rest = phrase
            shelf = self.prefix if first.endswith("*") else self.exact
            shelf[first.rstrip("*")].append(tuple(rest))

    def has(self, word: str) -> bool:
        """Whether the word alone is in the list."""
        return any(not tail for tail in self._tails(word))

    def spans(self, tokens: list[Token]) -> Iterator[tuple[int, int]]:
        """Pairs (first, last) of indexes of tokens that make an entry."""
        safe = self.harmless.covered(tokens) if self.harmless else set()
        for first in range(len(tokens)):
            last = self._longest(tokens, first)
            if last is not None and first not in safe:
                yield first, last

    def covered(self, tokens: list[Token]) -> set[int]:
        """The indexes of all tokens inside an entry."""
        return {i for first, last in self.spans(tokens) for i in range(first, last + 1)}

    def _longest(self, tokens: list[Token], first: int) -> int | None:
        ends = [
            first + len(tail)
            for tail in self._tails(tokens[first].word)
            if _follows(tokens, first + 1, tail)
        ]
        return max(ends, default=None)

    def _tails(self, word: str) -> Iterator[tuple[str, ...]]:
        for spelling in _spellings(word):
            yield from self.exact.get(spelling, ())
            if spelling.endswith("s"):
                yield from self.exact.get(spelling[:-1], ())
            for size in range(3, len(spelling) + 1):
                yield from self.prefix.get(spelling[:size], ())


def _spellings(word: str) -> tuple[str, ...]:
    if word.isalpha() or not any(c.isalpha() for c in word):
        return (word,)
    return tuple({word, word.translate(_LEET), word.translate(_LEET_L)})


def _follows(tokens: list[Token], at: int, tail: tuple[str, ...]) -> bool:
    if at + len(tail) > len(tokens):
        return False
    return all(
        token.adjacent and _fits(token.word, part)
        for token, part in zip(tokens[at:], tail, strict=False)
    )


def _fits(word: str, part: str) -> bool:
    if part.endswith("*"):
        return word.startswith(part[:-1])
    return word in (part, part + "s")


def _expand(pattern: str) -> Iterator[tuple[str, ...]]:
    joints = ("", " ") if "~" in pattern else ("",)
    for variant in product(*(_variants(word) for word in pattern.split())):
        for joint in joints:
            yield from _without_dots(" ".join(variant).replace("~", joint))


def _variants(word: str) -> list[str]:
    if "/" in word:
        stem, _, listed = word.partition("/")
        return [stem + ending for ending in listed.split(",")]
    match = _LINE.fullmatch(word)
    if match is None or match["endings"] is None:
        return [word]
    stem, rest = match["stem"], match["rest"]
    endings = [stem + ending + rest for ending in match["endings"].split(",")]
    return [stem + rest, *endings] if stem else endings


def _without_dots(phrase: str) -> Iterator[tuple[str, ...]]:
    yield tuple(phrase.split())
    if len(phrase) >= _LONG_ENOUGH and set(phrase) & set("åäö"):
        for table in _NO_DOTS:
            yield tuple(phrase.translate(table).split())


@cache
def lexicon(name: str) -> Lexicon:
    """The word list `words/<name>.txt`."""
    harmful, harmless = Lexicon(), Lexicon()
    for line in (WORDS / f"{name}.txt").read_text("utf-8").splitlines():
        pattern = fold(line.partition("#")[0]).text.strip()
        if pattern.startswith("!"):
            harmless.add(pattern[1:].strip())
        elif pattern:
            harmful.add(pattern)
    harmful.harmless = harmless
    return harmful


@cache
def words_of(name: str) -> frozenset[str]:
    """The single exact words of a list, endings written out."""
    return frozenset(word for word, tails in lexicon(name).exact.items() if () in tails)
