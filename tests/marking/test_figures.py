"""The figures, their exports and what they cost."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from areas.models import AccessLog
from marking import services, stats
from marking.figures import Figures, Period, median
from marking.models import Kit
from tests import make, make_marking

pytestmark = pytest.mark.django_db
PAGE = "/samordning/markning/siffror/"


@pytest.fixture
def world(cast):
    """Björkvägen: three registered and one handed out; Granbacken: one in stock."""
    today = timezone.localdate()
    for number in range(3):
        kit = make_marking.make_held(
            make.make_household(cast.bjork), days_ago=10 * number, code=None
        )
        services.register_kit(kit, f"AAAAA{number}", on=today)
    make_marking.make_held(cast.home)
    make_marking.make_kit(make_marking.make_place(cast.gran))
    return Figures(cast.klippan, today)


def test_each_area_has_its_own_line_with_the_denominator(cast, world):
    bjork, gran = world.rows
    assert (bjork.registered, bjork.handed_out, bjork.homes) == (3, 4, 5)
    assert bjork.share == 60.0
    assert bjork.median_days == 10
    assert gran.states == {"in_stock": 1}
    assert (world.registered, world.homes) == (3, 6)
    assert world.share == 50.0


def test_the_numbers_agree_with_the_plain_ones(cast, world):
    assert stats.registered_homes(cast.klippan) == world.registered
    assert stats.registered_by_area(cast.klippan) == {cast.bjork.pk: 3}
    assert stats.handed_out(cast.klippan) == 4
    assert stats.funnel(cast.klippan) == world.funnel
    assert stats.funnel(cast.klippan, cast.gran)["in_stock"] == 1
    assert stats.households(cast.klippan) == 6


def test_a_period_counts_both_of_its_days(cast, world):
    today = timezone.localdate()
    yesterday = today - timedelta(days=1)
    assert stats.registered_homes(cast.klippan, since=today, until=today) == 3
    assert stats.registered_homes(cast.klippan, until=yesterday) == 0
    assert stats.handed_out(cast.klippan, since=today - timedelta(days=9)) == 2
    period = Figures(cast.klippan, today, Period(until=yesterday))
    assert period.in_period == 0
    assert period.registered == 3


def test_a_home_that_moved_out_is_no_longer_marked_but_was_registered(cast, world):
    home = make.make_household(cast.bjork)
    make_marking.make_held(home, "registered", code="BBBBBB")
    services.release_holder(home)
    today = timezone.localdate()
    assert stats.registered_homes(cast.klippan) == 3
    assert stats.registered_homes(cast.klippan, since=today) == 4
    assert Figures(cast.klippan, today).registered == 3


def test_the_months_and_the_steps(cast, world):
    assert world.months[-1].registered == 3
    assert len(world.months) == 12
    assert {step.name: step.kits for step in world.steps} == {
        "collect": 0,
        "stickers": 0,
        "register": 3,
    }


def test_new_areas_are_set_against_older_ones(cast, world):
    cast.gran.started_on = date.today() - timedelta(days=800)
    cast.gran.save()
    figures = Figures(cast.klippan, timezone.localdate())
    assert figures.uptake(new=True) == (3, 5)
    assert figures.uptake(new=False) == (0, 1)


def test_the_median():
    assert median({}) is None
    assert median({1: 1, 5: 1, 9: 1}) == 5
    assert median({3: 10, 40: 1}) == 3


def test_pens_are_in_no_figure(cast, world):
    pen = make_marking.make_kit(
        make_marking.make_place(cast.bjork), product=make_marking.make_pen()
    )
    services.lend_pen(pen, to=cast.home, by=make_marking.officer())
    assert stats.handed_out(cast.klippan) == 4
    assert Figures(cast.klippan, timezone.localdate()).funnel == world.funnel


def many(cast, count):
    """Kits as rows, as fast as rows go: only the page's cost is looked at."""
    batch = make_marking.make_batch(make_marking.make_place(cast.bjork), 1)
    Kit.objects.all().delete()
    today = date.today()
    states = ["in_stock", "reserved", "handed_out", "registered", "stickers_up"]
    kits = []
    for n in range(count):
        state = states[n % 5]
        out = today - timedelta(days=n % 400) if n % 5 > 1 else None
        shelf = None if out else batch.municipality.kit_places.first()
        kits.append(
            Kit(
                number=f"K{n:06d}",
                municipality=cast.klippan,
                batch=batch,
                kind="kit",
                state=state,
                place=shelf,
                area=(cast.bjork, cast.gran)[n % 2],
                handed_out_on=out,
                registered_on=today if state == "registered" else None,
            )
        )
    Kit.objects.bulk_create(kits, batch_size=2000)


def test_the_page_asks_at_most_eight_questions_however_many_kits(cast, login):
    mona = login(cast.mona, strong=True)
    mona.get(PAGE)
    for count in (10, 3000):
        many(cast, count)
        ContentType.objects.clear_cache()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = mona.get(PAGE)
        assert answer.status_code == 200
        assert len(asked) <= 8, "\n".join(query["sql"][:300] for query in asked)


def test_the_page_shows_charts_with_tables(cast, login, world):
    page = login(cast.mona, strong=True).get(PAGE).content.decode()
    assert page.count('class="diagram"') == 2
    assert "3 av 6" in page.replace("\xa0", " ")


# --- exports ----------------------------------------------------------------

VECTORS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", " =1"]


def test_a_spreadsheet_library_finds_no_formula(cast, login):
    for number, name in enumerate(VECTORS):
        area = make.make_area(f"Område {number}")
        area.name = name
        area.save()
    answer = login(cast.mona, strong=True).post(PAGE + "xlsx/")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert cells
    assert not [cell for cell in cells if cell.data_type == "f"]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert not [text for text in texts if text.lstrip(" ")[:1] in set("=+-@\t\r＝")]


def test_no_line_of_the_csv_begins_like_a_formula(cast, login):
    cast.bjork.name = '=HYPERLINK("http://x")'
    cast.bjork.save()
    answer = login(cast.mona, strong=True).post(PAGE + "csv/")
    assert ";=" not in answer.content.decode()
    assert "'=HYPERLINK" in answer.content.decode()


def test_an_export_is_logged_and_is_never_a_link(cast, login):
    mona = login(cast.mona, strong=True)
    assert mona.get(PAGE + "csv/").status_code == 405
    mona.post(PAGE + "csv/")
    row = AccessLog.objects.get(act="kit.export")
    assert row.by == cast.mona


def test_a_date_that_is_no_date_is_no_error(cast, login):
    mona = login(cast.mona, strong=True)
    assert mona.get(PAGE, {"fran": "2026-02-31", "till": "x"}).status_code == 200
