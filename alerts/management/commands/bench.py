"""`manage.py bench`: figures beside the limit and a peer, in one run."""

import json
import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from alerts.bench import databases, fanout, ours, spatial
from alerts.bench.faults import BenchError

CHANNELS = ("email", "push", "sms")


class Command(BaseCommand):
    help = "Measures the fan-out or the map, and prints one JSON object."
    requires_system_checks: list[str] = []  # the scratch database's are not ours

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        fan = what.add_parser(
            "fanout", help="an alert to N people, with limit and peer"
        )
        fan.add_argument("--recipients", type=int, default=10_000)
        fan.add_argument("--channel", choices=CHANNELS, default="email")
        fan.add_argument("--postgres", action="store_true", help="a PostGIS of its own")
        fan.add_argument("--json", action="store_true", help="one object, on one line")
        place = what.add_parser("spatial", help="point to area, polygon to households")
        place.add_argument(
            "--small", action="store_true", help="a hundredth of the size"
        )
        place.add_argument(
            "--postgres", action="store_true", help="a PostGIS of its own"
        )
        place.add_argument(
            "--json", action="store_true", help="one object, on one line"
        )
        asked = what.add_parser("map", help="a step of spatial")
        asked.add_argument("--small", action="store_true")
        seed = what.add_parser("seed", help="a step of fanout")
        seed.add_argument("--recipients", type=int, required=True)
        seed.add_argument("--channel", choices=CHANNELS, required=True)
        seed.add_argument("--push", default="")
        send = what.add_parser("send", help="a step of fanout")
        send.add_argument("--recipients", type=int, required=True)
        send.add_argument("--worker", type=int, required=True)

        alert = what.add_parser("alert", help="a step of soak")
        alert.add_argument("--area", required=True)
        what.add_parser("rows", help="a step of soak")
        what.add_parser("cut", help="a step of soak")

    def handle(self, *_args: Any, what: str, **options: Any) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends its children
        try:
            getattr(self, what)(**options)
        except (BenchError, DatabaseError, OSError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped.") from None

    def fanout(
        self, *, recipients: int, channel: str, postgres: bool, json: bool, **_: Any
    ) -> None:
        """Limit, peer and ours, on a stage of their own."""
        if recipients < 1:
            raise CommandError("--recipients must be at least 1.")
        database = databases.chosen(postgres=postgres)
        found = fanout.run(recipients, channel, database=database, say=fanout.warn)
        self.tell(found, on_one_line=json)

    def spatial(self, *, small: bool, postgres: bool, json: bool, **_: Any) -> None:
        """The map's questions, on a stage of their own."""
        database = databases.chosen(postgres=postgres)
        found = spatial.run(small=small, database=database, say=fanout.warn)
        self.tell(found, on_one_line=json)

    def map(self, *, small: bool, **_: Any) -> None:
        """Fills the scratch database and asks."""
        self.tell(spatial.measure(small=small), on_one_line=True)

    def seed(self, *, recipients: int, channel: str, push: str, **_: Any) -> None:
        """Fills the scratch database."""
        ours.seed(recipients, channel, push=push)

    def send(self, *, recipients: int, worker: int, **_: Any) -> None:
        """Sends the alert and waits for its end."""
        self.tell(ours.measure(recipients, worker=worker), on_one_line=True)

    def alert(self, *, area: str, **_: Any) -> None:
        """One more, whatever was sent before."""
        ours.send(area, "burglary", timing="ongoing", is_new_event=True)

    def rows(self, **_: Any) -> None:
        """How the rows stand."""
        self.tell(ours.rows(), on_one_line=True)

    def cut(self, **_: Any) -> None:
        """Disturbs whoever uses the database."""
        ours.cut()

    def tell(self, found: dict[str, Any], *, on_one_line: bool) -> None:
        self.stdout.write(json.dumps(found, indent=None if on_one_line else 2))
