"""The officer's overview: one page that answers "where do we stand"."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make, make_watch
from tests.watch.test_home import text
from watch import calendar

pytestmark = pytest.mark.django_db


@pytest.fixture
def mona(cast):
    return cast.mona


@pytest.fixture
def goal(cast):
    promise = make_watch.make_promise(cast.klippan, title="Löftet")
    return make_watch.make_commitment(promise)


def desk(client):
    response = client.get("/samordning/")
    assert response.status_code == 200
    return text(response)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("mona", 200),
        ("pia", 200),
        ("alva", 403),
        ("bo", 403),
        ("cilla", 403),
    ],
)
def test_only_officers_come_in(cast, login, who, status):
    assert login(getattr(cast, who)).get("/samordning/").status_code == status


def test_a_stranger_is_asked_to_log_in(client, cast):
    response = client.get("/samordning/")
    assert response.status_code == 302
    assert "login" in response["Location"]


def test_the_banner_counts_from_rows_and_says_what_is_missing(login, mona, goal):
    make_watch.make_new_area(goal, "Åbyn")
    make_watch.make_new_area(goal, "Stidsvig")
    make_watch.make_new_area(goal, "Halvklar", without=("information",))
    make.make_area("Krika", state="meeting_booked")
    said = desk(login(mona))
    assert "2 av 5 nya områden är igång. Ett har bokat startmöte." in said
    assert "2 saknas för att nå målet." in said
    assert "180 dagar kvar" in said


def test_the_stairs_count_areas_by_state(login, mona, goal, cast):
    make.make_area("Krika", state="interest")
    make.make_area("Bruket", state="interest")
    make.make_area("Vila", state="dormant")
    said = desk(login(mona))
    assert "2 Intresse" in said
    assert "1 Vilande" in said


def test_the_to_do_list_comes_from_the_rows(login, mona, goal):
    area = make.make_area("Krika", state="interest")
    area.state_since = timezone.now() - timedelta(days=6)
    area.save()
    make.make_area("Norrehed", state="meeting_booked")
    make.make_area("Vila", state="dormant")
    said = desk(login(mona))
    assert "Svara på intresse Äldst: Krika, 6 dagar sedan" in said
    assert "Förbered startmöte Norrehed" in said
    assert "Ring vilande områden" in said
    assert "Fyll i inbrott Inga siffror än" in said


def test_those_who_asked_come_before_places(login, mona, goal, cast):
    from areas.models import Interest

    for place, days in (("Krika", 6), ("Bruket", 2)):
        Interest.objects.create(
            municipality=cast.klippan,
            place=place,
            place_key=place.lower(),
            person=make.make_person(),
            created_at=timezone.now() - timedelta(days=days),
        )
    client = login(mona)
    said = desk(client)
    assert "Svara på intresse Äldst: Krika, 6 dagar sedan" in said
    Interest.objects.update(answered_at=timezone.now())
    assert "Svara på intresse" not in desk(client)


def test_the_start_meetings_day_comes_from_the_areas_own_step(login, mona, goal):
    from areas.models import AreaEvent

    area = make.make_area("Norrehed", state="meeting_booked")
    AreaEvent.objects.create(
        area=area,
        from_state="contacts_found",
        to_state="meeting_booked",
        evidence={"meeting_on": "2026-12-03", "place": "Skolan"},
    )
    assert "Norrehed 3 december" in desk(login(mona))


def test_an_empty_desk_says_that_nothing_waits(login, mona, cast):
    make_watch.make_months(cast.klippan, [1])
    assert "Inget väntar på dig." in desk(login(mona))


def test_before_and_after_say_how_many_months(login, mona, goal):
    start = calendar.shifted(calendar.this_month(), -5)
    area = make_watch.make_new_area(goal, "Åbyn", started_on=start)
    # 12 months before: 7 in all; the month of the start is left out; 4 after: 2.
    counts = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1, 3, 1, 0, 1, 0]
    make_watch.make_months(goal.promise.municipality, [2] * 17)
    make_watch.make_months(goal.promise.municipality, counts, area=area)
    said = desk(login(mona))
    assert "7 2 på 4 mån" in said


def test_a_missing_month_is_a_dash_and_never_a_zero(login, mona, goal):
    make_watch.make_new_area(goal, "Åbyn")
    assert "– –" in desk(login(mona))


def test_no_percentage_below_twenty_households(login, mona, goal):
    area = make_watch.make_new_area(goal, "Åbyn")
    for _ in range(19):
        make.make_household(area)
    said = desk(login(mona))
    row = said[said.index("Åbyn") :]
    assert "0 av 19" in row
    assert "%" not in row[:80]
    make.make_household(area)
    said = desk(login(mona))
    assert "0 % av 20" in said


def test_quarters_are_drawn_with_the_promise_marked_and_as_a_table(login, mona, goal):
    make_watch.make_months(goal.promise.municipality, [1] * 24)
    html = login(mona).get("/samordning/").content.decode()
    assert "stapel-b" in html
    assert "stapel-a" in html
    assert "Löftet börjar" in html
    assert "Källa: " in html
    assert html.count("<table") == 2


def test_the_official_figure_wins_over_the_preliminary(login, mona, goal):
    month = calendar.shifted(calendar.this_month(), -1)
    klippan = goal.promise.municipality
    make_watch.make_months(klippan, [9], last=month)
    make_watch.make_months(klippan, [6], last=month, standing="official")
    from watch import stats

    assert stats.burglaries(klippan).counts[None][month] == 6


def test_the_other_municipalitys_rows_stay_there(login, mona, goal):
    other = make.make_municipality("1277", "Åstorp", bounds=(12.9, 56.1, 13.0, 56.2))
    make.make_area("Hemligt", municipality=other, state="interest")
    client = login(mona)
    assert "Hemligt" not in desk(client)
    assert client.get("/samordning/?kommun=1277").status_code == 404


def test_police_with_several_municipalities_choose_between_them(login, cast, goal):
    other = make.make_municipality("1277", "Åstorp", bounds=(12.9, 56.1, 13.0, 56.2))
    make.make_officer(cast.pia, office="police_officer", municipality=other)
    make.make_area("Broby", municipality=other, state="interest")
    client = login(cast.pia)
    assert "Åstorp" in desk(client)
    said = text(client.get("/samordning/?kommun=1277"))
    assert "Äldst: Broby" in said


def test_the_page_asks_at_most_eighteen_questions(
    login, mona, goal, django_assert_max_num_queries
):
    for number in range(6):
        area = make_watch.make_new_area(goal, f"Område {number}")
        make.make_member(area)
        make_watch.make_months(goal.promise.municipality, [1] * 12, area=area)
    make_watch.make_months(goal.promise.municipality, [3] * 24)
    client = login(mona)
    with django_assert_max_num_queries(18):
        client.get("/samordning/")


# --- the log ----------------------------------------------------------------


def test_the_log_is_for_officers_and_auditors_and_shows_ones_own(login, cast):
    from areas.models import AccessLog

    other = make.make_municipality("1277", "Åstorp", bounds=(12.9, 56.1, 13.0, 56.2))
    AccessLog.objects.create(act="alert.send", by=cast.alva, municipality=cast.klippan)
    AccessLog.objects.create(act="kit.lookup", by=cast.pia, municipality=other)
    said = text(login(cast.mona).get("/samordning/logg/"))
    assert "alert.send" in said
    assert "kit.lookup" not in said
    auditor = make.make_person("Agda Granskare")
    from areas.models import Appointment

    Appointment.objects.create(user=auditor, office="auditor")
    said = text(login(auditor).get("/samordning/logg/"))
    assert "alert.send" in said
    assert "kit.lookup" in said
    said = text(login(auditor).get("/samordning/logg/?handelse=kit.lookup"))
    assert "1 rad" in said
    assert login(cast.bo).get("/samordning/logg/").status_code == 403


# --- burglaries -------------------------------------------------------------


def entry(**changes):
    month = calendar.shifted(calendar.this_month(), -1)
    return {
        "month": f"{month:%Y-%m}",
        "area": "",
        "burglaries": "3",
        "attempts": "1",
        "standing": "preliminary",
        "source": "Polisen, lokalt",
        **changes,
    }


def test_an_officer_enters_a_month_and_sees_it(login, mona, cast):
    client = login(mona)
    response = client.post("/samordning/inbrott/?kommun=1276", entry(), follow=True)
    assert "Siffrorna är sparade." in text(response)
    row = cast.klippan.crime_figures.get()
    assert (row.burglaries, row.attempts, row.by) == (3, 1, mona)


def test_the_same_month_again_replaces_it(login, mona, cast):
    client = login(mona)
    client.post("/samordning/inbrott/?kommun=1276", entry())
    client.post("/samordning/inbrott/?kommun=1276", entry(burglaries="5"))
    assert cast.klippan.crime_figures.get().burglaries == 5


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"month": "2999-01"}, "Månaden har inte kommit än."),
        ({"month": "maj"}, "Skriv månaden så här: 2026-05"),
        ({"month": ""}, "Välj en månad"),
    ],
)
def test_a_wrong_month_is_explained_and_nothing_saved(login, mona, cast, change, said):
    response = login(mona).post("/samordning/inbrott/", entry(**change))
    assert response.status_code == 422
    assert said in text(response)
    assert not cast.klippan.crime_figures.exists()


def upload(client, content):
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("inbrott.csv", content)
    return client.post(
        "/samordning/inbrott/fil/",
        {"fil-file": file, "fil-standing": "official", "fil-source": "Brå"},
        follow=True,
    )


def test_a_file_is_read_with_swedish_headings_and_semicolons(login, mona, cast):
    content = (
        "Månad;Område;Inbrott;Försök\n2026-01;;4;1\n2026-02;Björkvägen;1;\n"
    ).encode()
    assert "2 månader är sparade." in text(upload(login(mona), content))
    assert cast.klippan.crime_figures.get(area=None).total == 5
    assert cast.klippan.crime_figures.get(area=cast.bjork).total == 1


def test_a_file_from_an_old_spreadsheet_is_read_too(login, mona, cast):
    upload(login(mona), "månad,inbrott\n2026-01,4\n".encode("cp1252"))
    assert cast.klippan.crime_figures.get().burglaries == 4


def test_one_wrong_row_and_nothing_is_saved(login, mona, cast):
    content = b"manad,omrade,inbrott\n2026-01,,4\n2026-13,,2\n2026-02,Atlantis,-1\n"
    response = upload(login(mona), content)
    said = text(response)
    assert "Inget är sparat." in said
    assert "Rad 3: skriv månaden så här: 2026-05" in said
    assert "Rad 4: det finns inget område som heter Atlantis" in said
    assert not cast.klippan.crime_figures.exists()


@pytest.mark.parametrize("content", [b"hej", b"\x00\xff\xfe", b"a,b\n1,2\n"])
def test_a_file_that_is_something_else_is_refused(login, mona, cast, content):
    response = upload(login(mona), content)
    assert response.status_code == 422
    assert "Filen behöver kolumnerna månad och inbrott." in text(response)
