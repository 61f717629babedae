"""`verify`: every check and every test, on both databases."""

import argparse
import os
import shutil
from dataclasses import dataclass, field

from . import environment, machine, services
from .installation import key, only_one
from .made import compile_catalogues
from .place import Place
from .processes import Stack, Words, last_lines, run
from .say import Fault, say, step

APPS = ("config", "watch", "alerts", "marking", "areas")
NOT_FOR_TESTS = (
    *("DATABASE_URL", "DEMO", "DJANGO_SETTINGS_MODULE", "EMAIL_HOST", "EMAIL_PORT"),
    *("PORT", "SITE_URL", "ALLOWED_HOSTS", "PYTHONDONTWRITEBYTECODE"),
)
LONGEST_COMPLAINT = 60  # lines


@dataclass
class Checks:
    """Runs checks one after another and remembers what failed."""

    stack: Stack
    keep_going: bool
    failed: list[str] = field(default_factory=list)

    def tool(self, what: str, *command: Words) -> None:
        """A check that is silent unless it fails."""
        place = self.stack.place
        log = place.run / "check.log"
        with step(what):
            status = run(*command, env=self.stack.env, log=log, cwd=place.root)
        if status:
            say(last_lines(log, LONGEST_COMPLAINT))
            self.note(what)

    def tests(self, what: str, words: list[str]) -> None:
        """A run of the tests, which shows its own progress and closing line."""
        place = self.stack.place
        pytest: list[Words] = [place.python, "-m", "pytest", *words]
        with step(what, loud=True):
            status = run(*pytest, env=self.stack.env, cwd=place.root)
        if status:
            self.note(what)

    def note(self, what: str) -> None:
        self.failed.append(what)
        if not self.keep_going:
            raise Fault(f"Failed: {what}.", "--keep-going runs the rest all the same.")


def verify(place: Place, words: list[str]) -> int:
    """Install what the tests need, run everything, and say what failed."""
    asked, for_pytest = _parser().parse_known_args(words)
    place = place.within("verify")
    with only_one(place, "verify"), Stack(place, _env(place)) as stack:
        machine.need_room(place)
        say("Grannar mot brott: checks and tests")
        _prepare(stack, asked)
        checks = Checks(stack, asked.keep_going)
        _code(checks)
        _tests(checks, asked, for_pytest)
    if checks.failed:
        raise Fault(f"Failed: {', '.join(checks.failed)}.")
    say("All is well.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "manage.py verify",
        allow_abbrev=False,
        description="Run all checks, then all tests on SpatiaLite and on PostGIS.",
        epilog="Anything else goes to pytest, for example: verify --quick -k alert",
    )
    add = parser.add_argument
    add("--quick", action="store_true", help="without browser and PostGIS")
    add("--no-browser", action="store_true", help="without browser tests")
    add("--keep-going", action="store_true", help="run the rest after a failure")
    return parser


def _env(place: Place) -> dict[str, str]:
    env = {name: text for name, text in os.environ.items() if name not in NOT_FOR_TESTS}
    return env | {
        "DEBUG": "1",
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        "RUN_DIR": str(place.run),
        "SECRET_KEY": "only-for-tests",
    }


def _prepare(stack: Stack, asked: argparse.Namespace) -> None:
    place = stack.place
    browser = not (asked.quick or asked.no_browser)
    missing = machine.missing_packages(postgres=not asked.quick, browser=browser)
    machine.install(place, missing)
    environment.make(place)
    with step("Redis"):
        services.redis(stack)


def _code(checks: Checks) -> None:
    place = checks.stack.place
    tool, manage = place.tool, (place.python, place.root / "manage.py")
    checks.tool("format (ruff)", tool("ruff"), "format", "--check", ".")
    checks.tool("lint (ruff)", tool("ruff"), "check", ".")
    checks.tool("types (mypy)", tool("mypy"), *APPS)
    checks.tool("floors (import-linter)", tool("lint-imports"))
    checks.tool("templates (djlint)", tool("djlint"), "--lint", "--quiet", *APPS[1:])
    with step("translations"):
        compile_catalogues(place, checks.stack.env)
    missing = ("makemigrations", "--check", "--dry-run")
    checks.tool("migrations", *manage, *missing)


def _tests(checks: Checks, asked: argparse.Namespace, words: list[str]) -> None:
    if asked.quick or asked.no_browser:
        words = ["-m", "not browser", *words]
    checks.tests("tests on SpatiaLite", words)
    if asked.quick:
        return
    stack = checks.stack
    home = services.postgres_home(stack.place, key(stack.place))
    shutil.rmtree(home / "data", ignore_errors=True)  # of a run that was killed
    try:
        with step("PostgreSQL"):
            services.postgres(stack, home, throwaway=True)
        checks.tests("tests on PostGIS", words)
    finally:
        stack.stop()
        shutil.rmtree(home)
