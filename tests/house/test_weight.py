"""Our own files are as light as ux.md E6 says, compressed as they are sent."""

import brotli
import pytest
from django.contrib.staticfiles import finders

from tests.house.imports import APPS, ROOT

STYLES = ("watch/tokens.css", "watch/app.css")
CSS, JS, FONT, IMAGE = 12_000, 25_000, 35_000, 50_000
MAP = ("leaflet", "karta", "draw", "rita", "htmx")  # only on pages that need them


def sent(file):
    """Bytes on the way; fonts and pictures are compressed in themselves."""
    content = file.read_bytes()
    raw = file.suffix in (".woff2", ".png", ".gif", ".jpg", ".webp")
    return len(content) if raw else len(brotli.compress(content))


def ours(*endings):
    files = (file for app in APPS for file in (ROOT / app / "static").rglob("*.*"))
    return [file for file in files if file.suffix in endings]


def test_the_style_sheets_of_every_page():
    from pathlib import Path

    assert sum(sent(Path(finders.find(name))) for name in STYLES) <= CSS


def test_the_scripts_of_a_page_without_a_map():
    every = [file for file in ours(".js") if not file.stem.startswith(MAP)]
    assert sum(sent(file) for file in every) <= JS


@pytest.mark.parametrize(
    ("endings", "most"),
    [((".woff2",), FONT), ((".png", ".jpg", ".webp", ".gif", ".svg"), IMAGE)],
)
def test_each_font_and_picture(endings, most):
    assert {file.name: sent(file) for file in ours(*endings) if sent(file) > most} == {}


def test_the_demo_has_no_file_of_another_host():
    for file in ours(".css", ".js"):
        text = file.read_text("utf-8")
        assert "url(http" not in text, file
        assert 'import("http' not in text, file
