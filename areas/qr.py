"""QR codes as drawings: one path, no style, no script."""

from __future__ import annotations

from typing import NamedTuple

import segno
from django.conf import settings

QUIET = 4  # fields of quiet zone round the code


class Code(NamedTuple):
    """A QR code's drawing: the side of its box and the path of its dark fields."""

    side: int
    path: str


def code_for(path: str) -> Code:
    """The code of an address on this site."""
    rows = list(segno.make(settings.SITE_URL + path, error="m", micro=False).matrix)
    drawn = [
        f"M{x + QUIET} {y + QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    ]
    return Code(len(rows) + 2 * QUIET, "".join(drawn))


def shown(path: str) -> str:
    """The address without "https://", as people type it."""
    return str(settings.SITE_URL).split("://", 1)[-1] + path
