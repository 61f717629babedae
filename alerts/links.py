"""Links in messages: each delivery's own token opens that alert and no more.

The token is the delivery's id and a keyed hash of it: 128 bits in e-mail and push,
60 bits and a rate limit in SMS (decision 43). Nothing is stored, so a stolen table of
deliveries holds no token.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from .models import Delivery
from .transports.addresses import read_return_path, signature

# Crockford's alphabet, lower case: read aloud without mistakes.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
SHORT = 12  # letters, 60 bits
LONGEST_NUMBER = 13  # letters of a 64-bit id
LONGEST_DECIMAL = 18


def _digest(pk: int, key: str) -> bytes:
    return hmac.digest(key.encode(), b"delivery:%d" % pk, "sha256")


def _number(pk: int) -> str:
    letters = ""
    while pk:
        pk, rest = divmod(pk, 32)
        letters = ALPHABET[rest] + letters
    return letters or "0"


def token(pk: int, *, short: bool = False, key: str | None = None) -> str:
    """The token of a delivery: `<id>_<hash>`."""
    digest = _digest(pk, key or settings.FIELD_KEYS[0])
    if short:
        proof = "".join(ALPHABET[byte & 31] for byte in digest[:SHORT])
    else:
        proof = urlsafe_b64encode(digest[:16]).rstrip(b"=").decode()
    return f"{_number(pk)}_{proof}"


def delivery_of(text: str) -> Delivery | None:
    """The delivery that a token belongs to, or None for anything else."""
    number, _, proof = text.partition("_")
    if (
        not text.isascii()
        or not number
        or not proof
        or len(number) > LONGEST_NUMBER
        or set(number) - set(ALPHABET)
    ):
        return None
    pk = 0
    for letter in number:
        pk = pk * 32 + ALPHABET.index(letter)
    short = len(proof) == SHORT
    right = any(
        hmac.compare_digest(token(pk, short=short, key=key), text)
        for key in settings.FIELD_KEYS
    )
    if not right or pk >= 2**63:
        return None
    return Delivery.objects.filter(pk=pk).first()


def receipt(pk: int, *, key: str | None = None) -> str:
    """What a receipt about a text message comes back with: `<id>-<hash>`."""
    secret = (key or settings.FIELD_KEYS[0]).encode()
    return f"{pk}-{signature(pk, secret, b'receipt')}"


def receipted(text: str) -> int | None:
    """The delivery that a receipt is about; None if we never asked for it."""
    number, _, _proof = text.partition("-")
    if not (number.isascii() and number.isdigit()) or len(number) > LONGEST_DECIMAL:
        return None
    pk = int(number)
    keys = settings.FIELD_KEYS
    right = any(hmac.compare_digest(receipt(pk, key=key), text) for key in keys)
    return pk if right else None


def bounced(address: str) -> int | None:
    """The delivery whose return path this address is; None if we never signed it."""
    found = (read_return_path(address, key.encode()) for key in settings.FIELD_KEYS)
    return next((pk for pk in found if pk is not None), None)


def path(name: str, *args: str, language: str = "sv") -> str:
    with override(language):
        return reverse(name, args=args)


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
