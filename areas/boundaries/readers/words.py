"""Text of unknown encoding, and names among a feature's properties."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Mapping
from typing import Any

from areas.boundaries.plain import Unreadable, tidy

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Where a name is looked for, best first; compared without case.
NAME_FIELDS = (
    "namn",
    "name",
    "områdesnamn",
    "omradesnamn",
    "omr_namn",
    "område",
    "omrade",
    "regsonamn",
    "kommunnamn",
    "benamning",
    "benämning",
    "beteckning",
    "label",
    "title",
    "titel",
)


def decode(data: bytes) -> str:
    """The text of a file: by its mark, else UTF-8, else Windows' Latin-1."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("not_text") from error


def name_field(names: Iterable[str], wanted: str = "") -> str | None:
    """The field that holds the name; Unreadable when there is none as asked for."""
    by_folded = {str(name).casefold(): str(name) for name in names}
    if wanted:
        if wanted.casefold() not in by_folded:
            there = ", ".join(tidy(name) for name in list(by_folded.values())[:12])
            raise Unreadable("no_such_field", field=tidy(wanted), there=there or "–")
        return by_folded[wanted.casefold()]
    return next((by_folded[n] for n in NAME_FIELDS if n in by_folded), None)


def name_among(properties: Mapping[str, Any], wanted: str = "") -> str:
    """A feature's name; empty when it has none."""
    folded = {str(key).casefold(): value for key, value in properties.items()}
    for key in (wanted.casefold(),) if wanted else NAME_FIELDS:
        if name := tidy(folded.get(key)):
            return name
    return ""
