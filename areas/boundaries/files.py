"""A file on an operator's own disk, as bytes for the sandbox."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from .plain import Unreadable
from .readers.recognize import SIDES
from .readers.shapefile import MAGIC


def load(path: str, *, most: int) -> bytes:
    """The file's bytes; a lone .shp takes the files beside it along, as a zip would."""
    file = Path(path)
    data = _bytes(file, most)
    if not data.startswith(MAGIC):
        return data
    parts = {side.name: _bytes(side, most) for side in _beside(file)}
    if sum(len(part) for part in parts.values()) > most:
        raise Unreadable("too_large", most=most // 1_000_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def _beside(file: Path) -> list[Path]:
    """The parts of a shapefile in its folder, itself among them."""
    stem = file.stem.casefold()
    try:
        return sorted(
            other
            for other in file.parent.iterdir()
            if other.stem.casefold() == stem and other.suffix.lower() in SIDES
        )
    except OSError:
        return [file]


def _bytes(file: Path, most: int) -> bytes:
    """At most one byte more than is allowed: the sandbox says that it is too much."""
    try:
        if file.is_dir():
            raise Unreadable("not_a_file", path=str(file))
        if not file.exists():
            raise Unreadable("no_such_file", path=str(file))
        if not file.is_file():  # a pipe or a device could go on for ever
            raise Unreadable("may_not_read", path=str(file))
        with file.open("rb") as opened:
            return opened.read(most + 1)
    except (OSError, ValueError) as error:
        raise Unreadable("may_not_read", path=str(file)) from error
