"""Reads a text as the wording guard does and says what may not stand."""

from collections.abc import Collection, Iterable, Iterator

from .addresses import house_numbers
from .findings import RULES, Finding, Span
from .fold import Folded, fold, squeeze
from .links import emails, links
from .names import names
from .people import descriptions
from .personal_numbers import personal_numbers
from .phones import phones
from .plates import plates

# Alerts hold 300 characters; what is beyond this is not read, but never let through.
CHECKED = 1000
ALLOWED_LINKS = ("polisen.se", "1177.se", "krisinformation.se")

# Where two rules find the same place, the first one here speaks.
_ORDER = {rule: place for place, rule in enumerate(RULES)}


def check(
    text: str, *, allowed_links: Collection[str] = ALLOWED_LINKS
) -> list[Finding]:
    """Everything in the text that may not be in an alert, in the order of the text."""
    seen = text[:CHECKED]
    folded = fold(seen)
    found = [*_placed(folded, _in_whole(folded, seen, allowed_links))]
    drawn_together = squeeze(folded)
    if drawn_together:
        found += _placed(drawn_together, _in_words(drawn_together))
    if len(text) > CHECKED:
        found.append((CHECKED, len(text), "too_long"))
    return [_finding(text, *place) for place in _apart(found)]


def _in_whole(
    folded: Folded, original: str, allowed_links: Collection[str]
) -> Iterator[Span]:
    yield from personal_numbers(folded)
    yield from emails(folded)
    yield from links(folded, original, allowed_links)
    yield from phones(folded)
    yield from house_numbers(folded)
    yield from plates(folded)
    yield from _in_words(folded)


def _in_words(folded: Folded) -> Iterator[Span]:
    yield from descriptions(folded)
    yield from names(folded)


def _placed(folded: Folded, spans: Iterable[Span]) -> Iterator[tuple[int, int, str]]:
    for span in spans:
        yield (*folded.original(span.start, span.end), span.rule)


def _apart(found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """One finding per place: the weightier rule wins where two overlap."""
    kept: list[tuple[int, int, str]] = []
    for start, end, rule in sorted(found, key=lambda f: (_ORDER[f[2]], f[0] - f[1])):
        if all(end <= other[0] or start >= other[1] for other in kept):
            kept.append((start, end, rule))
    return sorted(kept)


def _finding(text: str, start: int, end: int, name: str) -> Finding:
    rule = RULES[name]
    return Finding(
        rule.level, name, start, end, text[start:end], rule.reason, rule.suggestion
    )
