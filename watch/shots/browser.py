"""The browser: Debian's Chromium, driven by playwright; axe looks for barriers.

Both belong to the tests, not to a running installation, and are loaded on use.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

AXE = "tests/flows/axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
THEMES = ("light", "dark")
NO_BROWSER = (
    "Chromium is missing. On Debian: apt-get install chromium "
    "(or name one in CHROMIUM); `python3 manage.py verify` installs it."
)
NO_PLAYWRIGHT = (
    "The package playwright is missing: it belongs to the tests' packages, "
    "which `python3 manage.py verify` installs."
)
# A rule's name with the first elements that break it, and the measured reason. Corners
# on a map lie where they lie: WCAG 2.5.8 excepts a size that is essential, and the
# list beside the map reaches each of them.
RUN_AXE = """async tags => {
  const found = await axe.run(document, {runOnly: tags});
  const onMap = node => document.querySelector(node.target[0])
    ?.closest(".leaflet-marker-pane");
  const words = node => `${node.target.join(" ")} (${node.any[0]?.message || ""})`;
  return found.violations.map(rule => [rule.id, rule.nodes.filter(
    node => rule.id !== "target-size" || !onMap(node)
  )]).filter(([, nodes]) => nodes.length).map(([id, nodes]) =>
    id + ": " + nodes.slice(0, 3).map(words).join(" | "));
}"""
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"


class NoBrowser(Exception):
    """Something is missing; the sentence says what to install."""


def chromium() -> str:
    """The path of the browser."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
    if not Path(path).is_file():
        raise NoBrowser(NO_BROWSER)
    return path


def flags() -> list[str]:
    """Nothing outside this machine is asked; localhost by name, as passkeys need."""
    found = [
        "--disable-dev-shm-usage",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost",
    ]
    return [*found, "--no-sandbox"] if os.geteuid() == 0 else found


@contextmanager
def opened() -> Iterator[Any]:
    """A browser, closed afterwards."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - see the top
    except ImportError as missing:
        raise NoBrowser(NO_PLAYWRIGHT) from missing
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags())
        yield browser
        browser.close()


@contextmanager
def whole_page(page: Any) -> Iterator[None]:
    """The window as tall as the page: what sticks to its edge then covers nothing."""
    before = page.viewport_size
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": before["width"], "height": max(height, 844)})
    yield
    page.set_viewport_size(before)


@contextmanager
def theme(page: Any, name: str) -> Iterator[None]:
    """The page in the light or the dark theme of the system."""
    # Without motion: a colour on its way from one theme to the other has no contrast.
    page.emulate_media(color_scheme=name, reduced_motion="reduce")
    yield
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")


def violations(page: Any) -> list[str]:
    """What axe finds on the open page, in both themes; at its width, in full height."""
    # Our policy stops a script element, but not the debugger's own evaluate().
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_axe())
    found = []
    with whole_page(page):
        for name in THEMES:
            with theme(page, name):
                found += [f"{name} {rule}" for rule in page.evaluate(RUN_AXE, WCAG)]
    return found


def sideways(page: Any) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate(SIDEWAYS))


@cache
def _axe() -> str:
    file = Path(settings.BASE_DIR) / AXE
    if not file.exists():
        raise NoBrowser(f"{AXE} is missing: run from the project's own folder.")
    return file.read_text("utf-8")
