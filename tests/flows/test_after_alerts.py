"""The quieter alert pages: no barriers, silent, and no scrolling sideways."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.models import Alert, AlertArea, Observation, PoliceEvent
from tests import make
from watch.shots.browser import sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def alert(cast):
    alert = Alert.objects.create(
        kind="burglary",
        timing="last_night",
        text="Inbrott i en villa i natt.",
        municipality=cast.klippan,
        author=cast.pia,
        state="closed",
        outcome="caught",
        accepted_at=timezone.now(),
        shape=cast.bjork.boundary.shape,
        client_token="x",
    )
    AlertArea.objects.create(alert=alert, area=cast.bjork)
    make.make_household(cast.bjork, "Björkvägen", 33)
    PoliceEvent.objects.create(
        external_id=7,
        municipality=cast.klippan,
        type="Inbrott",
        title="22 augusti 08.52, Inbrott, Klippan",
        summary="Inbrott i villa, Ljungbyhed.",
        place="Klippan",
        published_at=timezone.now(),
        edited_at=timezone.now(),
        earlier=[{"title": "Förut", "summary": "Så"}],
        digest="x",
    )
    return alert


OFFICER = ("handelser/", "larm/ring/", "larm/form/", "larm/{code}/dorrar/", "larm/")


def look_at(page, axe, path):
    page.goto(path)
    assert axe(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert sideways(page) <= 0


@pytest.mark.parametrize("path", OFFICER)
def test_an_officers_page_has_no_barriers(cast, alert, desk, enter, axe, path):
    enter(desk, cast.pia, strong=True)
    look_at(desk, axe, "/samordning/" + path.format(code=alert.code))


@pytest.mark.parametrize(
    "path", ["/mitt/iakttagelse/", "/mitt/installningar/notiser/", "/larm/arkiv/"]
)
def test_a_members_page_has_no_barriers(cast, alert, page, enter, axe, path):
    make.make_channel(cast.bo, "push", rank=2, label="iPhone")
    look_at(enter(page, cast.bo), axe, path)


def test_the_slip_has_no_barriers_and_prints_without_buttons(cast, page, enter, axe):
    day = timezone.localdate() + timedelta(days=30)
    note = Observation.objects.create(user=cast.bo, text="En bil.", erase_on=day)
    look_at(enter(page, cast.bo), axe, f"/mitt/iakttagelse/{note.pk}/")
    page.emulate_media(media="print")
    assert not page.is_visible("text=Radera anteckningen")
    assert page.is_visible("text=En bil.")
