"""Who we are, to push services (RFC 8292): a token per service, signed with our key."""

import json
import time
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from .rfc8291 import decode, encode, point

LIFE = 12 * 3600  # seconds; RFC 8292 allows 24 hours
RENEWAL = 3600  # seconds before the end


def new_key() -> str:
    """A new private key for the settings, base64url."""
    secret = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return encode(secret.to_bytes(32, "big"))


class Vapid:
    """Signs for one key and contact (`mailto:` or `https:`); keeps each token.

    The public key is what browsers subscribe with (`applicationServerKey`): changing
    the key ends all subscriptions.
    """

    def __init__(
        self, private_key: str, contact: str, *, clock: Callable[[], float] = time.time
    ) -> None:
        number = int.from_bytes(decode(private_key), "big")
        self._key = ec.derive_private_key(number, ec.SECP256R1())
        self._contact = contact
        self._clock = clock
        self._kept: dict[str, tuple[str, float]] = {}
        self.public_key = encode(point(self._key))

    def header(self, origin: str) -> str:
        """The Authorization header for the push service at this origin."""
        now = self._clock()
        kept = self._kept.get(origin)
        if kept is None or kept[1] < now + RENEWAL:
            if len(self._kept) > 1000:  # noqa: PLR2004 - hosts of a "*." entry
                self._kept.clear()
            kept = self._sign(origin, int(now) + LIFE), now + LIFE
            self._kept[origin] = kept
        return kept[0]

    def _sign(self, origin: str, expires: int) -> str:
        claims = {"aud": origin, "exp": expires, "sub": self._contact}
        head = encode(b'{"typ":"JWT","alg":"ES256"}')
        said = f"{head}.{encode(json.dumps(claims).encode())}"
        signed = self._key.sign(said.encode("ascii"), ec.ECDSA(hashes.SHA256()))
        r, s = utils.decode_dss_signature(signed)
        proof = encode(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
        return f"Authorization: vapid t={said}.{proof}, k={self.public_key}"
