"""`manage.py deliver`: the same loop without Celery or Redis."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections

from alerts import delivery, sweeping

SILENT_SECONDS = 15  # decision 31


class Command(BaseCommand):
    help = "Sends what is due. --standby only while sweep or workers are silent."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--standby", action="store_true")
        parser.add_argument("--once", action="store_true", help="until nothing is due")

    def handle(self, *_args: Any, standby: bool, once: bool, **_options: Any) -> None:
        stopped = threading.Event()
        if threading.current_thread() is threading.main_thread():
            for kind in (signal.SIGTERM, signal.SIGINT):
                signal.signal(kind, lambda *_: stopped.set())
        while not stopped.is_set():
            ran = self.turn(standby=standby)
            if once and not ran:
                return
            if not ran:
                stopped.wait(1)

    def turn(self, *, standby: bool) -> int:
        """One look at the queue; gives the number of chunks run."""
        close_old_connections()
        try:
            if standby:
                sweeping.beat("standby")
                if not is_needed():
                    return 0
            sweeping.open_due_notices()
            return delivery.run_due(seconds=10)
        except OperationalError as error:
            self.stderr.write(f"the database is away: {error}")
            return 0


def is_needed() -> bool:
    """Sweep silent or due work untouched: Redis, beat or the workers are out."""
    age = sweeping.age_of("sweep")
    silent = age is None or age > SILENT_SECONDS
    return silent or sweeping.oldest_due_seconds() > SILENT_SECONDS
