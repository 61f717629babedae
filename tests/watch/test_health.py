"""The page that a monitor asks every minute."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alerts.models import Chunk, Heartbeat
from tests import make

pytestmark = pytest.mark.django_db


def beat(part="sweep", *, ago=1):
    at = timezone.now() - timedelta(seconds=ago)
    Heartbeat.objects.update_or_create(part=part, defaults={"at": at})


def chunk(*, due_ago, open_rows=3):
    from alerts.models import Alert

    alert = Alert.objects.create(
        municipality=make.make_municipality(),
        kind="burglary",
        timing="just_now",
        client_token=f"health-{due_ago}-{open_rows}",
    )
    return Chunk.objects.create(
        alert=alert,
        kind="email",
        low=1,
        high=9,
        total=3,
        open=open_rows,
        due_at=timezone.now() - timedelta(seconds=due_ago),
    )


def test_a_house_in_order_answers_200_with_its_ages(client):
    beat("sweep", ago=4)
    beat("standby", ago=2)
    response = client.get("/halsa/")
    assert response.status_code == 200
    answers = response.json()
    assert answers["status"] == "ok"
    assert answers["wrong"] == []
    assert answers["database"] == answers["redis"] == "ok"
    assert answers["oldest_due_seconds"] == 0
    assert 4 <= answers["sweep_seconds"] < 30
    assert 2 <= answers["standby_seconds"] < 30


def test_a_sweep_that_never_ran_is_wrong(client):
    response = client.get("/halsa/")
    assert response.status_code == 503
    assert response.json()["wrong"] == ["sweep"]


def test_a_sweep_silent_for_more_than_a_minute_is_wrong(client):
    beat(ago=70)
    assert client.get("/halsa/").json()["wrong"] == ["sweep"]


def test_a_delivery_due_for_more_than_a_minute_is_wrong(client):
    beat()
    chunk(due_ago=75)
    response = client.get("/halsa/")
    assert response.status_code == 503
    answers = response.json()
    assert answers["wrong"] == ["oldest_due"]
    assert answers["oldest_due_seconds"] >= 75


def test_finished_and_future_work_is_not_late(client):
    beat()
    chunk(due_ago=500, open_rows=0)
    chunk(due_ago=-500)
    assert client.get("/halsa/").status_code == 200


def test_a_dead_redis_is_told(client, settings):
    beat()
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"unix://{settings.RUN_DIR}/nobody-answers-here.sock?db=1",
        }
    }
    response = client.get("/halsa/")
    assert response.status_code == 503
    assert response.json()["wrong"] == ["redis"]


def test_nothing_secret_is_told(client, settings):
    text = client.get("/halsa/").content.decode()
    assert settings.SECRET_KEY not in text
    assert str(settings.RUN_DIR) not in text
    assert "Traceback" not in text


def test_the_page_has_no_language_and_sets_no_cookie(client):
    beat()
    response = client.get("/halsa/")
    assert not response.cookies
    assert client.post("/halsa/").status_code == 405
