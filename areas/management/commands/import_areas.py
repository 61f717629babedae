"""manage.py import_areas: watch areas from a map file, all of them or none."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from areas.boundaries.files import load
from areas.boundaries.plain import OFFICER, Unreadable
from areas.boundaries.sandbox import Reading, read_file
from areas.boundaries.sentences import sentence_of
from areas.exceptions import Refused
from areas.models import Municipality
from areas.services.imports import Outcome, import_areas


class Command(BaseCommand):
    """Every feature is imported, or refused with its reason; never a traceback."""

    help = (
        "Makes an area, in state interest and with a proposed boundary, of each shape "
        "in a GeoJSON, KML, KMZ, GPX, GeoPackage or (zipped) shapefile."
    )

    requires_system_checks = [Tags.database]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", nargs="?", default="")
        parser.add_argument("--municipality", metavar="CODE", default="")
        parser.add_argument("--dry-run", action="store_true", help="change nothing")
        parser.add_argument("--json", action="store_true", help="print one object")
        parser.add_argument(
            "--partial", action="store_true", help="import the sound ones of a file"
        )
        parser.add_argument(
            "--ignore-overlap", action="store_true", help="for officers who know"
        )
        parser.add_argument("--crs", metavar="EPSG", default="", help="3006, 3008 …")
        parser.add_argument("--name-field", metavar="FIELD", default="")

    def handle(self, *_args: Any, **options: Any) -> None:
        survive_any_letters()
        report: dict[str, Any] = {
            "file": options["file"],
            "crs": None,
            "features": 0,
            "imported": 0,
            "refused": [],
            "error": None,
        }
        try:
            reading = read_path(options)
            report |= {
                "crs": f"EPSG:{reading.crs}",
                "features": len(reading.features),
            }
            report |= _told(self._import(reading, options))
        except Unreadable as refusal:
            report["error"] = with_way_out(refusal)
        except Refused as refusal:
            report["error"] = refusal.sentence
        except DatabaseError as error:
            report["error"] = database_trouble(error)
        self._say(report, options)
        if report["error"] or report["refused"]:
            sys.exit(1)

    def _import(self, reading: Reading, options: dict[str, Any]) -> Outcome:
        return import_areas(
            reading,
            get_municipality(str(options["municipality"])),
            partial=options["partial"],
            dry_run=options["dry_run"],
            ignore_overlap=options["ignore_overlap"],
        )

    def _say(self, report: dict[str, Any], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(report))
            return
        for one in report["refused"]:
            self.stderr.write(f"{one['feature']}. {one['name']}: {one['reason']}")
        if report["error"]:
            self.stderr.write(report["error"])
            return
        known = {"imported": report["imported"], "features": report["features"]}
        if options["dry_run"]:
            text = _("%(imported)s of %(features)s areas would be imported.")
        else:
            text = _("%(imported)s of %(features)s areas imported.")
        self.stdout.write(text % known)


def _told(outcome: Outcome) -> dict[str, Any]:
    refused = [
        {"feature": one.number, "name": one.name, "reason": one.reason}
        for one in outcome.refused
    ]
    return {"imported": outcome.imported, "refused": refused}


def read_path(options: dict[str, Any], *, limits: str = "officer") -> Reading:
    """The file that a command's options name, read in the sandbox."""
    return read_file(
        load(options["file"], most=OFFICER.size),
        limits=limits,
        crs=_crs(str(options["crs"])),
        name_field=options["name_field"],
    )


def _crs(text: str) -> int | None:
    number = text.strip().upper().removeprefix("EPSG:")
    if not number:
        return None
    if not (number.isascii() and number.isdigit()):
        raise Unreadable("unknown_crs", named=text[:40])
    return int(number[:9])


def get_municipality(code: str) -> Municipality:
    """The one with this code; without a code, the only one there is."""
    rows = (
        Municipality.objects.filter(code=code) if code else Municipality.objects.all()
    )
    found = list(rows[:2])
    if len(found) == 1:
        return found[0]
    if code:
        known = {"code": code[:20]}
        raise Refused(
            _("There is no municipality %(code)s. Make it with import_municipality.")
            % known
        )
    raise Refused(_("Say which municipality with --municipality CODE."))


def survive_any_letters() -> None:
    """A terminal without Swedish letters gets escapes instead of a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def with_way_out(refusal: Unreadable) -> str:
    """The sentence, and at the command line also the option that mends it."""
    sentence = sentence_of(refusal)
    if refusal.code == "needs_crs":
        sentence += " " + _("Say it with --crs, for example --crs 3006.")
    return sentence


def database_trouble(error: DatabaseError) -> str:
    known = {"error": str(error).split("\n", 1)[0][:200]}
    return _("The database said no: %(error)s") % known
