"""Keyed hashes: what a stolen database cannot be asked (decision 39).

The key is settings.FIELD_KEYS, outside the database; new rows use the newest one, and
questions try them all, so that a key can be changed without losing a kit.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from areas.models import Household


def _digest(key: str, what: str, value: str) -> str:
    # Each use has its own key, so that no hash of one kind answers for another.
    own_key = hmac.digest(key.encode(), f"marking.{what}".encode(), hashlib.sha256)
    return hmac.new(own_key, value.encode(), hashlib.sha256).hexdigest()


def _all(what: str, value: str) -> list[str]:
    return [_digest(key, what, value) for key in settings.FIELD_KEYS]


def of_holder(household: Household) -> str:
    """What a kit keeps of the household that has it."""
    return _digest(settings.FIELD_KEYS[0], "holder", str(household.pk))


def holder_hashes(household: Household) -> list[str]:
    """The household's hash under every key, newest first."""
    return _all("holder", str(household.pk))


def of_code(code: str) -> str:
    """What a kit keeps of its bottle's code, already in its plain form."""
    return _digest(settings.FIELD_KEYS[0], "code", code)


def code_hashes(code: str) -> list[str]:
    """The code's hash under every key, newest first."""
    return _all("code", code)


def households_by_hash(ids: Iterable[int]) -> dict[str, int]:
    """Hash → household id: the only way from a kit to its household."""
    return {digest: pk for pk in ids for digest in _all("holder", str(pk))}


def once_key(*parts: object) -> str:
    """A key for a notice that is told once, and says neither kit nor household."""
    return _digest(settings.FIELD_KEYS[0], "once", ":".join(map(str, parts)))
