"""The public pages, as anyone meets them."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from tests import make, make_watch

pytestmark = pytest.mark.django_db

PAGES = [
    "home",
    "promise",
    "advice",
    "marking-about",
    "privacy",
    "accessibility",
    "contact",
    "about",
]


def text(response):
    import re

    html = response.content.decode()
    html = re.sub(r"<(script|style|svg).*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def promise():
    return make_watch.make_promise()


@pytest.fixture
def goal(promise):
    return make_watch.make_commitment(promise)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_public_page_opens_also_on_an_empty_installation(client, name, prefix):
    with override("sv"):
        path = reverse(f"watch:{name}")
    response = client.get(prefix + path)
    assert response.status_code == 200
    html = response.content.decode()
    assert html.count("<h1") == 1
    assert 'name="description"' in html
    for forbidden in ("style=", "onclick=", "javascript:"):
        assert forbidden not in html


def test_the_start_page_asks_for_the_address_by_post_so_that_no_log_keeps_it(client):
    html = client.get("/").content.decode()
    assert "Tryggare hem börjar hos grannen" in html
    assert "Vi sparar inte det du söker på." in html
    form = html[html.index("hero__sok") :]
    assert 'method="post"' in form[:300]
    assert 'action="/omraden/"' in form[:300]
    assert 'name="adress"' in form


def test_the_street_lights_a_house_for_each_area_that_counts(client, goal):
    make_watch.make_new_area(goal, "Åbyn")
    make_watch.make_new_area(goal, "Norrehed", without=("training",))
    make.make_area("Krika", state="meeting_booked")
    html = client.get("/").content.decode()
    assert "1 av 5 nya områden är igång" in html
    assert html.count('class="tand') == 1
    assert html.count('class="pagang') == 1
    assert html.count('class="ledig') == 3


def test_the_tiles_tell_of_areas_homes_marks_and_days(client, goal):
    said = text(client.get("/"))
    assert "0 av 5" in said
    assert "180 dagar" in said
    assert "färre än 5 hushåll är med" in said


def test_a_handful_of_households_is_not_told_but_five_are(client, goal):
    area = make.make_area()
    for _ in range(4):
        make.make_member(area)
    assert "färre än 5 hushåll är med" in text(client.get("/"))
    make.make_member(area)
    assert "5 hushåll är med" in text(client.get("/"))


def test_a_page_with_a_promise_asks_few_questions(
    client, goal, django_assert_max_num_queries
):
    make_watch.make_new_area(goal, "Åbyn")
    with django_assert_max_num_queries(15):
        client.get("/")


def test_the_erasure_calendar_has_a_line_for_every_class_of_data(client):
    from areas.retention import Keep
    from watch.privacy import CALENDAR

    assert set(CALENDAR) == set(Keep)
    said = text(client.get("/uppgifter/"))
    with override("sv"):
        for what, until in CALENDAR.values():
            assert str(what) in said
            assert str(until) in said


def test_the_accessibility_statement_says_where_to_complain(client):
    html = client.get("/tillganglighet/").content.decode()
    assert "Digg" in html
    assert "digg.se" in html
