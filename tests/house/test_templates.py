"""Every template compiles, and none needs what our policy forbids."""

import re

import pytest
from django.template.loader import get_template

from tests.house.imports import APPS, ROOT

FILES = sorted(
    file
    for app in APPS
    for kind in ("html", "txt", "xml")
    for file in (ROOT / app / "templates").rglob(f"*.{kind}")
)
PAGES = [file for file in FILES if file.suffix == ".html"]
# A letter travels outside the site: the policy of our pages doesn't apply to it.
LETTERS = re.compile(r"/(mail|letters?|epost)/")
FORBIDDEN = {
    "a style attribute": r"\sstyle\s*=",
    "a style element": r"<style(?![^>]*nonce)",
    "an event attribute": r"\son[a-z]+\s*=\s*[\"']",
    "a script in the page": r"<script(?![^>]*(\ssrc=|nonce|type=\"application/))",
    "a javascript: address": r"javascript:",
    "text without escaping": r"\|\s*safe\b|autoescape off",
    "another host": r"(src|srcset|action)\s*=\s*[\"'](https?:)?//",
    "a style sheet of another host": r"<link[^>]+href=[\"'](https?:)?//",
    "an English address by hand": r"href=[\"']/en/",
}


def _name(file):
    return str(file.relative_to(ROOT)).replace("/templates", "", 1)


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_a_template_compiles(file):
    folder = next(parent for parent in file.parents if parent.name == "templates")
    assert get_template(str(file.relative_to(folder)))


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_has(what):
    pattern = re.compile(FORBIDDEN[what], re.IGNORECASE)
    found = [
        f"{_name(file)}: {hit[0]}"
        for file in PAGES
        if not LETTERS.search(str(file))
        for hit in pattern.finditer(file.read_text("utf-8"))
    ]
    assert found == []


def test_every_form_that_changes_something_has_its_token():
    form = re.compile(
        r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL | re.IGNORECASE
    )
    found = [
        _name(file)
        for file in PAGES
        for hit in form.finditer(file.read_text("utf-8"))
        if "csrf_token" not in hit[0]
    ]
    assert found == []
