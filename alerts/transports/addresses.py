"""E-mail addresses as they stand on the wire, and signed ones for what comes back."""

import base64
import hmac
import re

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9-]{1,63}", re.IGNORECASE
)
_PLAIN = re.compile(rf"{_LOCAL.pattern}@{_DOMAIN.pattern}", re.IGNORECASE)
_RETURN = re.compile(r"bounce\+([0-9]{1,19})-([a-z2-7]{16})@")
LONGEST = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets


def wire_address(address: str) -> bytes | None:
    """The address in ASCII, or None if no relay can be given it.

    Only plain addresses pass: no quotes, comments, blanks or line ends, so nothing in
    one can become a command or a header. A domain with letters like å turns into its
    IDNA form; a local part with them would need SMTPUTF8, which few relays take.
    """
    if len(address) > LONGEST:
        return None
    if _PLAIN.fullmatch(address):
        return address.encode("ascii")
    local, _, domain = address.rpartition("@")
    if not _LOCAL.fullmatch(local):
        return None
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if not _DOMAIN.fullmatch(ascii_domain):
        return None
    return f"{local}@{ascii_domain}".encode("ascii")


def signature(key: int, secret: bytes, purpose: bytes) -> str:
    """Sixteen letters (80 bits) that only we can make for this key and purpose.

    Lower case only: relays on the way back may change the case of a local part.
    """
    digest = hmac.digest(secret, b"%b:%d" % (purpose, key), "sha256")
    return base64.b32encode(digest[:10]).decode("ascii").lower()


def return_path(key: int, secret: bytes, domain: str) -> str:
    """The envelope sender of delivery `key`: a bounce to it names its delivery."""
    return f"bounce+{key}-{signature(key, secret, b'bounce')}@{domain}"


def read_return_path(address: str, secret: bytes) -> int | None:
    """The delivery that a bounce to `address` is about; None if we never signed it."""
    found = _RETURN.match(address.strip().strip("<>").lower())
    if found is None:
        return None
    key = int(found[1])
    real = signature(key, secret, b"bounce")
    return key if hmac.compare_digest(real, found[2]) else None
