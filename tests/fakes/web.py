"""HTTP/1.1 over sockets, just enough to answer well and badly."""

import email.utils
import gzip
import ssl
import time

from .service import Service


class WebService(Service):
    """Calls `answer(request)` for each POST; a request is path, headers and body."""

    def __init__(self, port=0, *, tls=None):
        super().__init__(port)
        self.tls = None
        if tls:
            self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            self.tls.load_cert_chain(*tls)
        self.sent = 0  # bytes of answers that have no end
        self.asked = []  # every path, also of what was not kept

    def serve(self, connection):
        if self.tls:
            connection = self.tls.wrap_socket(connection, server_side=True)
        lines = connection.makefile("rb")
        while first := lines.readline():
            path = first.decode("latin-1").split()[1]
            headers = {}
            while (line := lines.readline().strip()) != b"":
                name, _, value = line.decode("latin-1").partition(":")
                headers[name.lower()] = value.strip()
            body = lines.read(int(headers.get("content-length", 0)))
            self.asked.append(path)
            Reply(self, connection).give(*self.answer(path, headers, body))

    def answer(self, path, headers, body):
        """(deed, status, body): what to say, or how to misbehave."""
        raise NotImplementedError


class Reply:
    """One answer on one connection."""

    def __init__(self, service, connection):
        self.service = service
        self.connection = connection

    def give(self, deed, status, body=b"", **headers):
        getattr(self, f"_{deed}", self._plain)(status, body, headers)

    def _head(self, status, length, headers=()):
        lines = [f"HTTP/1.1 {status} So", f"Content-Length: {length}"]
        lines += [f"{name}: {value}" for name, value in dict(headers).items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def _plain(self, status, body, headers):
        self.connection.sendall(self._head(status, len(body), headers) + body)

    def _hang(self, *_):
        self.service.hang()

    def _close(self, *_):
        raise EOFError

    def _drip(self, status, body, headers):
        self.service.drip(
            self.connection.sendall, self._head(status, len(body), headers) + body
        )

    def _crawl(self, status, body, headers):
        """Slower than anybody waits."""
        self.service.drip(self.connection.sendall, self._head(status, 9), every=5)

    def _patience(self, status, body, headers):
        self._plain(status, body, {"Retry-After": "120"})

    def _date(self, status, body, headers):
        date = email.utils.formatdate(time.time() + 120, usegmt=True)
        self._plain(status, body, {"Retry-After": date})

    def _forever(self, status, body, headers):
        self._plain(status, body, {"Retry-After": "999999"})

    def _redirect(self, status, body, headers):
        here = f"https://push.test:{self.service.port}/stolen"
        self._plain(status, body, {"Location": here})

    def _huge(self, status, body, headers):
        self.connection.sendall(self._head(status, 50_000_000))
        for _ in range(50):
            self.connection.sendall(b"x" * 1_000_000)
            self.service.sent += 1_000_000

    def _endless(self, status, body, headers):
        self.connection.sendall(
            f"HTTP/1.1 {status} So\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        )
        while not self.service.leaving.is_set():
            self.connection.sendall(b"2710\r\n" + b"x" * 10_000 + b"\r\n")
            self.service.sent += 10_000

    def _bomb(self, status, body, headers):
        packed = gzip.compress(b"\0" * 50_000_000, compresslevel=9)
        self._plain(status, packed, {"Content-Encoding": "gzip"})
