"""The household's own page: reserve, collect, stickers, mark, register."""

import pytest

from areas.models import Notice
from marking import services
from marking.models import Kit
from tests import make, make_marking

pytestmark = pytest.mark.django_db
PAGE = "/mitt/markning/"


def kit_of(home):
    return Kit.objects.of(home).first()


def test_a_neighbour_reserves_a_kit_and_is_told_where_to_collect_it(cast, login):
    place = make_marking.make_place(cast.bjork, name="Alvas hylla", opening="Vardagar.")
    make_marking.make_kit(place)
    bo = login(cast.bo)
    assert "Reserv" in bo.get(PAGE).content.decode()
    answer = bo.post(PAGE + "boka/", follow=True)
    assert answer.status_code == 200
    assert kit_of(cast.home).state == "reserved"
    assert kit_of(cast.home).face == "ready"
    told = Notice.objects.get(user=cast.bo, kind="kit.ready")
    assert "Alvas hylla" in told.text


def test_with_nothing_in_stock_the_page_says_so(cast, login):
    assert "slut" in login(cast.bo).get(PAGE).content.decode()


def test_the_four_steps_may_be_done_in_any_order(cast, login):
    make_marking.make_held(cast.home)
    bo = login(cast.bo)
    bo.post(PAGE + "koden/", {"code": "7k3 p9m", "on": ""})
    bo.post(PAGE + "dekaler/")
    bo.post(PAGE + "markt/")
    kit = kit_of(cast.home)
    assert kit.state == "registered"
    assert kit.stickers_up_on
    assert kit.marked_on
    assert bo.get(PAGE).content.decode().count('class="klar"') == 4


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("7K3 P9", "Koden har sex tecken. Du har skrivit fem."),
        ("7K3 P9MM", "Koden har sex tecken. Du har skrivit sju."),
        ("7K3P9O", "Är det siffran 0?"),
        ("7K3P9Å", "kan inte ha tecknet Å"),
        ("", "Skriv koden på flaskan."),
    ],
)
def test_the_code_field_says_what_is_wrong(cast, login, code, says):
    make_marking.make_held(cast.home)
    answer = login(cast.bo).post(PAGE + "koden/", {"code": code})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert kit_of(cast.home).state == "handed_out"


def test_somebody_elses_code_is_refused_and_guessing_ends(cast, login):
    other = make.make_household(cast.bjork)
    make_marking.make_held(other, "registered", code="7K3P9M")
    make_marking.make_held(cast.home)
    bo = login(cast.bo)
    for _try in range(5):
        answer = bo.post(PAGE + "koden/", {"code": "7K3P9M"})
        assert "hör inte till ditt set" in answer.content.decode()
    answer = bo.post(PAGE + "koden/", {"code": "AAAAAA"})
    assert "För många försök" in answer.content.decode()
    assert kit_of(cast.home).state == "handed_out"


def test_the_list_to_print_sends_nothing(cast, login):
    answer = login(cast.bo).get(PAGE + "lista/").content.decode()
    inside = answer.split("<tbody>")[1].split("</tbody>")[0]
    assert " name=" not in inside


def test_a_lost_kit_is_noted_and_a_new_one_can_be_reserved(cast, login):
    lost = make_marking.make_held(cast.home)
    make_marking.make_kit(make_marking.make_place(cast.bjork))
    bo = login(cast.bo)
    assert bo.post(PAGE + "borta/", {"note": ""}).status_code == 422
    bo.post(PAGE + "borta/", {"note": "glömt på tåget"})
    assert make_marking.reread(lost).state == "lost"
    bo.post(PAGE + "boka/")
    assert kit_of(cast.home).state == "reserved"


def test_a_household_that_will_not_use_its_kit_may_change_its_mind(cast, login):
    make_marking.make_held(cast.home)
    bo = login(cast.bo)
    bo.post(PAGE + "oanvant/", {"note": "hinner inte"})
    assert kit_of(cast.home).state == "unused"
    bo.post(PAGE + "dekaler/")
    assert kit_of(cast.home).state == "stickers_up"


def test_help_is_asked_of_the_areas_contact_once_a_day(cast, login):
    bo = login(cast.bo)
    bo.post(PAGE + "hjalp/")
    bo.post(PAGE + "hjalp/")
    assert Notice.objects.filter(user=cast.alva, kind="kit.help").count() == 1


def test_the_uptake_is_a_number_only_when_it_tells_of_nobody(cast, login):
    page = login(cast.bo).get(PAGE).content.decode()
    assert "Färre än fem" in page
    for number in range(20):
        home = make.make_household(cast.bjork)
        if number < 5:
            make_marking.make_held(home, "registered", code=f"AAAAA{number}")
    page = login(cast.bo).get(PAGE).content.decode()
    assert "5 av" in page


def test_nobody_sees_or_changes_another_homes_kit(cast, login):
    make_marking.make_held(cast.home)
    cilla = login(cast.cilla)
    assert cilla.get(PAGE, {"hem": cast.home.pk}).status_code == 404
    answer = cilla.post(PAGE + "dekaler/", {"hem": cast.home.pk})
    assert answer.status_code == 404
    assert kit_of(cast.home).stickers_up_on is None


def test_looking_changes_nothing(cast, login):
    make_marking.make_held(cast.home)
    bo = login(cast.bo)
    for step in ("boka", "koden", "dekaler", "markt", "avboka", "hjalp"):
        assert bo.get(f"{PAGE}{step}/").status_code == 405


def test_the_code_on_the_box_leads_its_holder_home_and_a_contact_to_the_round(
    cast, login, client
):
    kit = make_marking.make_held(cast.home)
    stranger = client.get(f"/m/{kit.number}/")
    assert login(cast.bo).get(f"/m/{kit.number}/").url == PAGE
    assert login(cast.alva).get(f"/m/{kit.number}/").url.endswith(kit.number)
    unknown = login(cast.cilla).get("/m/KL9999/")
    known = login(cast.cilla).get(f"/m/{kit.number}/")
    assert stranger.status_code == unknown.status_code == known.status_code == 200


def test_the_public_page_says_the_same_whatever_was_found(cast, client):
    kit = make_marking.make_held(cast.home)
    pages = {
        client.get(path).content.decode().replace(path, "")
        for path in (f"/m/{kit.number}/", "/m/KL9999/", "/m/hej/", "/markning/hittat/")
    }
    texts = {page.split("<main")[1].split("</main>")[0] for page in pages}
    assert len(texts) == 1
    assert "114 14" in texts.pop()


def test_a_reservation_may_be_cancelled(cast, login):
    make_marking.make_kit(make_marking.make_place(cast.bjork))
    bo = login(cast.bo)
    bo.post(PAGE + "boka/")
    bo.post(PAGE + "avboka/")
    assert kit_of(cast.home) is None
    assert services.reserve_kit(cast.home, by=make_marking.contact(cast.alva))
