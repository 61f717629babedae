"""The main job, from end to end: join, be let in, alert, know, answer, retract.

One story through every hand in a real browser, with real letters over SMTP, and axe
at zero in both themes on every page on the way; then the same without JavaScript, and
by the keyboard alone.
"""

import re

import pytest

from alerts.models import Alert, Delivery
from areas.models import Membership
from tests import make
from watch.shots.browser import sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAN = "dan.ny@grannar.example"
SEEN_A_CAR = "Hörde en bil på tomgång vid halv fem."
MOST_TAPS = 4  # from the contact's page to a sent alert, with the suggested text
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def street(cast):
    """An address in Björkvägen where nobody has joined yet."""
    return make.make_household(cast.bjork, "Björkvägen", 12)


@pytest.fixture
def fine(axe):
    """Says that the open page has no barriers, and fits a narrow phone."""

    def check(page):
        assert axe(page) == [], page.url
        before = page.viewport_size
        page.set_viewport_size(NARROW)
        assert sideways(page) <= 0, page.url
        page.set_viewport_size(before)

    return check


def nothing(page):
    """Where barriers are not what the test is about."""


def find_and_ask(page, check):
    """From the front page by address to the application, in three pages."""
    page.goto("/omraden/")
    check(page)
    page.fill("[name=adress]", "Björkvägen 12")
    page.click("form[role=search] button[type=submit]")
    page.wait_for_selector("text=Björkvägen 12")
    check(page)
    page.click("text=Be om att gå med")
    page.wait_for_url("**/om-dig/")
    check(page)
    page.fill("[name=name]", "Dan Dahl")
    page.fill("[name=email]", DAN)
    page.check("[name=rules]")
    page.click("main .knapp--hel")
    page.wait_for_url("**/sa-nar-vi-dig/")
    check(page)
    page.check("[name=channels][value=email]")
    page.click("main .knapp--hel")
    page.wait_for_url("**/tack/")
    check(page)


def confirm(page, post, check):
    """By the link in the letter that the application sent."""
    post.deliver()
    page.goto(post.link_to(DAN, "/bekrafta/"))
    check(page)
    page.click("text=Ja, bekräfta")
    page.wait_for_selector("text=Adressen är bekräftad")
    check(page)


def let_in(page, check):
    page.goto("/ombud/")
    check(page)
    asked = Membership.objects.pending().get()
    page.click(f"a[href$='/ombud/ansokningar/{asked.pk}/']")
    check(page)
    page.click("text=Ja, släpp in")
    page.wait_for_url(re.compile(r"/ombud/$"))


def write_and_send(page, check):
    page.goto("/ombud/larm/nytt/")
    check(page)
    page.locator("[name=kind][value=burglary]").check()
    page.click("text=Läs igenom")
    page.wait_for_url("**/las-igenom/")
    check(page)
    page.click(".atgard button[type=submit]")
    page.wait_for_url(re.compile(r"/ombud/larm/[^/]+/$"))


def know_and_answer(page, link, check):
    page.goto(link)
    check(page)
    page.click("text=Jag har sett larmet")
    page.wait_for_selector("text=Du har sagt att du har sett larmet")
    check(page)
    page.click("text=Jag såg något")
    page.fill("[name=text]", SEEN_A_CAR)
    check(page)
    page.click("form:has([name=text]) button[type=submit]")
    page.wait_for_selector("text=Du har svarat")


def retract(page, check):
    page.click("text=Ta tillbaka larmet")
    page.wait_for_url("**/ta-tillbaka/")
    check(page)
    page.locator("[name=reason]").first.check()
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(r"/ombud/larm/[^/]+/$"))


def test_the_main_job_from_end_to_end(open_page, enter, post, cast, street, fine):
    dan, alva = open_page(), open_page()
    find_and_ask(dan, fine)
    confirm(dan, post, fine)

    enter(alva, cast.alva, strong=True)
    let_in(alva, fine)
    assert Membership.objects.get(household=street).state == "joined"

    write_and_send(alva, fine)
    post.deliver()
    alva.goto(alva.url)
    assert alva.locator(".fasad__tal").inner_text().startswith("3")
    fine(alva)
    assert len(post.letters_to("cilla@grannar.example")) == 0

    know_and_answer(dan, post.link_to(DAN, "/l/"), fine)
    alva.reload()
    alva.wait_for_selector(f"text={SEEN_A_CAR}")
    fine(alva)

    retract(alva, fine)
    alva.wait_for_selector("text=tillbaka")
    fine(alva)
    before = len(post.letters_to(DAN))
    post.deliver()
    assert len(post.letters_to(DAN)) == before + 1
    dan.goto(post.link_to(DAN, "/l/"))
    fine(dan)
    assert Alert.objects.originals().get().state == "cancelled"
    assert not Delivery.objects.filter(user=cast.cilla, notice=None).exists()


def test_the_main_job_without_javascript(open_page, enter, post, cast, street):
    dan = open_page(java_script_enabled=False)
    alva = open_page(java_script_enabled=False)
    find_and_ask(dan, nothing)
    confirm(dan, post, nothing)
    enter(alva, cast.alva, strong=True)
    let_in(alva, nothing)
    write_and_send(alva, nothing)
    post.deliver()
    know_and_answer(dan, post.link_to(DAN, "/l/"), nothing)
    alva.goto(alva.url)
    alva.wait_for_selector(f"text={SEEN_A_CAR}")
    retract(alva, nothing)
    assert Alert.objects.originals().get().state == "cancelled"


def test_a_suggested_alert_is_sent_in_four_taps(open_page, enter, post, cast):
    page = enter(open_page(has_touch=True), cast.alva, strong=True)
    page.goto("/ombud/")
    taps = (
        "text=Skriv larm >> visible=true",
        "label:has([name=kind][value=burglary])",
        "text=Läs igenom",
        ".atgard button[type=submit]",
    )
    for number, target in enumerate(taps, start=1):
        page.locator(target).first.tap()
        page.wait_for_load_state()
        assert number <= MOST_TAPS
    page.wait_for_selector(".fasad__tal")
    assert Alert.objects.originals().get().state == "sent"


def test_an_alert_is_sent_by_the_keyboard_alone(open_page, enter, post, cast):
    page = enter(open_page(), cast.alva, strong=True)
    page.goto("/ombud/larm/nytt/")
    _tab_to(page, "[name=kind]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    _tab_to(page, ".atgard button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/las-igenom/")
    _tab_to(page, ".atgard button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".fasad__tal")
    assert Alert.objects.originals().get().kind == "burglary"


def _tab_to(page, target, most=40):
    """Tab until the focus stands there; it is seen all the way, never behind a bar."""
    for _stop in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUS, target)
        assert here["seen"], f"the focus is hidden at {here['what']}"
        if here["there"]:
            return
    pytest.fail(f"{target} is not reached by {most} tabs")


# Hidden: outside the window, or another element lies on top of its middle.
FOCUS = """target => {
  const focus = document.activeElement;
  const box = (focus.closest("label") ?? focus).getBoundingClientRect();
  const x = box.left + box.width / 2, y = box.top + box.height / 2;
  const top = document.elementFromPoint(x, y);
  const label = focus.closest("label");
  const inside = y >= 0 && y <= innerHeight;
  const clear = top && (focus.contains(top) || (label && label.contains(top))
    || top.contains(focus));
  return {there: focus.matches(target), seen: focus === document.body
    || Boolean(inside && clear), what: focus.outerHTML.slice(0, 120)};
}"""
