"""F2: killed at every point between the click and the receipt, and nobody is missed."""

import pytest
from django.utils import timezone

from alerts import links
from alerts.models import Alert, Chunk, Delivery
from tests import make

from .lab import Lab, all_done, doubles, missed, wait_until
from .test_killed_workers import BATCH, states

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]

SENDER = (
    ("after claim", 1),
    ("before send", 7),
    ("after request written", 3),
    ("after answer", 5),
    ("before outcome commit", 1),
    ("after outcome commit", 1),
)


def test_a_sender_killed_at_each_of_its_six_points_misses_nobody(village, sink, send):
    with Lab(sink.port) as lab:
        alert = send(village, timing="ongoing")
        for point, nth in SENDER:
            assert lab.run_child("deliver", point=point, nth=nth) == -9, point
        lab.start_deliver()
        wait_until(all_done, "the rest")
    assert missed(sink, alert) == set()
    assert states() == {"accepted"}
    assert doubles(sink) <= len(SENDER) * BATCH


BEFORE_THE_COMMIT = ("before alert insert", "after alert insert", "before commit")


def test_killed_before_the_commit_nothing_was_sent_and_it_can_be_sent_again(
    hamlet, sink, draft
):
    alert = draft(hamlet)
    words = ("send", alert.code, hamlet.contact.pk)
    with Lab(sink.port) as lab:
        for point in BEFORE_THE_COMMIT:
            assert lab.run_child(*words, point=point) == -9
            assert not Delivery.objects.exists()
            assert Alert.objects.get().state == "draft"
        assert lab.run_child(*words) == 0
        lab.run_child("deliver", "--once")
    assert missed(sink, alert) == set()
    assert len(sink.messages) == 30


def test_killed_after_the_commit_it_is_on_its_way(hamlet, sink, draft):
    alert = draft(hamlet)
    with Lab(sink.port) as lab:
        words = ("send", alert.code, hamlet.contact.pk)
        assert lab.run_child(*words, point="after commit") == -9
        lab.run_child("deliver", "--once")
    assert missed(sink, alert) == set()
    assert len(sink.messages) == 30


def test_a_sweep_that_is_killed_leaves_everything_due(hamlet, sink, send):
    with Lab(sink.port) as lab:
        lab.start_redis()
        alert = send(hamlet)
        assert lab.run_child("sweep", point="in sweep") == -9
        assert Chunk.objects.filter(open__gt=0).exists()
        lab.start_worker(processes=1)
        assert lab.run_child("sweep") == 0
        wait_until(all_done, "the rest")
    assert missed(sink, alert) == set()
    assert doubles(sink) == 0


def test_a_receipt_whose_handler_is_killed_counts_when_it_comes_again(hamlet, sink):
    person = make.make_person("Rut Ek", "rut@grannar.example", channels=("sms",))
    row = a_row_of(hamlet, person)
    path = f"/kvitto/sms/{links.receipt(row.pk)}/"
    with Lab(sink.port, ALLOWED_HOSTS="testserver") as lab:
        assert lab.run_child("receipt", path, point="in receipt handler") == -9
        row.refresh_from_db()
        assert row.state == "accepted"
        assert lab.run_child("receipt", path) == 0
    row.refresh_from_db()
    assert row.state == "delivered"


def a_row_of(area, person):
    """An SMS that its gateway has taken."""
    alert = Alert.objects.create(
        municipality=area.municipality,
        author=area.contact,
        kind="burglary",
        timing="earlier",
        state="sent",
        client_token="r",
    )
    return Delivery.objects.create(
        alert=alert,
        channel=person.channels.get(),
        user=person,
        kind="sms",
        state="accepted",
        provider_ref="s1",
        next_try_at=timezone.now(),
    )
