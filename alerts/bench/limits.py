"""What this machine could do at most, measured in the same run."""

from __future__ import annotations

import selectors
import socket
import time

from cryptography.hazmat.primitives.asymmetric import ec

from alerts.transports.rfc8291 import encode, encrypt, point, receiver

from .stage import Stage, program

LETTER = 3000  # bytes
AT_ONCE = 16  # connections of the raw sockets


def smtp_source(stage: Stage, port: int, count: int) -> float:
    """Postfix's own load generator: letters a second over four connections."""
    tool = program("smtp-source", "postfix")
    begun = time.perf_counter()
    words = ("-s", 4, "-m", count, "-l", LETTER, "-d", f"127.0.0.1:{port}")
    stage.run(tool, *words)
    return count / (time.perf_counter() - begun)


def encryption(count: int) -> float:
    """RFC 8291 alone, on one core."""
    keys = ec.generate_private_key(ec.SECP256R1())
    p256dh, auth = encode(point(keys)), encode(b"sixteen letters!")
    text = b"x" * 300
    encrypt(text, receiver(p256dh, auth))
    begun = time.perf_counter()
    for _ in range(count):
        encrypt(text, receiver(p256dh, auth))
    return count / (time.perf_counter() - begun)


def raw_posts(port: int, count: int) -> float:
    """A form like an SMS's over raw sockets; what the answers say is not read."""
    body = b"from=Grannar&to=%2B46701234567&message=" + b"x" * 120
    request = (
        b"POST /a1/sms HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\n%b"
    ) % (len(body), body)
    begun = time.perf_counter()
    _post_all(port, request, count)
    return count / (time.perf_counter() - begun)


def _post_all(port: int, request: bytes, count: int) -> None:
    with selectors.DefaultSelector() as selector:
        sent = 0
        for _ in range(min(AT_ONCE, count)):
            line = socket.create_connection(("127.0.0.1", port))
            line.sendall(request)
            sent += 1
            selector.register(line, selectors.EVENT_READ)
        heard = 0
        while heard < count:
            for key, _ in selector.select():
                line = key.fileobj  # type: ignore[assignment]
                line.recv(65536)
                heard += 1
                if sent < count:
                    line.sendall(request)
                    sent += 1
        for key in list(selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
