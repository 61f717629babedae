"""`manage.py shots DIR`: every page as each of the cast, in pictures and in numbers.

It makes a demo of its own in a scratch folder, in a process of its own, so that the
running one is left alone. Exit 1 when a page is not as expected.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.wsgi import get_wsgi_application
from django.test import Client, override_settings

from watch.demo import CAST
from watch.shots import browser as tools
from watch.shots import pages, server, visits

SCRATCH = "SHOTS_SCRATCH"
MEMORY = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
OURS = ("PATH", "HOME", "LANG", "CHROMIUM", "TMPDIR")


class Command(BaseCommand):
    """Pictures and measures of every page, from a demo made for it."""

    help = "Pictures and measures of every page, as each of the cast."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="where the pictures go")
        parser.add_argument("--only", default="", help="pages whose name matches")
        parser.add_argument("--roles", default="", help="of the cast, with commas")

    def handle(self, *_args: Any, folder: Path, only: str, **options: Any) -> None:
        if SCRATCH not in os.environ:
            sys.exit(_in_scratch([str(folder.resolve()), *_words(only, options)]))
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        roles = options["roles"].split(",") if options["roles"] else []
        try:
            with override_settings(CACHES=MEMORY):
                self.prepare()
                found = self.tour(re.compile(only), roles)
        except tools.NoBrowser as missing:
            raise CommandError(str(missing)) from missing
        self.report(found)

    def prepare(self) -> None:
        """An installation with the demo in it."""
        tools.chromium()  # before the work, not after it
        self.stdout.write("Making a demo")
        call_command("compilemessages", ignore=[".venv", ".run"], verbosity=0)
        call_command("migrate", verbosity=0)
        call_command("demo", stdout=self.stdout)
        call_command("collectstatic", interactive=False, verbosity=0)

    def tour(self, only: re.Pattern[str], roles: list[str]) -> list[visits.Visit]:
        """Everybody in turn, each at the pages that are theirs."""
        # Before the browser: its event loop and the database don't go together.
        plan = [
            (role, session_of(role), pages.of(role, only))
            for role in [pages.ANYBODY, *(one.key for one in CAST)]
            if not roles or role in roles
        ]
        self.stdout.write(visits.HEAD)
        with server.running(get_wsgi_application()) as site, tools.opened() as chromium:
            found = []
            for role, cookie, addresses in plan:
                visitor = visits.Visitor(chromium, site, cookie)
                found += [self.visit(visitor, name, role, u) for name, u in addresses]
                visitor.leave()
        return found

    def visit(
        self, visitor: visits.Visitor, name: str, role: str, url: str | None
    ) -> visits.Visit:
        """One page, and its line in the table."""
        if url is None:
            found = visits.Visit(name, role, faults=["the demo has no such thing"])
        else:
            found = visitor.visit(name, role, url, self.folder)
        self.show(found)
        return found

    def show(self, visit: visits.Visit) -> None:
        self.stdout.write(visit.line)
        for fault in visit.faults:
            self.stdout.write(f"    {fault}")
        self.stdout.flush()

    def report(self, found: list[visits.Visit]) -> None:
        wrong = [visit for visit in found if visit.faults]
        self.stdout.write(f"{len(found)} visits, {len(wrong)} not as expected.")
        if wrong or not found:
            sys.exit(1)


def session_of(role: str) -> str | None:
    """The session cookie of one of the cast, by the demo's own log-in page."""
    if role == pages.ANYBODY:
        return None
    client = Client(headers={"host": "localhost"})
    client.post("/demo/", {"roll": role})
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _words(only: str, options: dict[str, Any]) -> list[str]:
    words = ["--only", only] if only else []
    return [*words, "--roles", options["roles"]] if options["roles"] else words


def _in_scratch(words: list[str]) -> int:
    """The same command again, with settings of its own; gives its exit code."""
    with tempfile.TemporaryDirectory(prefix="grannar-shots-") as scratch:
        env = {name: os.environ[name] for name in OURS if name in os.environ}
        env |= {
            SCRATCH: scratch,
            "RUN_DIR": scratch,
            "DATABASE_URL": f"spatialite:///{scratch}/grannar.sqlite3",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": "only-for-pictures",
            "DEMO": "1",
            "LOG_LEVEL": "ERROR",
            "PYTHONUTF8": "1",
        }
        command = [sys.executable, "-m", "django", "shots", *words]
        return subprocess.run(  # noqa: S603 - ourselves
            command, env=env, cwd=settings.BASE_DIR, check=False
        ).returncode
