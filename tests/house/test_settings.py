"""Start-up checks: a production-like environment is clean, a careless one is not."""

import os
import subprocess
import sys

import pytest

from tests.house.imports import ROOT

PRODUCTION = {
    "SECRET_KEY": "fifty-characters-and-more-of-a-key-for-a-test-0123456789-åäö",
    "SITE_URL": "https://grannar.example",
    "ALLOWED_HOSTS": "grannar.example",
    "BEHIND_PROXY": "1",
    "EMAIL_HOST": "smtp.grannar.example",
    "DATABASE_URL": "spatialite:////tmp/not-there/grannar.sqlite3",
}


def check(folder, *words, **changes):
    """`manage.py check` in an environment of its own."""
    env = {"PATH": os.environ["PATH"], "RUN_DIR": str(folder), "PYTHONUTF8": "1"}
    env["DJANGO_SETTINGS_MODULE"] = "config.settings"
    env |= PRODUCTION | {"DATABASE_URL": f"spatialite:///{folder}/x.sqlite3"}
    env |= {name: text for name, text in changes.items() if text is not None}
    return subprocess.run(
        [sys.executable, "-m", "django", "check", *words],
        cwd=ROOT,
        env={name: text for name, text in env.items() if text != "-"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_production_environment_is_clean(tmp_path):
    found = check(tmp_path, "--deploy", "--fail-level", "WARNING")
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY"])
def test_without_its_key_nothing_starts(tmp_path, name):
    found = check(tmp_path, **{name: "-"})
    assert found.returncode != 0
    assert name in found.stderr
