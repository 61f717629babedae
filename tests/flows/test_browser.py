"""Every public page in a real browser: silent, and without barriers."""

import pytest

from watch.shots.browser import sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ("/", "/en/", "/loftet/", "/rad/", "/uppgifter/", "/konto/login/")


@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_is_silent_and_has_no_barriers(open_page, axe, cast, path):
    page = open_page()
    page.goto(path)
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert sideways(page) <= 0
