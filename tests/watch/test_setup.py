"""The first officer of an empty installation."""

import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from areas.models import Appointment, Installation, User
from tests import make
from tests.watch.test_home import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def klippan():
    return make.make_municipality()


def link():
    out = StringIO()
    call_command("setup_link", stdout=out)
    return re.search(r"/kom-igang/\S+/", out.getvalue()).group()


def answers(municipality, **changes):
    return {
        "name": "Mona Malm",
        "email": "Mona@Klippan.example",
        "municipality": municipality.pk,
        "office": "municipal_officer",
        **changes,
    }


def test_the_link_makes_the_first_officer_who_logs_in_by_code(client, klippan):
    path = link()
    assert "Vem är första handläggare?" in text(client.get(path))
    response = client.post(path, answers(klippan))
    assert response.status_code == 302
    office = Appointment.objects.get()
    assert office.municipality == klippan
    assert office.office == "municipal_officer"
    assert office.user.email == "mona@klippan.example"
    client.post(response["Location"], {"email": "mona@klippan.example"})
    assert mail.outbox[0].to == ["mona@klippan.example"]
    code = re.search(r"\b[A-Z0-9]{3,}-?[A-Z0-9]{3,}\b", mail.outbox[0].body).group()
    client.post("/konto/login/code/confirm/", {"code": code})
    assert client.get("/samordning/").status_code == 200


def test_the_link_works_once(client, klippan):
    path = link()
    client.post(path, answers(klippan))
    response = client.post(path, answers(klippan, email="tjuv@example.org"))
    assert response.status_code == 404
    assert User.objects.count() == 1
    assert "Länken fungerar inte" in text(client.get(path))


def test_a_new_link_closes_the_old_one(client, klippan):
    first, second = link(), link()
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_the_link_is_too_old_after_a_day(client, klippan):
    path = link()
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert client.get(path).status_code == 404
        assert client.post(path, answers(klippan)).status_code == 404
    assert not Appointment.objects.exists()


def test_a_guessed_link_opens_nothing(client, klippan):
    link()
    assert client.get("/kom-igang/gissning/").status_code == 404
    assert Installation.objects.get().setup_hash != ""


def test_with_an_officer_there_is_no_link(klippan):
    make.make_officer(municipality=klippan)
    with pytest.raises(CommandError, match=r"har redan|already"):
        call_command("setup_link")


def test_only_the_hash_of_the_link_is_kept(client, klippan):
    token = link().split("/")[-2]
    assert token not in Installation.objects.get().setup_hash


def test_what_is_missing_is_said_and_nothing_made(client, klippan):
    response = client.post(link(), {"name": "", "email": "x", "office": "operator"})
    assert response.status_code == 422
    said = text(response)
    assert "Skriv ditt namn" in said
    assert "Välj en kommun" in said
    assert not User.objects.exists()
