"""pywebpush: a call for each subscription, bare and with a shared session.

python -m alerts.bench.peers.webpush COUNT URL
"""

import json
import sys
import time
from collections.abc import Callable

import pywebpush
import requests
from cryptography.hazmat.primitives.asymmetric import ec

from alerts.transports.rfc8291 import encode, point
from alerts.transports.vapid import new_key

DATA = json.dumps({"title": "Inbrott i natt – Björkvägen", "body": "x" * 200})


def main(count: int, url: str) -> None:
    key = new_key()
    keys = {
        "p256dh": encode(point(ec.generate_private_key(ec.SECP256R1()))),
        "auth": encode(b"sixteen letters!"),
    }

    def push(number: int, session: requests.Session | None) -> None:
        pywebpush.webpush(
            {"endpoint": f"{url}/{number}", "keys": keys},
            DATA,
            vapid_private_key=key,
            vapid_claims={"sub": "mailto:drift@grannar.example"},
            ttl=3600,
            requests_session=session,
        )

    session = requests.Session()
    told = {
        "loop": _rate(count, lambda number: push(number, None)),
        "session": _rate(count, lambda number: push(number, session)),
    }
    print(json.dumps(told))  # noqa: T201


def _rate(count: int, act: Callable[[int], None]) -> float:
    act(0)
    begun = time.perf_counter()
    for number in range(count):
        act(number)
    return count / (time.perf_counter() - begun)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
