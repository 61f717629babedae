"""Makes text comparable, and remembers where each character came from.

People write "m ö r k", "ｍörk", "mоrk" with a Cyrillic o, or digits of another
script, by habit or to get past the guard. Everything is folded to lower-case
a-z, å, ä, ö, 0-9 and plain punctuation, one pass, linear in the text.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

# Letters that look Latin. Source: Unicode confusables (UTS #39), the part that
# resembles the letters of Swedish.
_LOOK_ALIKES = dict(
    zip(
        "авеёзіїјкмнорстухѕԁԛԝһьӏαβεηικνορτυχγωıɡłđðøæœᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
        "abee3iijkmhopctyxsdqwhblabenikvoptuxywiglddöäoabcdefghijklmnoprstuvwyz",
        strict=True,
    )
)
_LETTER_BLOCKS = (0x1F150, 0x1F170, 0x1F1E6)  # negative circled, squared, flags
_KEPT_MARKS = {"å", "ä", "ö"}
_DASHES = set("‐‑‒–—―−﹘﹣－⁃•·∙⋅")
_QUOTES = set("’‘‛`´ʼ′")
_DROPPED = {"Cf", "Mn", "Me", "Mc", "Cs", "Co", "Cn"}


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text (`text`, and `cased` with capitals kept) and its origins.

    `origins[i]` is the (start, end) in the original of folded character i.
    """

    text: str
    cased: str
    origins: tuple[tuple[int, int], ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded slice lies in the original text."""
        return self.origins[start][0], self.origins[end - 1][1]

    def keep(self, positions: Iterable[int]) -> "Folded":
        """The same text with only the characters at these positions."""
        kept = list(positions)
        return Folded(
            "".join(self.text[i] for i in kept),
            "".join(self.cased[i] for i in kept),
            tuple(self.origins[i] for i in kept),
        )


def fold(text: str) -> Folded:
    """Fold the text; never fails, whatever the characters."""
    cased: list[str] = []
    origins: list[tuple[int, int]] = []
    start, size = 0, len(text)
    while start < size:
        end = start + 1
        while end < size and _is_invisible(text[end]):
            end += 1
        for letter in _fold_cluster(text[start:end]):
            cased.append(letter)
            origins.append((start, end))
        start = end
    joined = "".join(cased)
    # Each kept character lowers to exactly one; fold_one saw to that.
    return Folded(joined.lower(), joined, tuple(origins))


def _is_invisible(character: str) -> bool:
    return character > "\x7f" and unicodedata.category(character) in _DROPPED


def _fold_cluster(cluster: str) -> str:
    if len(cluster) == 1:
        return _fold_one(cluster)
    marks = "".join(c for c in cluster if unicodedata.category(c) == "Mn")[:2]
    return _fold_one(unicodedata.normalize("NFC", cluster[0] + marks))


@lru_cache(maxsize=4096)
def _fold_one(character: str) -> str:
    wide = unicodedata.normalize("NFKC", character)
    return "".join(_plain(letter) for letter in wide)


def _plain(letter: str) -> str:
    if letter.isascii():
        return _plain_ascii(letter)
    if letter.isspace():
        return " "
    if letter in _DASHES:
        return "-"
    if letter in _QUOTES:
        return "'"
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    return _plain_letter(letter)


def _plain_ascii(letter: str) -> str:
    if letter == "`":
        return "'"
    if letter.isprintable():
        return letter
    return "\n" if letter == "\n" else " "


def _plain_letter(letter: str) -> str:
    for block in _LETTER_BLOCKS:
        if block <= ord(letter) < block + 26:
            return chr(ord("a") + ord(letter) - block)
    lower = letter.lower()
    if lower == "ß":
        return "ss"
    lower = _LOOK_ALIKES.get(lower, lower)
    if lower not in _KEPT_MARKS:
        bare = unicodedata.normalize("NFD", lower)[:1]
        two = unicodedata.normalize("NFC", unicodedata.normalize("NFD", lower)[:2])
        lower = two if two in _KEPT_MARKS else _LOOK_ALIKES.get(bare, bare)
    if unicodedata.category(lower) in _DROPPED:
        return ""
    upper = lower.upper()
    return upper if letter.isupper() and len(upper) == 1 else lower


_SPACED_LETTERS = re.compile(
    r"(?<![^\W_])[^\W\d_](?:[ ._*/|~\-]{1,3}[^\W\d_](?![^\W_])){2,}"
)
_INSIDE_WORD = re.compile(r"(?<=[a-zåäö])[._*'|~+\-]{1,2}(?=[a-zåäö])")
_STRETCHED = re.compile(r"([a-zåäö])\1{2,}")


def squeeze(folded: Folded) -> Folded | None:
    """The text with "m ö r k", "mö-rk" and "möööörk" drawn together; else nothing."""
    dropped: set[int] = set()
    for run in _SPACED_LETTERS.finditer(folded.text):
        dropped |= {i for i in range(*run.span()) if not folded.text[i].isalpha()}
    for gap in _INSIDE_WORD.finditer(folded.text):
        dropped |= set(range(*gap.span()))
    for run in _STRETCHED.finditer(folded.text):
        dropped |= set(range(run.start() + 1, run.end()))
    if not dropped:
        return None
    return folded.keep(i for i in range(len(folded.text)) if i not in dropped)


_STORED_CONTROL = {"Cc", "Cf", "Cs", "Co", "Cn"}


def normalise_text(text: str) -> str:
    """The text as it's stored: composed letters, no controls, calm spacing."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (
        c if c == "\n" else " " if c.isspace() else c
        for c in lines
        if c.isspace() or unicodedata.category(c) not in _STORED_CONTROL
    )
    calm = re.sub(r" {2,}", " ", "".join(kept))
    return re.sub(r" ?(?:\n ?)+", "\n", calm).strip()
