"""Codes that people type, and keyed hashes of them: a stolen database opens nothing."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from django.conf import settings

# Crockford's alphabet has no I, L, O or U; those typed by mistake are understood.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("ILO", "110", " -–.")


def new_code(length: int) -> str:
    """So many signs of five bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def tidy_code(text: str) -> str:
    """What was meant: capitals, without spaces and dashes, O read as 0."""
    return text.upper().translate(MISREAD)


def keyed_hash(purpose: str, text: str) -> str:
    """The hash under the newest key."""
    return _hashes(purpose, text)[0]


def matches(purpose: str, text: str, known: str) -> bool:
    """Whether the hash belongs to the text, under any key still in use."""
    return any(hmac.compare_digest(one, known) for one in _hashes(purpose, text))


def _hashes(purpose: str, text: str) -> list[str]:
    said = f"{purpose}:{text}".encode()
    keys = [str(key).encode() for key in settings.FIELD_KEYS]
    return [hmac.new(key, said, sha256).hexdigest() for key in keys]
