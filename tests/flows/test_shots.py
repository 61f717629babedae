"""`manage.py shots` makes a demo of its own, and takes pictures of it."""

import os
import subprocess
import sys

import pytest

from tests.house.imports import ROOT

pytestmark = pytest.mark.browser


def test_a_page_is_pictured_and_measured(tmp_path):
    pictures = tmp_path / "pictures"
    words = ["--only", "^areas:contact-home$", "--roles", "kontaktombud"]
    made = subprocess.run(
        [sys.executable, "manage.py", "shots", pictures, *words],
        cwd=ROOT,
        env={**os.environ, "RUN_DIR": str(tmp_path), "SECRET_KEY": "only-for-tests"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    assert "areas:contact-home             kontaktombud    200" in made.stdout
    assert "1 visits, 0 not as expected." in made.stdout
    assert len(list(pictures.glob("*.png"))) == 4
