"""Finds e-mail addresses, and links that are not on the short list."""

import re
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from .findings import Span
from .fold import Folded

_AT = r"\s{0,2}(?:@|[(\[{<]\s?(?:at|snabel-?a)\s?[)\]}>]|\bsnabel-?a\b)\s{0,2}"
_DOT = r"\s{0,2}(?:\.|[(\[{]\s?(?:dot|punkt|\.)\s?[)\]}]|\bpunkt\b|\bdot\b)\s{0,2}"
_EMAIL = re.compile(
    rf"[\w.+\-]{{1,64}}{_AT}[\w\-]{{1,63}}(?:{_DOT}[\w\-]{{1,63}}){{1,4}}"
)
_TOP = (
    "se|nu|com|net|org|info|eu|io|app|ly|me|biz|co|dk|no|fi|de|ru|to|gg|page|link|site|"
    "online|xyz|top|shop|tv|cc|us|uk|pl|fr|nl|it|es|cn|ua|lt|lv|ee|click|live|club|dev|"
    "blog|news|store|website|space|fun|icu|gl|be|at|ch|stockholm|swiss|cloud|email|tk|ws"
)
_SCHEME = re.compile(
    r"\b(?:(?:[a-z][a-z0-9+.\-]{1,14}):[/\\]{2}|javascript:|data:|mailto:|ftp:)\S{0,500}"
)
_BARE = re.compile(
    rf"(?<![\w@.\-/])(?:www\.\S{{3,200}}|(?:[\w\-]{{1,63}}\.){{1,6}}(?:{_TOP})\b(?![\w\-])"
    r"(?:[:/?#]\S{0,500})?)"
)
_DISGUISED = re.compile(
    rf"(?<![\w@.\-])[\w\-]{{2,63}}"
    r"(?:\s?[(\[{]\s?(?:dot|punkt|\.)\s?[)\]}]\s?| punkt | dot | \. ?)"
    rf"(?:{_TOP})\b(?![\w\-])"
    r"(?: ?/\S{0,500})?(?! (?:upp|till|över|efter|om|era|dina|er|dig)\b)"
)
_IP = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?(?![\d.])")
# "Inbrott i Klippan.Se upp" lacks a space; it is no address.
_MISSING_SPACE = re.compile(r"[\wåäöÅÄÖ]+\.[A-ZÅÄÖ][a-zåäö]+")
_TRAILING = ".,;:!?)]}'\""


def emails(folded: Folded) -> Iterator[Span]:
    """Every e-mail address, also with "(at)" and "punkt"."""
    for match in _EMAIL.finditer(folded.text):
        yield Span(*match.span(), "email")


def links(folded: Folded, original: str, allowed: Collection[str]) -> Iterator[Span]:
    """Every link whose host is neither on the list nor below a host on it."""
    for pattern in (_SCHEME, _BARE, _DISGUISED, _IP):
        for match in pattern.finditer(folded.text):
            start, end = match.start(), match.start() + len(match[0].rstrip(_TRAILING))
            if end > start and not _may_stand(folded, original, (start, end), allowed):
                yield Span(start, end, "link")


def _may_stand(
    folded: Folded, original: str, place: tuple[int, int], allowed: Collection[str]
) -> bool:
    # The address is read as it was typed: a Cyrillic o leads to another site.
    first, last = folded.original(*place)
    typed = original[first:last]
    if _MISSING_SPACE.fullmatch(typed):
        return True
    host = _host_of(typed)
    return any(host == name or host.endswith("." + name) for name in allowed)


def _host_of(typed: str) -> str:
    """The host that a browser would open, or nothing if that's in doubt."""
    address = typed if "://" in typed else "https://" + typed
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or port not in {None, 80, 443}:
        return ""
    if not typed.isascii() or "\\" in typed or "@" in parts.netloc:
        return ""
    return (parts.hostname or "").rstrip(".")
