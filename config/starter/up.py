"""`up`: from whatever this machine is to a running system."""

import argparse
import socket
import time
from dataclasses import dataclass

from . import environment, machine, services
from .installation import (
    DEMO,
    REAL,
    Kind,
    key,
    only_one,
    postgres_kind,
    published,
    settings,
    spatialite_kind,
)
from .made import (
    answer_of,
    compile_catalogues,
    manage,
    manage_aloud,
    static_files,
)
from .place import Place
from .processes import Stack
from .say import Fault, Stopped, say, step

LAST_PORT = 65535


@dataclass(frozen=True)
class Wish:
    """What the person asked for."""

    postgres: bool
    once: bool
    demo: bool
    port: int
    elsewhere: bool  # a database of the person's own, by DATABASE_URL

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}/"


def up(place: Place, words: list[str]) -> int:
    """Start everything, show where it is, and stop it all when asked to."""
    began = time.monotonic()
    asked = _parser().parse_args(words)
    with only_one(place, "up"):
        env = settings(place)
        wish = _wish(asked, env)
        _need_port(wish.port)
        if not (wish.elsewhere or wish.postgres):
            spatialite_kind(place).settle(DEMO if wish.demo else REAL)
        machine.need_room(place)
        say("Grannar mot brott")
        _prepare_machine(place, env, wish)
        with Stack(place, env) as stack:
            _start(stack, wish)
            with published(place, env):
                _welcome(stack, wish, began)
                return 0 if wish.once else _stay(stack)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "manage.py up",
        description="Start the whole system on this machine; Ctrl+C stops it.",
        epilog="PORT chooses the port (8000). RUN_DIR chooses the folder of the "
        "database, the logs and the sockets (.run). DATABASE_URL names a database of "
        "your own.",
    )
    add = parser.add_argument
    add("--postgres", action="store_true", help="a private PostgreSQL with PostGIS")
    add("--once", action="store_true", help="stop when the first page has answered")
    add(
        "--no-demo",
        action="store_true",
        help="empty, with a page for the first officer",
    )
    return parser


def _wish(asked: argparse.Namespace, env: dict[str, str]) -> Wish:
    elsewhere = "DATABASE_URL" in env
    if elsewhere and asked.postgres:
        raise Fault(
            "DATABASE_URL names a database already, so --postgres has no meaning.",
            "Leave one of them out.",
        )
    return Wish(
        postgres=asked.postgres,
        once=asked.once,
        demo=not (asked.no_demo or elsewhere),
        port=_port(env.get("PORT", "8000")),
        elsewhere=elsewhere,
    )


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) <= LAST_PORT:
        return int(text)
    raise Fault(f"PORT={text} is not a port.", "Choose 1024 to 65535: PORT=8001 ...")


def _need_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Fault(
                f"Port {port} is for root only.",
                "Choose another: PORT=8000 python3 manage.py up",
            ) from None
        except OSError:
            raise Fault(
                f"Port {port} is taken by another program.",
                f"Choose another: PORT={services.free_port()} python3 manage.py up",
            ) from None


def _prepare_machine(place: Place, env: dict[str, str], wish: Wish) -> None:
    machine.install(place, machine.missing_packages(postgres=wish.postgres))
    environment.make(place)
    with step("translations"):
        compile_catalogues(place, env)


def _start(stack: Stack, wish: Wish) -> None:
    place, env = stack.place, stack.env
    env |= {"PORT": str(wish.port)}
    env.setdefault("SITE_URL", wish.address.rstrip("/"))
    with step("Redis"):
        services.redis(stack)
    kind = _database(stack, wish)
    if not wish.elsewhere:
        env["DEMO"] = "1" if wish.demo else "0"
    with static_files(place, env):
        with step("database tables"):
            manage(place, env, "migrate", "--noinput", "-v0")
        _fill(stack, wish, kind)
    with step("first page"):
        _start_programs(stack, wish)


def _database(stack: Stack, wish: Wish) -> Kind | None:
    if wish.elsewhere:
        return None
    if not wish.postgres:
        return spatialite_kind(stack.place)
    home = services.postgres_home(stack.place, key(stack.place))
    kind = postgres_kind(home)
    kind.settle(DEMO if wish.demo else REAL)
    with step("PostgreSQL"):
        services.postgres(stack, home)
    return kind


def _fill(stack: Stack, wish: Wish, kind: Kind | None) -> None:
    """The demo, or the municipalities, into a database that is new."""
    if kind and kind.read()[1]:
        return
    what, command = ("demo", "demo") if wish.demo else ("municipalities", "lpo")
    with step(what, loud=True):
        manage_aloud(stack.place, stack.env, command)
    if kind:
        kind.write(DEMO if wish.demo else REAL, filled=True)


def _start_programs(stack: Stack, wish: Wish) -> None:
    """All at once: each spends its first second on imports."""
    if wish.demo:
        services.mailcatcher(stack)
    site = services.web(stack, wish.port)
    worker = services.worker(stack)
    services.beat(stack)
    services.standby(stack)
    services.wait_for_page(stack, site, wish.address)
    services.wait_for_worker(stack, worker)


def _welcome(stack: Stack, wish: Wish, began: float) -> None:
    say(f"Running after {time.monotonic() - began:.1f} s:  {wish.address}")
    if wish.demo:
        say(f"Log in as anybody of the cast:  {wish.address}demo/")
    elif link := answer_of(stack.place, stack.env, "setup_link"):
        say(f"Appoint the first officer, once, within 24 hours:  {link}")
    if not wish.once:
        say(f"Logs lie in {stack.place.run}. Ctrl+C stops everything.")


def _stay(stack: Stack) -> int:
    """Until somebody stops us, or a process ends, which stops the rest."""
    try:
        child = stack.watch()
    except Stopped:
        return 0
    raise child.fault(f"ended by itself ({child.process.returncode})")
