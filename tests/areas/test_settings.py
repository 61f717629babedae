"""Settings: ways in order, confirmed, tested, removed; nights; language."""

import pytest

from areas.models import Channel, Notice
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "/mitt/installningar/"


def test_a_new_number_must_be_confirmed(client, cast, login):
    answers = {"kind": "sms", "mobile": "070-123 45 67"}
    login(cast.bo).post(PAGE + "ny/", answers)
    channel = cast.bo.channels.get(kind="sms")
    assert (channel.address, channel.verified_at) == ("+46701234567", None)
    notice = Notice.objects.get(channel=channel)
    client.post(notice.link)
    channel.refresh_from_db()
    assert channel.verified_at


@pytest.mark.parametrize(
    "answers",
    [
        {"kind": "sms", "mobile": ""},
        {"kind": "sms", "mobile": "0435-12345"},
        {"kind": "email", "email": "inget"},
        {},
    ],
)
def test_a_wrong_address_says_what_to_write(client, cast, login, answers):
    assert login(cast.bo).post(PAGE + "ny/", answers).status_code == 422


def test_the_order_can_be_changed(client, cast, login):
    sms = make.make_channel(cast.bo, "sms", rank=2)
    login(cast.bo).post(f"{PAGE}{sms.pk}/upp/")
    assert cast.bo.channels.first() == sms


def test_the_last_way_stays(client, cast, login):
    only = cast.bo.channels.get()
    login(cast.bo).post(f"{PAGE}{only.pk}/ta-bort/")
    assert Channel.objects.filter(pk=only.pk).exists()
    make.make_channel(cast.bo, "sms", rank=2)
    client.post(f"{PAGE}{only.pk}/ta-bort/")
    assert not Channel.objects.filter(pk=only.pk).exists()


def test_a_test_goes_by_that_way_alone(client, cast, login):
    channel = cast.bo.channels.get()
    login(cast.bo).post(f"{PAGE}{channel.pk}/testa/")
    assert Notice.objects.get(kind="channel.test").channel == channel


def test_nobody_touches_anothers_ways(client, cast, login):
    other = cast.cilla.channels.get()
    login(cast.bo)
    for step in ("testa", "upp", "ta-bort", "bekrafta"):
        assert client.post(f"{PAGE}{other.pk}/{step}/").status_code == 404
    assert client.post(f"{PAGE}{other.pk}/nonsense/").status_code == 404


def test_nights_and_all_ways_are_kept(client, cast, login):
    answers = {
        "name": "Bo Berg",
        "language": "en",
        "quiet_from": "21:00",
        "quiet_to": "08:00",
        "ongoing_breaks_quiet": "on",
        "wants_all_channels": "on",
    }
    assert login(cast.bo).post(PAGE, answers).status_code == 302
    cast.bo.refresh_from_db()
    assert cast.bo.ongoing_breaks_quiet
    assert cast.bo.language == "en"


def test_settings_change_nothing_else(client, cast, login):
    answers = {"name": "Bo", "language": "sv", "quiet_from": "21:00"}
    answers |= {"quiet_to": "08:00", "is_staff": "on", "email": "x@grannar.example"}
    login(cast.bo).post(PAGE, answers)
    cast.bo.refresh_from_db()
    assert not cast.bo.is_staff
    assert cast.bo.email == "bo@grannar.example"
