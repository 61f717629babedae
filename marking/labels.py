"""QR codes as drawings: one path, no style, no script."""

from __future__ import annotations

from typing import NamedTuple

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from .models import Kit


class Code(NamedTuple):
    """A QR code's drawing: the side of its box and the path of its dark fields."""

    side: int
    path: str


class Label(NamedTuple):
    """What stands on one box."""

    number: str
    code: Code


def code_for(path: str) -> Code:
    """The code of an address on this site, with the quiet zone of four fields."""
    quiet = 4
    rows = list(segno.make(settings.SITE_URL + path, error="m", micro=False).matrix)
    drawn = [
        f"M{x + quiet} {y + quiet}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    ]
    return Code(len(rows) + 2 * quiet, "".join(drawn))


def shown(path: str) -> str:
    """The address without "https://", as people type it."""
    return str(settings.SITE_URL).split("://", 1)[-1] + path


def label(kit: Kit) -> Label:
    """The label of one kit; its code leads to /m/<number>/, in Swedish."""
    with translation.override("sv"):
        path = reverse("marking:kit-code", args=[kit.number])
    return Label(kit.shown_number, code_for(path))
