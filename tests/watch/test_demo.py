"""The pages that exist in a demo only."""

from email.header import Header

import pytest

from areas.models import Appointment, Installation
from tests import make
from tests.watch.test_home import text

pytestmark = pytest.mark.django_db

PATHS = (
    "/demo/",
    "/demo/inkorg/",
    "/demo/inkorg/00000000000000000000-0000000000000000.eml/",
)


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    return Installation.objects.create(is_demo=True)


@pytest.fixture
def post(settings, tmp_path):
    """A folder of caught letters."""
    settings.RUN_DIR = tmp_path
    (tmp_path / "post").mkdir()

    def catch(name, to, body, subject="Larm"):
        path = tmp_path / "post" / f"{name:020d}-0123456789abcdef.eml"
        head = f"Delivered-To: {to}\r\nTo: {to}\r\nFrom: larm@grannar.example\r\n"
        subject = Header(subject, "utf-8").encode()
        path.write_bytes(f"{head}Subject: {subject}\r\n\r\n{body}".encode())
        return path.name

    return catch


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("setting", "row"), [(True, False), (False, True)])
def test_outside_a_demo_the_pages_do_not_exist(client, settings, path, setting, row):
    settings.DEMO = setting
    Installation.objects.create(is_demo=row)
    make.make_person("Alva", "alva@grannar.example")
    assert client.get(path).status_code == 404
    assert client.post(path, {"roll": "kontaktombud"}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_one_becomes_one_of_the_cast_by_post(client, cast, demo):
    assert "Logga in som Mona Malm" in text(client.get("/demo/"))
    assert "_auth_user_id" not in client.session
    response = client.post("/demo/", {"roll": "kommun"})
    assert response["Location"] == "/samordning/"
    assert client.session["_auth_user_id"] == str(cast.mona.pk)
    assert client.get("/samordning/").status_code == 200


def test_the_demo_login_counts_as_a_second_factor(client, cast, demo, rf):
    from areas.permissions import has_second_factor

    client.post("/demo/", {"roll": "kontaktombud"})
    request = rf.get("/")
    request.session = client.session
    assert has_second_factor(request)
    Installation.objects.update(is_demo=False)
    assert not has_second_factor(request)


def test_only_the_cast_that_is_there_is_offered(client, cast, demo):
    said = text(client.get("/demo/"))
    assert "Driftansvarig" not in said
    olle = make.make_person("Olle Drift", "olle@grannar.example")
    Appointment.objects.create(user=olle, office="operator")
    assert "Logga in som Olle Drift" in text(client.get("/demo/"))


@pytest.mark.parametrize("key", ["", "tjuv", "drift"])
def test_nobody_else_can_be_become(client, cast, demo, key):
    assert client.post("/demo/", {"roll": key}).status_code == 404


def test_the_inbox_shows_each_ones_letters(client, cast, demo, post):
    post(1, "bo@grannar.example", "Inbrott", "Inbrott på Björkvägen")
    post(2, "cilla@grannar.example", "Möte", "Årsmöte")
    said = text(client.get("/demo/inkorg/"))
    assert "Inbrott på Björkvägen" in said
    said = text(client.get("/demo/inkorg/?till=cilla@grannar.example"))
    assert "Inbrott" not in said
    assert "1 brev" in said


def test_an_empty_inbox_says_what_to_do(client, demo, post):
    assert "Inga brev än." in text(client.get("/demo/inkorg/"))


def test_links_to_the_site_can_be_followed_and_others_not(client, demo, post, settings):
    settings.SITE_URL = "http://localhost:8000"
    name = post(
        1,
        "bo@grannar.example",
        "Läs: http://localhost:8000/l/AB2CD/x1y2/?a=1\n"
        "Se http://localhost:8000/l/AB2CD/x1y2/?a=1&b=2 också\n"
        "Ont: https://elak.example/fiske och http://localhost:8000//elak.example/",
    )
    html = client.get(f"/demo/inkorg/{name}/").content.decode()
    assert 'href="/l/AB2CD/x1y2/?a=1"' in html
    assert 'href="/l/AB2CD/x1y2/?a=1&amp;b=2"' in html
    assert 'href="https://elak' not in html
    assert 'href="//elak' not in html
    assert "https://elak.example/fiske" in html


def test_a_letter_is_text_whatever_it_says(client, demo, post):
    name = post(1, "bo@grannar.example", "<script>alert(1)</script> & <b>hej</b>")
    html = client.get(f"/demo/inkorg/{name}/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;hej&lt;/b&gt;" in html


@pytest.mark.parametrize("name", ["..", "passwd", "..%2f..%2fetc%2fpasswd"])
def test_no_other_file_can_be_read(client, demo, post, name):
    assert client.get(f"/demo/inkorg/{name}/").status_code == 404
