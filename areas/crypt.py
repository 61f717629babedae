"""Text that only this installation can read: sealed before it reaches the database."""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(text: str, purpose: str) -> str:
    """The text under the newest key; another purpose can't open it. "" stays ""."""
    return _box(purpose).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str, purpose: str) -> str:
    """The text, opened by any key still in use; "" when its key is gone."""
    if not sealed:
        return ""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def _box(purpose: str) -> MultiFernet:
    return _made(tuple(str(key) for key in settings.FIELD_KEYS), purpose)


@lru_cache(maxsize=16)
def _made(keys: tuple[str, ...], purpose: str) -> MultiFernet:
    return MultiFernet([_fernet(key, purpose) for key in keys])


def _fernet(key: str, purpose: str) -> Fernet:
    """FIELD_KEYS also make keyed hashes; the purpose keeps the two apart."""
    derived = HKDF(
        algorithm=SHA256(), length=32, salt=None, info=f"seal:{purpose}".encode()
    )
    return Fernet(base64.urlsafe_b64encode(derived.derive(key.encode())))
