#!/usr/bin/env python3
"""The door of the project: `up`, `verify`, and Django's commands inside `.venv`."""

import os
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST = (3, 11)


def load_starter():
    """Make `starter` importable from its path.

    Not as config.starter: importing config imports Celery, which may not be there yet.
    """
    home = ROOT / "config" / "starter"
    spec = spec_from_file_location(
        "starter", home / "__init__.py", submodule_search_locations=[str(home)]
    )
    sys.modules["starter"] = module_from_spec(spec)
    spec.loader.exec_module(sys.modules["starter"])


def main():
    if sys.version_info < OLDEST:
        sys.exit(
            "Python {}.{} is too old, 3.11 or newer is needed.\n"
            "  Try: /usr/bin/python3 manage.py {}".format(
                *sys.version_info[:2], " ".join(sys.argv[1:])
            )
        )
    load_starter()
    from starter.door import enter  # noqa: PLC0415 (made importable just now)

    enter(ROOT, sys.argv[1:])  # comes back only inside the environment
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
