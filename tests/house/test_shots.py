"""`manage.py shots` knows every page: a new one needs a line in its pages.txt too."""

import pytest
from django.urls import reverse

from tests.house import doors
from watch.shots import objects, pages

# Pages for nobody's eyes, of a moment in a story, or reached by a letter's own key.
NOT_PICTURED = {
    "health",
    "service-worker",
    "stop-message",
    "alerts:manifest",
    "alerts:alert-cap",
    "alerts:alert-check",
    "alerts:alert-doors",
    "alerts:alert-edit",
    "alerts:alert-feed",
    "alerts:drawn",
    "alerts:observation",
    "areas:absence",
    "areas:channel-confirm",
    "areas:map-data",
    "areas:meeting-calendar",
    "areas:my-start",
    "areas:paper",
    "marking:contact-sync",
    "marking:kit-lose",
    "marking:kit-unuse",
    "watch:concern-receipt",
    "watch:promise-csv",
    "watch:report-csv",
    "watch:report-xlsx",
}


def test_every_page_is_pictured():
    shown = {row.name for row in doors.read()[1] if "200" in row.statuses}
    pictured = {line.name for line in pages.lines()}
    assert sorted(shown - pictured - NOT_PICTURED) == []
    assert sorted(pictured & NOT_PICTURED) == []


@pytest.mark.parametrize("line", pages.lines(), ids=lambda line: line.name)
def test_a_line_names_a_real_page(line):
    words = {"slug": "a", "code": "a", "token": "a", "to": "a", "key": "a"}
    given = {name: words.get(name, 1) for name in line.given}
    assert reverse(line.name, kwargs=given)
    assert set(line.given.values()) <= {*objects.FIND, "dormant"}
