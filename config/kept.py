"""Keys that an installation makes for itself and keeps in its run folder."""

import base64
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec


def kept_push_key(file: Path) -> str:
    """The private P-256 key in this file, base64url; made at the first call.

    Two processes that begin at once end with the same key: the first link wins.
    """
    if not file.exists():
        _keep(file, _new_key())
    return file.read_text("ascii").strip()


def _new_key() -> str:
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def _keep(file: Path, key: str) -> None:
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
        out.write(f"{key}\n")
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
