"""The observation slip: a note for the police that no neighbour ever sees."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.models import Delivery, Observation
from areas.models import Notice

pytestmark = pytest.mark.django_db

PAGE = "/mitt/iakttagelse/"
TEXT = "En person kände på dörrarna längs gatan och gick mot skogen."


@pytest.fixture
def note(cast, login):
    login(cast.bo).post(PAGE, {"text": TEXT, "place": "Björkvägen", "seen_at": "i går"})
    return Observation.objects.get()


def step(client, note, name, **data):
    return client.post(f"{PAGE}{note.pk}/{name}/", data)


def test_the_emergency_numbers_stand_before_the_form(cast, login):
    page = login(cast.bo).get(PAGE).content.decode()
    main = page[page.index("<main") :]
    assert main.index("tel:112") < main.index("<form")
    assert main.index("tel:11414") < main.index("<form")


def test_the_day_of_its_end_is_told_beforehand(cast, login, note):
    ends = timezone.localdate() + timedelta(days=30)
    assert note.erase_on == ends
    assert login(cast.bo).get(PAGE).context["ends"] == ends


def test_an_empty_note_is_asked_for_again(cast, login):
    assert login(cast.bo).post(PAGE, {"text": "  "}).status_code == 422
    assert not Observation.objects.exists()


def test_a_note_may_describe_somebody_since_only_the_police_get_it(cast, login):
    text = "Röd jacka, bilen hade nummer ABC 123."
    assert login(cast.bo).post(PAGE, {"text": text}).status_code == 302


# Transition, with what it needs, and the state after it (domain, section 4.4).
TABLE = [
    ([("lamnad", {"ringt": "1"})], "handed_over"),
    ([("lamnad", {})], "note"),
    ([("lamnad", {"ringt": "1"}), ("lamnad", {"ringt": "1"})], "handed_over"),
    ([("radera", {})], "erased"),
    ([("lamnad", {"ringt": "1"}), ("radera", {})], "erased"),
    ([("angra", {})], "note"),
]


@pytest.mark.parametrize(("steps", "after"), TABLE)
def test_the_table_of_an_observation(cast, login, note, steps, after):
    client = login(cast.bo)
    for name, data in steps:
        step(client, note, name, **data)
    assert state_of(note) == after


def state_of(note):
    found = Observation.objects.filter(pk=note.pk).first()
    if found is None:
        return "erased"
    return "handed_over" if found.handed_over_at else "note"


@pytest.mark.parametrize("who", ["alva", "dan", "cilla", "mona", "pia"])
def test_nobody_else_sees_or_touches_it(cast, login, note, who):
    client = login(getattr(cast, who), strong=True)
    assert client.get(f"{PAGE}{note.pk}/").status_code == 404
    assert step(client, note, "radera").status_code == 404
    assert step(client, note, "lamnad", ringt="1").status_code == 404
    assert state_of(note) == "note"
    for path in (PAGE, "/ombud/larm/", "/samordning/larm/", "/mitt/larm/"):
        assert "kände på dörrarna" not in client.get(path).content.decode()


def test_it_needs_a_login(client, note):
    client.logout()
    assert client.get(PAGE).status_code == 302
    assert client.get(f"{PAGE}{note.pk}/").status_code == 302


def test_nothing_of_it_is_sent_to_anybody(cast, login, note):
    step(login(cast.bo), note, "lamnad", ringt="1")
    assert not Delivery.objects.exists()
    assert not Notice.objects.exists()


def test_looking_at_it_changes_nothing(cast, login, note):
    client = login(cast.bo)
    for name in ("lamnad", "radera"):
        assert client.get(f"{PAGE}{note.pk}/{name}/").status_code == 405
    assert state_of(note) == "note"
