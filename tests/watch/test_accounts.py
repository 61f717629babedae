"""Who holds an office, and the operator's page."""

import pytest

from areas.models import AccessLog, Appointment, Notice, User
from tests import make
from tests.watch.test_home import text

pytestmark = pytest.mark.django_db

PATH = "/samordning/anvandare/"


@pytest.fixture
def olle(db):
    olle = make.make_person("Olle Drift")
    Appointment.objects.create(user=olle, office="operator")
    return olle


def wish(municipality, **changes):
    return {
        "name": "Ny Polis",
        "email": "Ny@polisen.example",
        "office": "police_officer",
        "municipality": municipality.pk if municipality else "",
        **changes,
    }


def test_an_officer_appoints_another_who_is_told_and_it_is_logged(cast, login):
    client = login(cast.mona, strong=True)
    response = client.post(PATH, wish(cast.klippan), follow=True)
    assert "Uppdraget är gett" in text(response)
    new = User.objects.get(email="ny@polisen.example")
    row = new.appointments.get()
    assert (row.office, row.municipality, row.appointed_by) == (
        "police_officer",
        cast.klippan,
        cast.mona,
    )
    assert Notice.objects.get(user=new).kind == "office.appointed"
    assert AccessLog.objects.get(act="office.appoint").about == new


def test_it_needs_a_second_factor(cast, login):
    client = login(cast.mona)
    assert client.get(PATH).status_code == 403
    assert client.post(PATH, wish(cast.klippan)).status_code == 403
    assert Appointment.objects.filter(user__email="ny@polisen.example").count() == 0


def test_police_contacts_and_residents_appoint_nobody(cast, login):
    for person in (cast.pia, cast.alva, cast.bo):
        client = login(person, strong=True)
        assert client.post(PATH, wish(cast.klippan)).status_code == 403


def test_an_officer_gives_nothing_in_another_municipality(cast, login):
    other = make.make_municipality("1277", "Åstorp", bounds=(12.9, 56.1, 13.0, 56.2))
    client = login(cast.mona, strong=True)
    assert client.post(PATH, wish(other)).status_code == 422
    assert client.post(PATH, wish(None)).status_code == 422
    stranger = make.make_officer(make.make_person("Stig"), municipality=other)
    row = stranger.appointments.get()
    assert "Stig" not in text(client.get(PATH))
    assert client.post(f"{PATH}{row.pk}/avsluta/").status_code == 404


def test_only_an_operator_makes_operators(cast, login, olle):
    operator = wish(None, office="operator")
    client = login(cast.mona, strong=True)
    operators = Appointment.objects.filter(office="operator")
    assert client.post(PATH, operator).status_code == 422
    assert operators.count() == 1
    client = login(olle, strong=True)
    assert client.post(PATH, operator).status_code == 302
    assert operators.count() == 2


def test_the_same_office_twice_is_refused(cast, login):
    client = login(cast.mona, strong=True)
    client.post(PATH, wish(cast.klippan))
    response = client.post(PATH, wish(cast.klippan, email="ny@POLISEN.example"))
    assert response.status_code == 422
    assert "Personen har redan det uppdraget." in text(response)


def test_an_ended_office_opens_nothing_and_nobody_ends_their_own(cast, login):
    client = login(cast.mona, strong=True)
    row = cast.pia.appointments.get()
    assert "Avsluta uppdraget för Pia Polis?" in text(
        client.get(f"{PATH}{row.pk}/avsluta/")
    )
    client.post(f"{PATH}{row.pk}/avsluta/")
    own = cast.mona.appointments.get()
    response = client.post(f"{PATH}{own.pk}/avsluta/", follow=True)
    assert "Någon annan måste avsluta ditt eget uppdrag." in text(response)
    assert client.get("/samordning/").status_code == 200
    assert login(cast.pia).get("/samordning/").status_code == 403


def test_the_operator_sees_the_machinery_and_no_names(cast, login, olle):
    response = login(olle).get("/drift/")
    said = text(response)
    assert "Något är fel: sweep" in said
    for person in (cast.alva, cast.bo, cast.mona):
        assert person.name not in said
    assert login(cast.mona).get("/drift/").status_code == 403
