"""The names in a shapefile's .dbf table; a broken table only means no names."""

from __future__ import annotations

import codecs
import re
import struct

from .words import name_field

# .cpg files and the language byte name code pages in many ways.
PAGES = {
    "utf8": "utf-8",
    "65001": "utf-8",
    "latin1": "cp1252",
    "88591": "cp1252",
    "iso88591": "cp1252",
    "1252": "cp1252",
    "ansi1252": "cp1252",
    "cp1252": "cp1252",
    "windows1252": "cp1252",
    "850": "cp850",
    "oem850": "cp850",
    "437": "cp437",
}
LANGUAGES = {0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x57: "cp1252"}
HEADER, DESCRIPTOR = 32, 32


def names(data: bytes, cpg: bytes | None, *, wanted: str = "") -> list[str]:
    """A name for each row, in order; empty where there is none."""
    try:
        return _names(data, cpg, wanted)
    except (struct.error, IndexError, ValueError):
        return []


def _names(data: bytes, cpg: bytes | None, wanted: str) -> list[str]:
    count, start, width = struct.unpack_from("<IHH", data, 4)
    fields = _fields(data, start)
    key = name_field(fields, wanted)
    if key is None or width == 0:
        return []
    at, length = fields[key]
    rows = min(count, (len(data) - start) // width)
    cells = [
        data[p : p + length] for p in range(start + at, start + rows * width, width)
    ]
    encoding = _encoding(cells, cpg, data[29])
    return [_text(cell, encoding) for cell in cells]


def _fields(data: bytes, start: int) -> dict[str, tuple[int, int]]:
    """Offset and length in a row, by the field's name."""
    fields: dict[str, tuple[int, int]] = {}
    offset = 1  # a row begins with its deletion mark
    for at in range(HEADER, min(start, len(data)) - DESCRIPTOR + 1, DESCRIPTOR):
        if data[at] == 0x0D:  # noqa: PLR2004 - the end of the descriptors
            break
        raw = data[at : at + 11].split(b"\0")[0]
        name = raw.decode("utf-8", "replace") if _is_utf8(raw) else raw.decode("cp1252")
        length = data[at + 16]
        fields.setdefault(name, (offset, length))
        offset += length
    return fields


def _encoding(cells: list[bytes], cpg: bytes | None, language: int) -> str:
    """What the file says, if its bytes agree; else UTF-8 or Windows' Latin-1."""
    said = re.sub(
        r"[^a-z0-9]", "", (cpg or b"")[:40].decode("ascii", "replace").lower()
    )
    encoding = PAGES.get(said) or ("" if said else LANGUAGES.get(language, ""))
    if encoding and encoding != "utf-8":
        return codecs.lookup(encoding).name
    return "utf-8" if all(_is_utf8(cell) for cell in cells) else "cp1252"


def _is_utf8(raw: bytes) -> bool:
    """A field's last letter may be cut in the middle of its bytes."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(raw.rstrip(b" \0"))
    except UnicodeDecodeError:
        return False
    return True


def _text(cell: bytes, encoding: str) -> str:
    return cell.split(b"\0")[0].decode(encoding, "ignore").strip()
