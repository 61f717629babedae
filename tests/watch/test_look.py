"""The look: what every page promises its readers, whoever they are."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.urls import path

from config.urls import urlpatterns as house
from watch import look_views
from watch.context import Look

# The house's own addresses, and two more to stand on a contact's and an officer's page.
urlpatterns = [
    path("ombud/prov/", look_views.components),
    path("samordning/prov/", look_views.components),
    *house,
]

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def demo_page(settings, db):
    settings.DEMO = True
    settings.DEBUG = True


# --- the frame ----------------------------------------------------------------


def test_a_page_has_language_skip_link_landmarks_and_one_heading(client, demo_page):
    page = client.get("/komponenter/").content.decode()
    assert '<html lang="sv">' in page
    assert page.index('class="skip"') < page.index("<header") < page.index("<main")
    assert page.count("<main") == page.count("<h1") == 1
    assert "Allt här är påhittat." in page


def test_no_page_carries_inline_style_script_or_another_host(client, demo_page):
    page = client.get("/komponenter/?fel=1").content.decode()
    assert not re.search(r'\sstyle="|\son\w+="|javascript:', page)
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all("src=" in tag or "application/json" in tag for tag in scripts)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)


def test_no_ids_are_given_twice(client, demo_page):
    page = client.get("/komponenter/?fel=1").content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_components_are_not_shown_on_a_real_installation(client, db, settings):
    settings.DEMO = settings.DEBUG = False
    answer = client.get("/komponenter/")
    assert answer.status_code == 404
    assert "Sidan finns inte" in answer.content.decode()


def test_the_broken_page_needs_no_request(db):
    page = render_to_string("500.html")
    assert "Något gick sönder hos oss" in page
    assert "tel:112" in page


def test_the_menu_leaves_out_pages_that_do_not_exist(db):
    assert all(link.url for link in Look(RequestFactory().get("/")).nav)


# --- theme and hat ------------------------------------------------------------


def test_a_chosen_theme_stays_and_can_be_given_back(client, demo_page):
    client.post("/tema/", {"tema": "mork", "next": "/komponenter/"})
    assert 'data-theme="mork"' in client.get("/komponenter/").content.decode()
    client.post("/tema/", {"tema": "", "next": "/komponenter/"})
    assert "data-theme" not in client.get("/komponenter/").content.decode()


def test_choosing_a_theme_never_leads_off_the_site(client, db):
    answer = client.post(
        "/tema/", {"tema": "mork", "next": "https://elsewhere.example/"}
    )
    assert answer.url == "/"


def test_a_theme_is_not_changed_by_following_a_link(client, db):
    assert client.get("/tema/?tema=mork").status_code == 405


def test_nobody_puts_on_a_hat_that_is_not_theirs(client, cast):
    client.force_login(cast.bo)
    assert client.post("/roll/", {"roll": "police_officer"}).status_code == 404
    assert "hat" not in client.session


def test_a_contacts_pages_say_the_area_and_the_role(client, cast, settings):
    settings.DEMO = settings.DEBUG = True
    client.force_login(cast.alva)
    page = client.get("/ombud/prov/").content.decode()
    assert '<span class="ordmarke__ort">Björkvägen</span>' in page


def test_the_officers_desk_has_its_own_frame(client, cast, settings):
    settings.DEMO = settings.DEBUG = True
    client.force_login(cast.mona)
    page = client.get("/samordning/prov/").content.decode()
    assert 'class="verk__inne"' in page
    assert 'class="topp"' not in page


def test_an_officer_on_a_public_page_finds_the_way_back_to_the_desk(client, cast):
    client.force_login(cast.mona)
    look = client.get("/").context["look"]
    assert (look.frame, look.nav[-1].name) == ("common", "watch:desk")


def test_the_page_itself_decides_which_hat_is_on(cast):
    request = RequestFactory().get("/ombud/larm/")
    request.user, request.session = cast.alva, {"hat": "resident"}
    assert Look(request).hat == "contact"


def test_the_public_wears_no_hat_and_asks_the_database_nothing(
    django_assert_num_queries, rf, db
):
    with django_assert_num_queries(0):
        look = Look(rf.get("/"))
        assert (look.hat, look.thumb, look.place) == ("", [], "")


# --- the log-in pages ---------------------------------------------------------


@pytest.mark.parametrize(
    "page", ["login/", "login/code/", "signup/", "password/reset/"]
)
def test_the_log_in_pages_stand_in_our_frame(client, db, page):
    answer = client.get(f"/konto/{page}", follow=True)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="innehall"' in html
    assert html.count("<h1") == 1
    assert not re.search(r'\sstyle="|\son\w+="', html)


def test_the_log_in_page_asks_for_an_address_first_and_speaks_swedish(client, db):
    html = client.get("/konto/login/").content.decode()
    assert "Vi skickar en kod till din e-postadress." in html
    assert html.index('autocomplete="email"') < html.index("Andra sätt")


@pytest.mark.parametrize(
    "page",
    [
        "email/",
        "logout/",
        "2fa/",
        "2fa/totp/activate/",
        "2fa/webauthn/",
        "2fa/webauthn/add/",
    ],
)
def test_the_account_pages_stand_in_our_frame(client, cast, page):
    client.force_login(cast.alva)
    answer = client.get(f"/konto/{page}", follow=True)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count("<h1") == 1
    assert 'class="skip"' in html
    assert not re.search(r'\sstyle="|\son\w+="', html)


@override_settings(LANGUAGE_CODE="sv")
def test_the_same_page_is_one_link_away_in_english(client, db):
    html = client.get("/konto/login/").content.decode()
    assert 'href="/en/konto/login/" lang="en"' in html
    assert "Sign In" in client.get("/en/konto/login/").content.decode()
