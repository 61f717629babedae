"""`manage.py soak --minutes N`: alerts go out while things break; then a table."""

import random
import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from alerts.bench import databases, fanout, soak
from alerts.bench.faults import BenchError


class Command(BaseCommand):
    help = "Sends alerts while parts are killed, frozen and emptied; counts at the end."
    requires_system_checks: list[str] = []  # the scratch database's are not ours

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--minutes", type=float, default=10)
        parser.add_argument("--seed", type=int, help="repeats the faults of a run")
        parser.add_argument("--postgres", action="store_true", help="its own PostGIS")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = self._soak(**options)
        for name, value in found.items():
            self.stdout.write(f"{name:<22}{value}")
        if found["missed"] or found["rows open"]:
            raise CommandError("Somebody was missed, or a row is still open.")
        self.stdout.write(self.style.SUCCESS("Nobody was missed."))

    def _soak(
        self, *, minutes: float, seed: int | None, postgres: bool, **_: Any
    ) -> dict[str, Any]:
        database = databases.chosen(postgres=postgres)
        number = random.randrange(10_000) if seed is None else seed  # noqa: S311
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends its children
        try:
            return soak.run(minutes, database=database, say=fanout.warn, seed=number)
        except (BenchError, DatabaseError, OSError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped.") from None
