"""A sender asked to end, or out of time, gives back what it has not begun."""

import signal

import pytest

from alerts.models import Delivery

from .lab import Lab, all_done, doubles, missed, wait_until
from .test_killed_workers import BATCH, states

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]


def test_a_sender_that_is_asked_to_end_leaves_nothing_begun(village, sink, send):
    with Lab(sink.port) as lab:
        alert = send(village)
        first = lab.start_deliver()
        wait_until(lambda: len(sink.messages) >= 50, "fifty messages")
        lab.kill(first, signal.SIGTERM)
        assert first.wait(20) == 0
        assert "sending" not in states()
        lab.start_deliver()
        wait_until(all_done, "the rest")
    assert missed(sink, alert) == set()
    assert doubles(sink) == 0


def test_a_soft_time_limit_in_the_middle_gives_back_what_was_not_begun(
    village, sink, send
):
    with Lab(sink.port) as lab:
        alert = send(village)
        assert lab.run_child("limited", "0.3") == 3
        assert not all_done()
        assert Delivery.objects.filter(state="sending").count() <= BATCH
        lab.start_deliver()
        wait_until(all_done, "the rest")
    assert missed(sink, alert) == set()
    assert states() == {"accepted"}
    assert doubles(sink) <= BATCH
