"""manage.py import_households: the register of a municipality's households."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from areas import register
from areas.boundaries.files import load
from areas.boundaries.plain import Unreadable
from areas.boundaries.sentences import sentence_of
from areas.exceptions import Refused
from areas.services.registers import Kept, import_households

from .import_areas import database_trouble, get_municipality, survive_any_letters

MOST_SHOWN = 50  # bad rows in plain text; --json has them all


class Command(BaseCommand):
    """Adds and changes households; rows that can't be used are listed by line."""

    help = "Reads households from a CSV file and places them in areas by their point."

    requires_system_checks = [Tags.database]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.csv", nargs="?", default="")
        parser.add_argument("--municipality", metavar="CODE", default="")
        parser.add_argument("--dry-run", action="store_true", help="change nothing")
        parser.add_argument("--json", action="store_true", help="print one object")

    def handle(self, *_args: Any, **options: Any) -> None:
        survive_any_letters()
        report: dict[str, Any] = {"file": options["file"], **_told(Kept())}
        report["error"] = None
        try:
            report |= _told(_import(options))
        except Unreadable as refusal:
            report["error"] = sentence_of(refusal)
        except Refused as refusal:
            report["error"] = refusal.sentence
        except DatabaseError as error:
            report["error"] = database_trouble(error)
        self._say(report, as_json=options["json"])
        if report["error"] or report["refused"]:
            sys.exit(1)

    def _say(self, report: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report))
            return
        for one in report["refused"][:MOST_SHOWN]:
            self.stderr.write(f"{one['row']}. {one['id']}: {one['reason']}")
        if report["error"]:
            self.stderr.write(report["error"])
            return
        numbers = {k: v for k, v in report.items() if isinstance(v, int)}
        numbers |= {k: len(report[k]) for k in ("refused", "to_ask")}
        self.stdout.write(
            _(
                "%(rows)s rows: %(new)s new, %(changed)s changed, %(unchanged)s as "
                "before, %(refused)s refused. %(placed)s placed in an area, %(to_ask)s "
                "to ask, %(missing)s no longer in the register."
            )
            % numbers
        )


def _import(options: dict[str, Any]) -> Kept:
    data = load(options["file"], most=register.LARGEST)
    municipality = get_municipality(str(options["municipality"]))
    rows = register.read(data)
    return import_households(rows, municipality, dry_run=options["dry_run"])


def _told(kept: Kept) -> dict[str, Any]:
    return {
        "rows": kept.rows,
        "new": kept.new,
        "changed": kept.changed,
        "unchanged": kept.unchanged,
        "missing": kept.missing,
        "refused": [
            {"row": one.row, "id": one.external_id, "reason": one.reason}
            for one in kept.refused
        ],
        "placed": len(kept.placing.placed),
        "to_ask": kept.placing.to_ask,
    }
