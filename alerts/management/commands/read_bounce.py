"""Reads one returned e-mail from standard input, as a mail server pipes it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from alerts.bounces import LONGEST, read_bounce
from alerts.outbox import receipts


class Command(BaseCommand):
    """For example in Postfix: a transport with `pipe` to this command."""

    help = "Notes an e-mail that came back: read_bounce [--to ADDRESS] < message"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", default="", help="the envelope's recipient")

    def handle(self, *_args: Any, **options: Any) -> None:
        bounce = read_bounce(sys.stdin.buffer.read(LONGEST), to=options["to"])
        if bounce is None:
            self.stdout.write("not ours")
            return
        if bounce.said == "bounced":
            receipts.settle_bounced(bounce.delivery, code=bounce.code)
        elif bounce.said == "complaint":
            receipts.settle_complaint(bounce.delivery)
        self.stdout.write(bounce.said)
