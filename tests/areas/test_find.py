"""Find your area: by address, in the list, on the map; homes are never given away."""

import json

import pytest
from django.contrib.gis.geos import Point

from areas.models import Area, Household
from tests import make

pytestmark = pytest.mark.django_db
FIND = "/omraden/"


@pytest.fixture
def homes(cast):
    def home(street, number, area=cast.bjork, **extra):
        values = {"locality": "Klippan", "postcode": "26430", **extra}
        point = Point(13.105, 56.125, srid=4326)
        return Household.objects.create(
            municipality=cast.klippan,
            area=area,
            street=street,
            number=number,
            point=point,
            **values,
        )

    home("Åvägen", "14", locality="Ljungbyhed", postcode="26070")
    home("Storgatan", "3 B")
    home("Storgatan", "5", cast.gran)
    home("Storgatan", "5", cast.bjork, locality="Ljungbyhed")
    Household.objects.create(
        municipality=cast.klippan,
        street="Ängsvägen",
        number="9",
        locality="Klippan",
        point=Point(13.35, 56.05, srid=4326),
    )
    return cast


def find(client, text):
    return client.post(FIND, {"adress": text})


@pytest.mark.parametrize(
    "typed",
    [
        "Åvägen 14, Ljungbyhed",
        "åvägen 14",
        "AVAGEN 14",
        "Åv. 14 Ljungbyhed",
        "åvägen14",
        "Åvägen 14, 260 70 Ljungbyhed",
    ],
)
def test_an_address_is_found_however_it_is_written(client, homes, typed):
    page = find(client, typed)
    assert page.status_code == 200
    assert page.context["answer"].area == homes.bjork
    assert "Åvägen 14" in page.content.decode()


def test_a_letter_and_a_gap_do_not_matter(client, homes):
    assert find(client, "storg 3b").context["answer"].area == homes.bjork


def test_the_same_address_in_two_places_asks_which(client, homes):
    page = find(client, "Storgatan 5")
    assert page.context["answer"].choices == [
        "Storgatan 5, Klippan",
        "Storgatan 5, Ljungbyhed",
    ]
    again = find(client, "Storgatan 5, Klippan")
    assert again.context["answer"].area == homes.gran


def test_an_address_outside_every_area_offers_interest(client, homes):
    text = find(client, "Ängsvägen 9").content.decode()
    assert "Här finns inget område än" in text
    assert "/starta/" in text


def test_a_street_without_number_lists_no_homes(client, homes):
    page = find(client, "Storgatan")
    assert page.status_code == 422
    assert page.context["answer"].area is None
    assert "3 B" not in page.content.decode()


def test_a_misspelt_street_is_guessed(client, homes):
    page = find(client, "Storgattan 5")
    assert "Storgatan" in page.content.decode()


def test_nothing_typed_and_nonsense_get_a_sentence(client, homes):
    assert find(client, "").status_code == 422
    assert find(client, "!!! 12").status_code in (200, 422)
    assert find(client, "x" * 500).status_code == 422


def test_a_search_says_nothing_of_who_lives_there(client, homes):
    text = find(client, "Björkvägen 7").content.decode()
    assert "Berg" not in text
    assert "bo@grannar.example" not in text


def test_a_home_with_protected_identity_is_not_found(client, homes):
    Household.objects.create(municipality=homes.klippan, area=homes.bjork)
    assert find(client, "0").context["answer"].area is None


def test_searching_has_an_end(client, homes):
    statuses = {find(client, "Åvägen 14").status_code for _ in range(45)}
    assert statuses == {200, 429}


def test_the_list_shows_every_open_area_with_its_letter(client, cast):
    make.make_area("Nedlagd", state="closed")
    text = client.get(FIND).content.decode()
    assert "Björkvägen" in text
    assert "Granbacken" in text
    assert "Nedlagd" not in text


def test_the_list_takes_at_most_six_queries(
    client, cast, django_assert_max_num_queries
):
    for number in range(60):
        make.make_area(f"Område {number}")
    client.get(FIND)
    with django_assert_max_num_queries(6):
        client.get(FIND)


def test_fewer_than_five_households_are_no_public_number(client, cast):
    text = client.get(f"/omraden/{cast.bjork.slug}/").content.decode()
    assert "hushåll är med" not in text
    for _ in range(5):
        make.make_member(cast.bjork)
    text = client.get(f"/omraden/{cast.bjork.slug}/").content.decode()
    assert "hushåll är med" in text


def test_an_area_shows_its_contacts_first_names_only(client, cast):
    text = client.get(f"/omraden/{cast.bjork.slug}/").content.decode()
    assert "Alva" in text
    assert "Åkesson" not in text


def test_a_closed_area_has_no_page(client, cast):
    Area.objects.filter(pk=cast.bjork.pk).update(state="closed")
    assert client.get(f"/omraden/{cast.bjork.slug}/").status_code == 404


def test_english_has_its_own_page(client, cast):
    assert "Find your area" in client.get("/en/omraden/").content.decode()


def test_the_map_has_the_letters_of_the_list(client, cast):
    data = client.get("/omraden/karta.json").json()
    letters = {area["name"]: area["letter"] for area in data["areas"]}
    assert letters == {"Björkvägen": "A", "Granbacken": "B"}


def test_the_map_is_clipped_to_the_view(client, cast):
    data = client.get("/omraden/karta.json?bbox=13.0,56.0,13.01,56.01&zoom=14").json()
    assert data["areas"] == []


@pytest.mark.parametrize("query", ["bbox=1,2,3", "bbox=a,b,c,d", "bbox=5,5,1,1"])
def test_a_view_that_is_no_view_is_refused(client, cast, query):
    assert client.get(f"/omraden/karta.json?{query}").status_code == 400


def test_the_map_of_a_whole_county_stays_light(client, cast):
    for number in range(1500):
        x, y = 13.0 + (number % 40) * 0.01, 56.0 + (number // 40) * 0.005
        make.make_area(f"Område {number}", bounds=(x, y, x + 0.009, y + 0.004))
    answer = client.get("/omraden/karta.json")
    assert len(answer.content) < 200_000
    assert len(json.loads(answer.content)["areas"]) > 300
