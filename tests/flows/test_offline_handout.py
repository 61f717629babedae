"""An evening in the community hall: no network, three kits, home again, sent once."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from areas.models import Notice
from marking.models import Kit, KitEvent
from tests import make, make_marking

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROUND = "/ombud/markning/"
EMPTY = "() => localStorage.length === 0"
WRONG_CLOCK = """() => {
  const Real = Date;
  const off = -5 * 365 * 24 * 3600 * 1000;
  window.Date = class extends Real {
    constructor(...args) {
      super(...(args.length ? args : [Real.now() + off]));
    }
  };
}"""


@pytest.fixture
def homes(cast):
    """Alva has ten kits on her shelf and three neighbours."""
    shelf = make_marking.make_place(cast.bjork, name="Alvas hylla")
    make_marking.make_batch(shelf, [f"KL{n:04d}" for n in range(410, 420)])
    return [make.make_household(cast.bjork, "Åvägen", n) for n in (1, 2, 3)]


@pytest.fixture
def round_page(cast, homes, page, enter):
    enter(page, cast.alva)
    page.goto(ROUND)
    return page


def hand_out(page, number, home):
    page.fill("#id_number", number)
    page.select_option("#id_home", str(home.pk))
    page.click("button:has-text('Lämna ut'):not([type=button])")


def done():
    return list(
        KitEvent.objects.filter(kind="hand_out").values_list("kit__number", flat=True)
    )


def test_three_kits_without_network_are_sent_once_when_it_is_back(round_page, homes):
    page = round_page
    assert page.inner_text("#kvar") == "10 kvar"
    page.context.set_offline(True)
    for number, home in zip(("KL0410", "kl 0411", "KL0412"), homes, strict=True):
        hand_out(page, number, home)
    assert page.locator("#nyss-lista li").count() == 3
    assert page.inner_text("#kvar") == "7 kvar"
    assert "3 sparade i telefonen" in page.inner_text("#ko")
    assert done() == []

    kept = page.evaluate("Object.values(localStorage)[0]")
    page.context.set_offline(False)
    page.wait_for_function(EMPTY)
    assert sorted(done()) == ["KL0410", "KL0411", "KL0412"]
    assert page.inner_text("#kvar") == "7 kvar"

    # The answer was lost on the way: the phone still has its queue and sends it again.
    key = page.evaluate(
        "'grannar-utlamning-' + JSON.parse("
        "document.getElementById('utlamning-ord').textContent).who"
    )
    page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [key, kept])
    page.reload()
    page.wait_for_function(EMPTY)
    assert sorted(done()) == ["KL0410", "KL0411", "KL0412"]
    assert Notice.objects.filter(kind="kit.handed_out").count() == 0  # no members there
    assert Kit.objects.filter(state="handed_out").count() == 3


def test_the_same_box_or_door_twice_is_noticed_without_network(round_page, homes):
    page = round_page
    page.context.set_offline(True)
    hand_out(page, "KL0410", homes[0])
    hand_out(page, "KL 0410", homes[1])
    assert "nyss lämnat ut" in page.inner_text("#ko")
    hand_out(page, "KL0411", homes[0])
    assert "nyss lämnat ut" in page.inner_text("#ko")
    assert page.locator("#nyss-lista li").count() == 1


def test_a_phone_whose_clock_stands_wrong_hands_out_today(round_page, homes):
    page = round_page
    page.evaluate(WRONG_CLOCK)
    hand_out(page, "KL0410", homes[0])
    page.wait_for_function(EMPTY)
    assert Kit.objects.get(number="KL0410").handed_out_on == timezone.localdate()


def test_what_the_server_refuses_stays_on_the_list_with_its_reason(round_page, homes):
    page = round_page
    page.context.set_offline(True)
    hand_out(page, "KL9999", homes[0])
    hand_out(page, "KL0410", homes[1])
    page.context.set_offline(False)
    page.wait_for_selector("#nyss-lista li.fel")
    assert "Inget set har numret KL9999" in page.inner_text("#nyss-lista")
    assert done() == ["KL0410"]
    page.click("#nyss-lista button")
    assert page.evaluate("localStorage.length") == 0


def test_the_page_has_no_barriers_and_works_by_keyboard(round_page, homes, axe):
    page = round_page
    page.context.set_offline(True)
    page.focus("#id_number")
    page.keyboard.type("KL0410")
    page.select_option("#id_home", str(homes[0].pk))
    page.focus("#id_number")
    page.keyboard.press("Enter")
    assert page.locator("#nyss-lista li").count() == 1
    assert page.evaluate("document.activeElement.id") == "id_number"
    page.context.set_offline(False)
    page.wait_for_function(EMPTY)
    assert axe(page) == []


def test_without_javascript_it_is_an_ordinary_form(cast, homes, open_page, enter):
    page = enter(open_page(java_script_enabled=False), cast.alva)
    page.goto(ROUND)
    hand_out(page, "KL0410", homes[0])
    assert "9 kvar" in page.inner_text("main")
    assert done() == ["KL0410"]


def test_another_login_on_the_phone_neither_sees_nor_sends_the_queue(
    cast, round_page, homes, enter
):
    page = round_page
    page.context.set_offline(True)
    hand_out(page, "KL0410", homes[0])
    page.context.set_offline(False)
    kept = json.loads(page.evaluate("Object.values(localStorage)[0] || '[]'"))
    if not kept:  # it was sent at once when the network came back
        assert done() == ["KL0410"]
        return
    other = make.make_person("Olle Ombud")
    make.make_contact(cast.gran, other)
    enter(page, other)
    page.goto(ROUND)
    assert page.locator("#nyss-lista li").count() == 0


PAGES = {
    "bo": ["/mitt/markning/", "/mitt/markning/lista/", "/mitt/markning/borta/"],
    "alva": [
        ROUND,
        ROUND + "lista/",
        ROUND + "tillbaka/",
        ROUND + "penna/",
        ROUND + "affisch/",
    ],
    "mona": [
        "/samordning/markning/",
        "/samordning/markning/lager/",
        "/samordning/markning/plan/",
        "/samordning/markning/siffror/",
        "/samordning/markning/parti/nytt/",
        "/samordning/markning/produkt/ny/",
        "/samordning/markning/plats/ny/",
        "/samordning/markning/flytta/",
    ],
    "pia": ["/samordning/markning/sok/"],
}


@pytest.mark.parametrize("who", PAGES)
def test_the_pages_of_marking_have_no_barriers(cast, homes, open_page, enter, axe, who):
    held = make_marking.make_held(cast.home)
    batch = held.batch
    day = timezone.localdate() + timedelta(days=10)
    type(batch).objects.filter(pk=batch.pk).update(expires_on=day)
    page = enter(open_page(), getattr(cast, who), strong=True)
    for path in PAGES[who]:
        page.goto(path)
        assert axe(page) == [], path
        page.set_viewport_size({"width": 320, "height": 640})
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path
        page.set_viewport_size({"width": 390, "height": 844})
