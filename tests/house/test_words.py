"""Every sentence of ours is in Swedish, and in the house's tone (ux.md, Tone and E12).

The sources are read anew: a sentence that is in the code but not in the catalogue
fails, as does one whose Swedish is missing or only guessed.
"""

import ast
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.house.imports import APPS, ROOT

CATALOGUE = Path("locale/sv/LC_MESSAGES/django.po")
FORBIDDEN = re.compile(r"misstänkt|gärningsm[aä]n|varning!|signalement", re.IGNORECASE)
NAMED = re.compile(r"%\((\w+)\)[sd]")


@cache
def _messages(app):
    """The catalogue of an app as (id, Swedish) pairs; plural forms on their own."""
    return _entries((ROOT / app / CATALOGUE).read_text("utf-8"))


def _entries(text):
    """Pairs of a .po file; an entry's plural forms all have the plural's id."""
    pairs, key, parts = [], "", {}
    for line in [*text.splitlines(), ""]:
        if found := re.match(r"(msgid_plural|msgid|msgstr(?:\[\d\])?) (\".*\")$", line):
            key = found[1]
            parts[key] = ast.literal_eval(found[2])
        elif line.startswith('"') and key:
            parts[key] += ast.literal_eval(line)
        elif not line.strip():
            words = parts.get("msgid_plural", parts.get("msgid", ""))
            pairs += [(words, text) for name, text in parts.items() if "msgstr" in name]
            key, parts = "", {}
    return [(words, text) for words, text in pairs if words]


@pytest.mark.parametrize("app", APPS)
def test_every_sentence_has_its_swedish(app, tmp_path):
    copy = tmp_path / app
    left_out = shutil.ignore_patterns("static", "migrations", "data", "__pycache__")
    shutil.copytree(ROOT / app, copy, ignore=left_out)
    made = subprocess.run(
        [
            *(Path(sys.executable).with_name("django-admin"), "makemessages"),
            *("-l", "sv", "--no-location", "--no-obsolete", "-v0"),
        ],
        cwd=copy,
        env={"PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    assert _asked(copy / CATALOGUE, "--untranslated") == []
    assert _asked(copy / CATALOGUE, "--only-fuzzy") == []


def _asked(catalogue, which):
    found = subprocess.run(
        ["msgattrib", which, "--no-obsolete", "--no-wrap", catalogue],
        capture_output=True,
        text=True,
        check=True,
    )
    return [words for words, _text in _entries(found.stdout)]


@pytest.mark.parametrize("app", APPS)
def test_the_swedish_fills_the_same_blanks(app):
    wrong = [
        (words, text)
        for words, text in _messages(app)
        if text and not set(NAMED.findall(text)) <= set(NAMED.findall(words))
    ]
    assert wrong == []


@pytest.mark.parametrize("app", APPS)
def test_no_word_of_ours_points_at_anybody_or_shouts(app):
    # "Tack!" opens the receipt of an application: phrase 5 of ux.md.
    texts = [text.removeprefix("Tack! ") for _words, text in _messages(app)]
    assert [text for text in texts if FORBIDDEN.search(text) or "!" in text] == []


@pytest.mark.parametrize("app", APPS)
def test_a_sentence_has_at_most_30_words(app):
    long = [
        sentence.strip()
        for _words, text in _messages(app)
        for sentence in re.split(r"(?<=[.?:])\s|\n|<[^>]+>", text)
        if len(sentence.split()) > 30
    ]
    assert long == []


@pytest.mark.parametrize("app", APPS)
def test_the_swedish_is_not_an_office(app):
    formal = re.compile(r"\b(vänligen|ej|samt|erhåll\w*|avseende)\b", re.IGNORECASE)
    texts = [text for _words, text in _messages(app)]
    assert [text for text in texts if formal.search(text)] == []
