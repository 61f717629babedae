"""`manage.py import_police_events [FILE]`: the police's events become hints."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from alerts.exceptions import Refused
from alerts.services.policeevents import (
    Imported,
    import_police_feed,
    import_police_file,
)
from areas.models import Municipality

LARGEST_FILE = 50_000_000


class Command(BaseCommand):
    """Imports a kept answer of the feed, or asks the feed when no file is named."""

    help = (
        "Imports events of the police feed as hints. FILE is a kept answer (a JSON "
        "array, or one event a line); without it the feed itself is asked, if "
        "POLICE_FEED_ENABLED is on. A file is read as of its newest event."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE, --municipality, --json."""
        parser.add_argument("file", nargs="?", metavar="FILE")
        parser.add_argument("--municipality", help="code; without it, all of them")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Import, and print one line or one object; a refusal exits with 1."""
        try:
            done = _import(options["file"], options["municipality"])
        except Refused as refusal:
            if options["as_json"]:
                self.stdout.write(json.dumps({"error": refusal.sentence}))
            raise CommandError(refusal.sentence) from None
        self.stdout.write(_shown(done, as_json=options["as_json"]))


def _import(file: str | None, code: str | None) -> Imported:
    municipalities = _municipalities(code)
    if file is not None:
        return import_police_file(_contents(Path(file)), municipalities)
    done = import_police_feed(municipalities)
    if done is None:
        raise Refused(_("The police feed is turned off (POLICE_FEED_ENABLED)."))
    return done


def _municipalities(code: str | None) -> list[Municipality]:
    found = Municipality.objects.all()
    if code is not None:
        found = found.filter(code=code)
    if not found:
        raise Refused(_("There is no municipality %(code)s.") % {"code": code or ""})
    return list(found)


def _contents(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refused(_("The file %(name)s is too large.") % {"name": path})
        return path.read_bytes()
    except (OSError, ValueError):
        raise Refused(_("The file %(name)s can't be read.") % {"name": path}) from None


def _shown(done: Imported, *, as_json: bool) -> str:
    if as_json:
        return json.dumps(done.as_dict(), ensure_ascii=False)
    line = _("%(read)s read, %(new)s new, %(edited)s edited, %(ignored)s ignored.") % {
        "read": done.read,
        "new": done.new,
        "edited": done.edited,
        "ignored": done.ignored.total(),
    }
    reasons = ", ".join(f"{reason}: {n}" for reason, n in done.ignored.items() if n)
    return f"{line} ({reasons})" if reasons else line
