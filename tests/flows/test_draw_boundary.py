"""A boundary drawn with the keyboard alone, and joining without a script."""

import pytest
from django.contrib.gis.geos import Point

from areas.models import Area, Boundary, Household, Membership
from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def new(cast):
    area = make.make_area(
        "Nya", state="contacts_found", bounds=(13.2, 56.2, 13.22, 56.21)
    )
    make.make_contact(area, make.make_person("Rut Rask"))
    Boundary.objects.filter(area=area).update(state="proposed")
    Household.objects.filter(area=area).update(area=None)
    for number in range(3):
        Household.objects.create(
            municipality=cast.klippan,
            street="Ringvägen",
            number=str(number + 1),
            locality="Klippan",
            point=Point(13.2205, 56.202 + number * 0.001, srid=4326),
        )
    return area


def corners(page):
    return page.locator("#id_corners").input_value().strip().split("\n")


def tab_to(page, name):
    """Presses Tab until the button has focus, as somebody without a mouse does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement?.textContent?.trim() ?? ''")
        if focused.startswith(name):
            return
    pytest.fail(f"no way to {name} by Tab")


def test_the_boundary_is_drawn_with_the_keyboard_alone(cast, new, enter, desk, axe):
    page = enter(desk, new.contacts.get().user)
    page.goto(f"/ombud/grans/{new.slug}/")
    page.wait_for_function("document.querySelectorAll('[data-lista] li').length == 4")
    before = corners(page)
    tab_to(page, "Flytta hörn 3")
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowRight")
    moved = corners(page)
    east = [float(line.split(", ")[1]) for line in (before[2], moved[2])]
    assert 0.0030 < east[1] - east[0] < 0.0036  # 210 m at this latitude
    assert moved[0] == before[0]
    tab_to(page, "Nytt hörn")
    page.keyboard.press("Enter")
    assert len(corners(page)) == 5
    page.keyboard.press("Shift+Tab")
    page.locator("[data-angra]").focus()
    page.keyboard.press("Enter")
    assert len(corners(page)) == 4
    page.wait_for_function(
        "document.querySelector('[data-antal]').textContent.includes('innanför')"
    )
    assert axe(page) == []
    tab_to(page, "Spara gränsen")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    proposal = Boundary.objects.filter(area=new, state="proposed").latest("pk")
    assert proposal.shape.extent[2] == pytest.approx(east[1], abs=1e-4)


def test_an_undo_takes_back_each_step(cast, new, enter, desk):
    page = enter(desk, new.contacts.get().user)
    page.goto(f"/ombud/grans/{new.slug}/")
    before = corners(page)
    page.get_by_role("button", name="Flytta hörn 1").click()
    page.get_by_role("button", name="Norrut").click()
    page.get_by_role("button", name="Österut").click()
    assert corners(page) != before
    for _ in range(2):
        page.get_by_role("button", name="Ångra").click()
    assert corners(page) == before


def test_a_neighbour_asks_to_join_without_a_script(cast, open_page, axe):
    page = open_page(java_script_enabled=False)
    page.goto("/omraden/")
    page.get_by_label("Din adress").fill("Björkvägen 7")
    page.get_by_role("button", name="Sök").click()
    page.get_by_role("button", name="Be om att gå med").click()
    page.get_by_label("Vad heter du?").fill("Dan Dahl")
    page.get_by_label("E-post").fill("dan.ny@grannar.example")
    page.get_by_label("Det går jag med på").check()
    page.get_by_role("button", name="Gå vidare").click()
    page.get_by_role("button", name="Skicka min ansökan").click()
    assert "oftast inom två dagar" in page.locator("main").inner_text()
    assert Membership.objects.pending().get().household == cast.home


def test_the_pages_of_joining_have_no_barriers(cast, page, axe):
    area = Area.objects.get(name="Björkvägen")
    for path in (
        "/omraden/",
        f"/omraden/{area.slug}/",
        f"/omraden/{area.slug}/ga-med/",
        "/starta/",
        "/inbjudan/",
    ):
        page.goto(path)
        assert axe(page) == [], path
    page.goto(f"/omraden/{area.slug}/ga-med/")
    page.get_by_role("button", name="Gå vidare").click()
    assert axe(page) == []


def test_closer_in_the_map_asks_for_the_view_alone(cast, desk):
    desk.goto("/omraden/")
    desk.wait_for_selector(".karta__yta path.omr")
    with desk.expect_request(lambda asked: "bbox=" in asked.url) as asked:
        for _ in range(4):
            desk.get_by_role("button", name="Zooma in").click()
            desk.wait_for_timeout(300)
    assert "zoom=" in asked.value.url
    assert asked.value.response().status == 200
