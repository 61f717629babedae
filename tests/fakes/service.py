"""A listening socket with a thread per connection, and the ways to misbehave."""

import argparse
import contextlib
import json
import signal
import socket
import threading


class Service:
    """Calls `serve(connection)` in a thread for each connection until it is left.

    A context manager; `port` is known once it is made.
    """

    def __init__(self, port=0):
        self._socket = socket.create_server(("127.0.0.1", port), backlog=256)
        self.port = self._socket.getsockname()[1]
        self.leaving = threading.Event()
        self._connections = set()
        self.connections_made = 0

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.leaving.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in list(self._connections):
            hang_up(connection)

    def _accept(self):
        while not self.leaving.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections_made += 1
            self._connections.add(connection)
            threading.Thread(target=self._run, args=[connection], daemon=True).start()

    def _run(self, connection):
        try:
            self.serve(connection)
        except (OSError, EOFError, ValueError):
            pass  # the other side went away, or we did
        finally:
            self._connections.discard(connection)
            hang_up(connection)

    def hang(self):
        """Says nothing until the fake is left."""
        self.leaving.wait()
        raise EOFError

    def drip(self, write, data, every=0.01):
        """One byte at a time."""
        for byte in data:
            write(bytes([byte]))
            if self.leaving.wait(every):
                raise EOFError


def hang_up(connection):
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def arguments(description):
    """The command line that every fake understands."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--record", help="file for one JSON line per accepted message")
    return parser


def run_until_told(service, **facts):
    """Prints one JSON line with the port, then serves until SIGTERM or Ctrl+C."""
    told = threading.Event()
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, lambda *_: told.set())
    with service:
        print(json.dumps({"port": service.port, **facts}), flush=True)  # noqa: T201
        told.wait()
