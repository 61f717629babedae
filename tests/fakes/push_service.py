"""A push service that opens what it is sent, or does what the endpoint asks for.

Endpoints are `https://push.test:PORT/<deed>/<anything>`; deeds: `201` or any other
status, `429-patience`, `429-date`, `429-forever` (Retry-After), `307-redirect`,
`201-huge`, `201-endless`, `201-bomb`, `hang`, `close`, `201-drip`, `201-crawl`.
A `topic` replaces what was kept under it for the same endpoint, as a real one does.

As a process:  python -m tests.fakes.push_service --port 0 --record FILE --dir FOLDER
It prints what a sender needs: port, certificate, the entry for PUSH_HOSTS, and the
keys that go with every endpoint.
"""

import base64
import json
import os
import tempfile
import time
from pathlib import Path

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .certificates import make_certificate
from .record import Record
from .service import arguments, run_until_told
from .web import WebService

HOST = "push.test"


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class PushService(WebService):
    """`messages` are dicts: path, text, key (from the text), headers, claims, at."""

    def __init__(self, port=0, *, folder=None, record=None, keep=True, delay=0):
        self._own = None if folder else tempfile.TemporaryDirectory()
        tls = make_certificate(Path(folder or self._own.name), HOST)
        super().__init__(port, tls=tls)
        self.ca_file = tls[0]
        self.record = Record(record)
        self.keep, self.delay = keep, delay
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)

    def __exit__(self, *_):
        super().__exit__()
        if self._own:
            self._own.cleanup()

    @property
    def messages(self):
        return self.record.entries

    @property
    def pin(self):
        """The entry for PUSH_HOSTS."""
        return f"{HOST}:{self.port}=127.0.0.1"

    @property
    def keys(self):
        point = self.key.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        return {"p256dh": base64url(point), "auth": base64url(self.auth)}

    def endpoint(self, deed="201", name="bo"):
        return f"https://{HOST}:{self.port}/{deed}/{name}"

    def subscription(self, deed="201", name="bo"):
        """As a browser gives it."""
        return {"endpoint": self.endpoint(deed, name), "keys": self.keys}

    def answer(self, path, headers, body):
        deed = path.split("/")[1]
        status, _, rest = deed.partition("-")
        if not status.isdigit():
            status, rest = "201", deed
        if status in ("201", "202"):
            self._keep(path, headers, body)
        self.leaving.wait(self.delay)
        return rest or "plain", status

    def _keep(self, path, headers, body):
        text = http_ece.decrypt(
            body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"
        ).decode()
        entry = {
            "path": path,
            "text": text,
            "key": _key(text),
            "headers": headers,
            "claims": claims_of(headers["authorization"]),
            "at": time.time(),
        }
        self.record.add(entry, kept=self.keep)


def _key(text):
    try:
        return json.loads(text).get("key")
    except (ValueError, AttributeError):
        return None


def claims_of(authorization):
    """The claims of a VAPID header; raises unless its signature is right."""
    kind, _, rest = authorization.partition(" ")
    assert kind == "vapid"
    fields = dict(part.strip().split("=", 1) for part in rest.split(","))
    said, _, proof = fields["t"].rpartition(".")
    raw = from_base64url(proof)
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    public = ec.EllipticCurvePublicKey.from_encoded_point(
        ec.SECP256R1(), from_base64url(fields["k"])
    )
    signature = utils.encode_dss_signature(r, s)
    public.verify(signature, said.encode(), ec.ECDSA(SHA256()))
    return json.loads(from_base64url(said.partition(".")[2]))


if __name__ == "__main__":
    parser = arguments(__doc__)
    parser.add_argument("--dir", help="folder for the certificate")
    parser.add_argument("--delay", type=float, default=0, help="seconds per answer")
    given = parser.parse_args()
    service = PushService(
        given.port,
        folder=given.dir,
        record=given.record,
        keep=False,
        delay=given.delay,
    )
    run_until_told(
        service, ca_file=service.ca_file, hosts=service.pin, keys=service.keys
    )
