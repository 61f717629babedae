"""manage.py import_municipality: a municipality with its boundary (decision 47)."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from areas.boundaries.plain import Unreadable
from areas.boundaries.sandbox import Found
from areas.boundaries.sentences import say
from areas.exceptions import Refused
from areas.services.imports import keep_municipality

from .import_areas import (
    database_trouble,
    read_path,
    survive_any_letters,
    with_way_out,
)

CODE_FIELDS = ("kommunkod", "knkod", "kod", "code")
CODE_DIGITS = 4


class Command(BaseCommand):
    """Makes one municipality of a file, or gives it the file's boundary."""

    help = "Makes a municipality, or renews its boundary, from a map file."

    requires_system_checks = [Tags.database]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", nargs="?", default="")
        parser.add_argument("--code", required=True, help="four digits: 1276")
        parser.add_argument("--name", default="", help="when the file has none")
        parser.add_argument("--crs", metavar="EPSG", default="")
        parser.add_argument("--json", action="store_true", help="print one object")

    def handle(self, *_args: Any, **options: Any) -> None:
        survive_any_letters()
        code = str(options["code"])
        report: dict[str, Any] = {"file": options["file"], "code": code, "name": ""}
        report |= {"new": False, "error": None}
        try:
            found = _find(code, options)
            report["name"] = options["name"] or found.name
            report["new"] = _keep(code, report["name"], found)
        except Unreadable as refusal:
            report["error"] = with_way_out(refusal)
        except Refused as refusal:
            report["error"] = refusal.sentence
        except DatabaseError as error:
            report["error"] = database_trouble(error)
        self._say(report, as_json=options["json"])
        if report["error"]:
            sys.exit(1)

    def _say(self, report: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report))
        elif report["error"]:
            self.stderr.write(report["error"])
        else:
            self.stdout.write(f"{report['code']} {report['name']}")


def _keep(code: str, name: str, found: Found) -> bool:
    if found.shape is None:
        raise Refused(say(found.fault, found.known))
    return keep_municipality(code, name, found.shape)


def _find(code: str, options: dict[str, Any]) -> Found:
    """The feature whose code it is; a file with one feature needs no code in it."""
    if not (len(code) == CODE_DIGITS and code.isascii() and code.isdigit()):
        raise Refused(_("A municipality's code is four digits."))
    named = read_path(options | {"name_field": ""}, limits="operator").features
    codes = _codes(options)
    for found in named:
        if codes.get(found.number) == code:
            return found
    if len(named) == 1 and not codes:
        return named[0]
    raise Refused(_("The file has no municipality %(code)s.") % {"code": code})


def _codes(options: dict[str, Any]) -> dict[int, str]:
    """The code of each feature, by its number in the file."""
    for name in CODE_FIELDS:
        try:
            reading = read_path(options | {"name_field": name}, limits="operator")
        except Unreadable as refusal:
            if refusal.code != "no_such_field":
                raise
            continue
        return {f.number: _four_digits(f.name) for f in reading.features}
    return {}


def _four_digits(text: str) -> str:
    return text.removesuffix(".0").zfill(CODE_DIGITS)
