"""The machine: its Python, its Debian packages, its room on disk."""

import ctypes
import ctypes.util
import os
import shutil
import sys
from pathlib import Path

from .place import Place
from .processes import last_lines, run, succeeds
from .say import Fault, step

# pyenv's Python often lacks loadable extensions; SpatiaLite is one.
PROBE = (
    "import sys, sqlite3; c = sqlite3.connect(':memory:'); "
    "sys.exit(sys.version_info < (3, 11) or not hasattr(c, 'enable_load_extension'))"
)
POSTGRES = Path("/usr/lib/postgresql")
EXTENSIONS = Path("/usr/share/postgresql")
ROOM_TO_RUN = 200_000_000  # bytes
ROOM_TO_INSTALL = 1_500_000_000


def interpreter() -> str:
    """The first Python >= 3.11 whose SQLite loads extensions, outside .venv."""
    candidates = (
        os.environ.get("GRANNAR_PYTHON"),
        sys.executable,
        "/usr/bin/python3",
    )
    for python in candidates:
        if python and succeeds(python, "-c", PROBE):
            return str(Path(python).resolve())
    raise Fault(
        "No Python here is 3.11 or newer and can load SQLite extensions.",
        "On Debian 12: apt-get install python3 (or name one in GRANNAR_PYTHON).",
    )


def postgres_programs() -> Path | None:
    """The folder of the newest PostgreSQL that has PostGIS."""
    versions = sorted(POSTGRES.glob("*/bin/initdb"), key=lambda path: path.parts[-3])
    for initdb in reversed(versions):
        control = EXTENSIONS / initdb.parts[-3] / "extension" / "postgis.control"
        if control.exists():
            return initdb.parent
    return None


def missing_packages(*, postgres: bool = False, browser: bool = False) -> list[str]:
    """The Debian packages that this machine still needs."""
    present: dict[str, object] = {
        "python3-venv": succeeds(interpreter(), "-c", "import venv, ensurepip"),
        "libgdal32": ctypes.util.find_library("gdal"),
        "libsqlite3-mod-spatialite": _loads("mod_spatialite.so"),
        "redis-server": shutil.which("redis-server"),
        "gettext": shutil.which("msgfmt"),
    }
    if postgres:
        present["postgresql-15-postgis-3"] = postgres_programs()
    if browser:
        present["chromium"] = shutil.which("chromium")
        present["fonts-dejavu-core"] = Path("/usr/share/fonts/truetype/dejavu").exists()
    return [package for package, there in present.items() if not there]


def install(place: Place, packages: list[str]) -> None:
    """Install Debian packages; a fault names the command for root."""
    if not packages:
        return
    _need_room(Path("/"), ROOM_TO_INSTALL)
    log = place.run / "apt.log"
    with step(f"packages: {', '.join(packages)}"):
        before = _as_root(packages)
        for command in (["update", "-qq"], _installing(packages)):
            status = run(
                *before,
                *("apt-get", "-o", "DPkg::Lock::Timeout=120", *command),
                env=os.environ,
                log=log,
                terminal=sys.stdin.isatty(),
            )
            if status:
                raise _refused(log, packages)


def need_room(place: Place) -> None:
    """A fault when the disk is too full to start, or to install what is missing."""
    missing = not place.python.exists()
    _need_room(place.root, ROOM_TO_INSTALL if missing else ROOM_TO_RUN)


def _installing(packages: list[str]) -> list[str]:
    return ["install", "-y", "-qq", "--no-install-recommends", *packages]


def _for_root(packages: list[str]) -> str:
    wanted = " ".join(packages)
    return f"apt-get update && apt-get install -y --no-install-recommends {wanted}"


def _as_root(packages: list[str]) -> list[str]:
    """What to put before apt-get. sudo drops the environment, so env carries it.

    RUNLEVEL=1 asks invoke-rc.d not to start the system services we do not use.
    """
    quietly = ["env", "DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1"]
    if not shutil.which("apt-get"):
        raise Fault(
            f"This machine lacks {', '.join(packages)} and has no apt-get.",
            "Use Debian 12, or install the same things by your own system's name.",
        )
    if os.geteuid() == 0:
        return quietly
    if not shutil.which("sudo"):
        raise Fault(
            f"Packages are missing and there is no sudo: {', '.join(packages)}.",
            f"As root, run: {_for_root(packages)}",
        )
    return ["sudo", *([] if sys.stdin.isatty() else ["-n"]), *quietly]


def _refused(log: Path, packages: list[str]) -> Fault:
    if "No space left" in log.read_text(errors="replace"):
        return Fault("The disk became full while packages were installed.")
    return Fault(
        f"The packages could not be installed; see {log}",
        f"{last_lines(log, 4).strip()}\n  As root, try: {_for_root(packages)}",
    )


def _need_room(where: Path, wanted: int) -> None:
    free = shutil.disk_usage(where).free
    if free < wanted:
        raise Fault(
            f"Only {free / 1e6:,.0f} MB are free on the disk of {where}.",
            f"Make room: {wanted / 1e6:,.0f} MB are needed.",
        )


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
