"""Where things lie: the project, its environment, and the folder of what runs."""

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from .say import Fault

LONGEST_SOCKET_PATH = 107  # characters in sockaddr_un, unix(7)
LONGEST_SOCKET_NAME = "/.s.PGSQL.5432"
FITS_IN_AN_ADDRESS = re.compile(r"[\w./-]+", re.ASCII)


@dataclass(frozen=True)
class Place:
    """The project's folder and the folder where this installation lives."""

    root: Path
    run: Path

    @classmethod
    def of(cls, root: Path) -> "Place":
        """The place of a checkout; RUN_DIR moves the installation elsewhere."""
        return cls(root, Path(os.environ.get("RUN_DIR") or root / ".run").absolute())

    @property
    def lock(self) -> Path:
        return self.root / "requirements.lock"

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    def tool(self, name: str) -> Path:
        """A program of the environment."""
        return self.venv / "bin" / name

    def make(self) -> None:
        """Make the installation's folder, for its owner only."""
        self.run.mkdir(mode=0o700, parents=True, exist_ok=True)

    def within(self, name: str) -> "Place":
        """The same project with an installation of its own inside this one."""
        return Place(self.root, self.run / name)

    @property
    def sockets(self) -> Path:
        """A folder whose path is short and plain enough for a socket's address."""
        path = f"{self.run}{LONGEST_SOCKET_NAME}"
        if len(path) <= LONGEST_SOCKET_PATH and FITS_IN_AN_ADDRESS.fullmatch(path):
            return self.run
        short = os.environ.get("XDG_RUNTIME_DIR") or "/var/tmp"  # noqa: S108 (0700, owner checked)
        return private_folder(Path(short) / f"grannar-{_digest(str(self.run))}")


def private_folder(path: Path, owner: int | None = None) -> Path:
    """A folder that only its owner can enter; refused when somebody else made it."""
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    allowed = {os.geteuid(), owner}
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in allowed:
        raise Fault(f"{path} belongs to somebody else.", "Look at it and remove it.")
    if owner is not None:
        os.chown(path, owner, -1)
    return path


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
