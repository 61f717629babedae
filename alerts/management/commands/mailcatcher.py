"""`manage.py mailcatcher`: the demo's relay, which keeps letters instead of sending."""

import asyncio
import secrets
import signal
import time
from argparse import ArgumentParser
from itertools import count
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.management.base import BaseCommand

from alerts import catcher

TIDY_EVERY = 100  # letters


class Shelf:
    """Puts each letter in a file of its own per recipient; the oldest give way."""

    def __init__(self, place: Path, *, most: int = catcher.MOST) -> None:
        self._place = place
        self._most = most
        self._count = count(1)
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in place.glob("*.part"):  # of a catcher that was killed
            left.unlink(missing_ok=True)
        self._tidy()

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """aiosmtpd's hook: called for each letter, before it is answered."""
        letter = envelope.content
        if isinstance(letter, str):
            letter = letter.encode("utf-8", "surrogateescape")
        for recipient in envelope.rcpt_tos:
            self._keep(recipient, letter or b"")
        return "250 Kept"

    def _keep(self, recipient: str, letter: bytes) -> None:
        name = f"{time.time_ns():020d}-{secrets.token_hex(8)}"
        part = self._place / f"{name}.part"
        to = recipient.encode("utf-8", "replace")
        part.write_bytes(b"%b%b\r\n%b" % (catcher.MARK, to, letter))
        part.rename(part.with_suffix(".eml"))
        if next(self._count) % TIDY_EVERY == 0:
            self._tidy()

    def _tidy(self) -> None:
        for path in catcher.newest(self._place)[self._most :]:
            path.unlink(missing_ok=True)


class Command(BaseCommand):
    help = "A relay for the demo: keeps letters as files, sends nothing anywhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=0, help="0: any free port")
        parser.add_argument("--dir", type=Path, help="default: RUN_DIR/post")

    def handle(self, *_args: Any, **options: Any) -> None:
        asyncio.run(self._serve(options["port"], options["dir"] or catcher.folder()))

    async def _serve(self, port: int, place: Path) -> None:
        shelf, loop, told = Shelf(place), asyncio.get_running_loop(), asyncio.Event()
        for kind in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(kind, told.set)

        def talk() -> SMTP:
            limit = catcher.LARGEST
            return SMTP(shelf, hostname="post", data_size_limit=limit, loop=loop)

        server = await loop.create_server(talk, "127.0.0.1", port)
        self.stdout.write(f"listening on {server.sockets[0].getsockname()[1]}")
        self.stdout.flush()
        await told.wait()
        server.close()
