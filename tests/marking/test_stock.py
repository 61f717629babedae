"""Batches, ranges, files, moves, counts: nothing is half done."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from areas.models import Notice
from marking import codes, numbers, services
from marking.exceptions import KitRefused
from marking.models import Batch, Kit, KitEvent, StockTake
from tests import make, make_marking

pytestmark = pytest.mark.django_db
DESK = "/samordning/markning/"


@pytest.fixture
def store(cast):
    make_marking.make_product(name="MärkDNA")
    return make_marking.make_place(name="Förrådet")


def run(tmp_path, data, **options):
    file = tmp_path / "parti.csv"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    out = io.StringIO()
    options = {"product": "MärkDNA", "place": "Förrådet", "json": True} | options
    try:
        call_command("import_kits", str(file), stdout=out, stderr=out, **options)
        code = 0
    except SystemExit as end:
        code = end.code
    return code, json.loads(out.getvalue())


def test_a_file_of_ten_thousand_is_in_stock(store, tmp_path):
    rows = "nummer;pris\r\n" + "".join(f"KL{n:05d};349\r\n" for n in range(10_000))
    code, answer = run(tmp_path, rows)
    assert (code, answer["saved"]) == (0, 10_000)
    assert Kit.objects.filter(place=store).count() == 10_000
    assert KitEvent.objects.filter(kind="receive").count() == 10_000


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("nummer\nKL0001\nKL0001\n", "mer än en gång"),
        ("nummer\n=KL0001\n", "Rad 2: Cellen börjar som en formel"),
        ("nummer\n@SUM(A1)\n", "Rad 2: Cellen börjar som en formel"),
        ("nummer\nKL0001\n\n;\nKLÅ1\n", "Rad 5: Ett nummer har bokstäver"),
        ("nummer\n", "inga nummer"),
        ("", "inga nummer"),
    ],
)
def test_a_bad_row_has_its_sentence_and_nothing_is_saved(store, tmp_path, data, says):
    code, answer = run(tmp_path, data)
    assert code == 1
    assert any(says in sentence for sentence in answer["errors"]), answer
    assert not Kit.objects.exists()
    assert not Batch.objects.exists()


def test_a_known_number_stops_the_whole_batch(store, tmp_path):
    make_marking.make_kit(store, number="KL0002")
    code, answer = run(tmp_path, "KL0001\nKL0002\n")
    assert code == 1
    assert "KL0002 finns redan i registret." in answer["errors"]
    assert Kit.objects.count() == 1


def test_a_gap_is_told_but_not_refused(store, tmp_path):
    code, answer = run(tmp_path, "KL0001\nKL0002\nKL0007\n")
    assert code == 0
    assert answer["warnings"] == ["Serien hoppar över KL0003 till KL0006."]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8-sig", "utf-16"])
def test_the_files_encoding_does_not_matter(store, tmp_path, encoding):
    data = "Löpnr;Serienummer\r\n1;KL 0001\r\n2;KL-0002\r\n".encode(encoding)
    code, _answer = run(tmp_path, data)
    assert code == 0
    assert set(Kit.objects.values_list("number", flat=True)) == {"KL0001", "KL0002"}


def test_a_dry_run_saves_nothing(store, tmp_path):
    code, answer = run(tmp_path, "KL0001\n", dry_run=True)
    assert (code, answer["saved"], answer["numbers"]) == (0, 0, 1)
    assert not Kit.objects.exists()


def test_an_unknown_product_or_file_is_one_sentence(store, tmp_path):
    with pytest.raises(CommandError, match="MärkDNA"):
        run(tmp_path, "KL0001\n", product="Okänd")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command(
            "import_kits", "/no/such/file.csv", product="MärkDNA", place="Förrådet"
        )


# --- numbers and check digits -----------------------------------------------


@pytest.mark.parametrize(
    ("text", "count", "first", "last"),
    [
        ("KL 0001-KL 0500", 500, "KL0001", "KL0500"),
        ("KL0001–0010", 10, "KL0001", "KL0010"),
        ("kl-0001, kl-0002", 2, "KL0001", "KL0002"),
        ("KL0009 till KL0011\nKL0020", 4, "KL0009", "KL0020"),
    ],
)
def test_ranges_and_lists_are_read(db, text, count, first, last):
    reading = numbers.read_text(text, make_marking.make_product())
    assert reading.errors == []
    assert (len(reading.numbers), reading.numbers[0], reading.numbers[-1]) == (
        count,
        first,
        last,
    )


@pytest.mark.parametrize("text", ["KL0500-KL0001", "KL0001-AB0009", "KL1-KL999999"])
def test_a_range_that_cannot_be_is_refused(db, text):
    assert numbers.read_text(text, make_marking.make_product()).errors


@pytest.mark.parametrize(
    ("scheme", "good", "bad"),
    [
        ("luhn", "79927398713", "79927398710"),
        ("mod11", "0306406152", "0306406153"),  # an ISBN of the public examples
        ("mod97", "79444", "79445"),
    ],
)
def test_check_digits(scheme, good, bad):
    assert codes.adds_up(scheme, good)
    assert not codes.adds_up(scheme, bad)


def test_one_wrong_letter_never_passes_luhn_in_any_alphabet():
    letters = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    body = "7K3P9"
    code = next(
        body + end for end in letters if codes.adds_up("luhn", body + end, letters)
    )
    for place in range(len(code)):
        for letter in set(letters) - {code[place]}:
            wrong = code[:place] + letter + code[place + 1 :]
            assert not codes.adds_up("luhn", wrong, letters)


def test_a_batch_with_check_digits_takes_only_numbers_that_add_up(db):
    product = make_marking.make_product(name="Luhn", number_check="luhn")
    assert numbers.read_text("79927398713", product).errors == []
    assert "stämmer inte" in numbers.read_text("79927398710", product).errors[0]


# --- the officer's pages ----------------------------------------------------


@pytest.fixture
def mona(cast, login):
    return login(cast.mona, strong=True)


def batch_form(store, **changes):
    product = make_marking.make_product()
    return {
        "product": product.pk,
        "name": "Höstens parti",
        "arrived_on": "2026-11-01",
        "place": store.pk,
        "numbers": "KL 0001-KL 0010",
    } | changes


def test_a_batch_is_received_on_the_page(store, mona):
    answer = mona.post(DESK + "parti/nytt/", batch_form(store), follow=True)
    assert "10 set ligger i lager." in answer.content.decode()
    assert Kit.objects.count() == 10


def test_a_batch_is_received_from_a_file(store, mona):
    file = SimpleUploadedFile("p.csv", "nummer\nKL0001\n".encode("latin-1"))
    mona.post(DESK + "parti/nytt/", batch_form(store, numbers="", file=file))
    assert Kit.objects.get().number == "KL0001"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"numbers": ""}, "Skriv numren eller välj en fil."),
        ({"numbers": "KL0001\nKL0001"}, "mer än en gång"),
        ({"numbers": "=1+1"}, "formel"),
    ],
)
def test_a_wrong_batch_says_why_and_saves_nothing(store, mona, changes, says):
    answer = mona.post(DESK + "parti/nytt/", batch_form(store, **changes))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Kit.objects.exists()


def test_the_same_batch_twice_is_refused(store, mona):
    mona.post(DESK + "parti/nytt/", batch_form(store))
    answer = mona.post(DESK + "parti/nytt/", batch_form(store))
    assert answer.status_code == 422
    assert Kit.objects.count() == 10


def test_products_and_places_are_added(cast, mona):
    mona.post(
        DESK + "produkt/ny/",
        {
            "municipality": cast.klippan.pk,
            "name": "SmartDNA",
            "kind": "kit",
            "code_length": 8,
            "code_letters": "0123456789",
            "loan_days": 14,
        },
    )
    page = {
        "municipality": cast.klippan.pk,
        "kind": "contact",
        "name": "Alvas hylla",
    }
    assert mona.post(DESK + "plats/ny/", page).status_code == 422
    mona.post(DESK + "plats/ny/", page | {"area": cast.bjork.pk})
    page = mona.get(DESK + "lager/").content.decode()
    assert "SmartDNA" in page
    assert "Alvas hylla" in page


def test_moving_tells_whoever_waits_for_a_reserved_kit(cast, store, mona):
    make_marking.make_batch(store, ["KL0001"])
    services.reserve_kit(cast.home, by=make_marking.contact(cast.alva))
    assert not Notice.objects.filter(kind="kit.ready").exists()
    shelf = make_marking.make_place(cast.bjork)
    mona.post(DESK + "flytta/", {"numbers": "KL0001", "place": shelf.pk})
    kit = Kit.objects.get()
    assert (kit.place, kit.face) == (shelf, "ready")
    assert Notice.objects.filter(user=cast.bo, kind="kit.ready").count() == 1


def test_a_move_with_an_unknown_number_moves_nothing(cast, store, mona):
    make_marking.make_batch(store, ["KL0001"])
    shelf = make_marking.make_place(cast.bjork)
    answer = mona.post(
        DESK + "flytta/", {"numbers": "KL0001\nKL0009", "place": shelf.pk}
    )
    assert "Inget flyttades" in answer.content.decode()
    assert Kit.objects.get().place == store


def test_a_count_that_differs_is_explained_before_it_is_saved(cast, store, mona):
    make_marking.make_batch(store, ["KL0001", "KL0002", "KL0003"])
    shelf = make_marking.make_place(cast.bjork)
    make_marking.make_kit(shelf, number="KL0004")
    page = f"{DESK}inventera/{store.pk}/"
    found = {"numbers": "KL0001-KL0002\nKL0004\nKL0099"}
    answer = mona.post(page, found)
    assert answer.status_code == 422
    text = answer.content.decode()
    for says in (
        "KL 0003 saknas",
        "KL 0004 ska ligga hos",
        "KL0099 finns inte i något parti",
    ):
        assert says in text
    assert not StockTake.objects.exists()
    mona.post(page, found | {"explanation": "fel i förra leveransen"})
    take = StockTake.objects.get()
    assert (take.expected, take.missing, take.extra) == (3, 1, 2)
    assert Kit.objects.get(number="KL0003").state == "lost"
    assert Kit.objects.get(number="KL0004").place == store


def test_a_count_that_agrees_needs_no_words(store, mona):
    make_marking.make_batch(store, ["KL0001"])
    mona.post(f"{DESK}inventera/{store.pk}/", {"numbers": "KL0001"})
    assert StockTake.objects.get().missing == 0


def test_labels_have_a_code_for_each_kit_on_the_shelf(store, mona):
    batch = make_marking.make_batch(store, ["KL0001", "KL0002"])
    page = mona.get(f"{DESK}parti/{batch.pk}/etiketter/").content.decode()
    assert page.count("<path d=") == 2
    assert "KL 0001" in page


def test_officers_of_other_municipalities_see_and_change_nothing(cast, store, login):
    bjuv = make.make_municipality("1260", "Bjuv")
    other = make.make_officer(municipality=bjuv)
    batch = make_marking.make_batch(store, ["KL0001"])
    client = login(other, strong=True)
    assert client.get(f"{DESK}parti/{batch.pk}/etiketter/").status_code == 404
    assert client.get(f"{DESK}inventera/{store.pk}/").status_code == 404
    assert "KL" not in client.get(DESK + "lager/").content.decode().split("<main")[1]
    shelf = make_marking.make_place(municipality=bjuv)
    client.post(DESK + "flytta/", {"numbers": "KL0001", "place": shelf.pk})
    assert Kit.objects.get().place == store


@pytest.mark.parametrize(
    "path", ["parti/nytt/", "produkt/ny/", "plats/ny/", "flytta/", "siffror/csv/"]
)
def test_writing_and_exporting_need_a_second_factor(cast, login, path):
    assert login(cast.mona).post(DESK + path).status_code == 403


def test_an_officer_hands_out_at_the_counter(cast, store, mona):
    make_marking.make_batch(store, ["KL0001", "KL0002"])
    flats = [
        make.make_household(cast.gran, "Torget", 1, apartment=flat)
        for flat in ("1001", "1002")
    ]
    page = DESK + "lamna-ut/"
    form = {"number": "KL0001", "street": "torget", "house": "1"}
    assert "Flera hushåll" in mona.post(page, form).content.decode()
    nowhere = form | {"street": "Ingenstans"}
    assert "Inget hushåll har" in mona.post(page, nowhere).content.decode()
    mona.post(page, form | {"apartment": "1002"})
    assert Kit.objects.of(flats[1]).get().number == "KL0001"
    assert not Kit.objects.of(flats[0]).exists()
    again = mona.post(page, form | {"number": "KL0002", "apartment": "1002"})
    assert "har redan ett märkset" in again.content.decode()


# --- the plan ---------------------------------------------------------------


def fill(area, homes):
    for _n in range(homes):
        make.make_household(area)


def test_new_areas_come_first_then_those_with_burglaries(cast, store, mona):
    old = date.today() - timedelta(days=900)
    gran, bjork = cast.gran, cast.bjork
    tall = make.make_area("Tallbacken")
    for area in (bjork, tall):
        area.started_on = old
        area.save()
    gran.started_on = date.today() - timedelta(days=10)
    gran.save()
    fill(tall, 4)
    fill(gran, 3)  # and Cilla's home
    make_marking.make_batch(store, 6)
    page = mona.get(DESK + "plan/", {"inbrott": tall.pk}).context["plan"]
    assert [share.area for share in page.shares][:2] == [gran, tall]
    assert [share.gets for share in page.shares][:2] == [4, 2]
    assert (page.enough_for, page.homes, page.missing) == (6, 10, 4)
    mona.post(f"{DESK}plan/{gran.slug}/", {"antal": 4})
    assert Kit.objects.filter(area=gran, state="in_stock").count() == 4


def test_more_than_there_are_cannot_be_set_aside(cast, store, mona):
    make_marking.make_batch(store, 1)
    for count in ("2", "0", "-3", "många"):
        mona.post(f"{DESK}plan/{cast.bjork.slug}/", {"antal": count})
    assert not Kit.objects.filter(area=cast.bjork).exists()


def test_a_reservation_takes_the_areas_own_kits_first(cast, store):
    make_marking.make_batch(store, ["KL0001"])
    make_marking.make_batch(make_marking.make_place(cast.bjork), ["KL0002"])
    make_marking.make_batch(make_marking.make_place(cast.gran), ["KL0000"])
    kit = services.reserve_kit(cast.home, by=make_marking.contact(cast.alva))
    assert kit.number == "KL0002"
    last = services.reserve_kit(
        make.make_household(cast.bjork), by=make_marking.contact(cast.alva)
    )
    assert last.number == "KL0001"
    with pytest.raises(KitRefused, match="slut"):
        services.reserve_kit(
            make.make_household(cast.bjork), by=make_marking.contact(cast.alva)
        )


def test_the_desk_says_what_lies_too_long_and_what_to_order(cast, store, mona):
    old = date.today() - timedelta(days=100)
    shelf = make_marking.make_place(cast.bjork, name="Alvas hylla")
    soon = date.today() + timedelta(days=30)
    make_marking.make_batch(shelf, 3, arrived_on=old, expires_on=soon)
    KitEvent.objects.update(at="2020-01-01T00:00Z")
    page = mona.get(DESK)
    assert [row.place for row in page.context["lying"]] == [shelf]
    assert page.context["expiring"][0].kits == 3
    assert page.context["order"].kits == page.context["plan"].missing


def test_the_pages_read_well_as_csv_too(cast, mona):
    answer = mona.post(DESK + "siffror/csv/")
    rows = list(
        csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    )
    assert rows[0][0] == "Område"
    assert rows[-1][0] == "Klippan"
