"""F1, F3, F5: whoever sends is killed or frozen in the middle, and nobody is missed."""

import signal

import pytest

from alerts.models import Delivery

from .lab import Lab, all_done, doubles, missed, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]

BATCH = 20  # rows sent in 50 ms where an answer takes 2.5 ms or more (G3)


def states():
    return set(Delivery.objects.filter(kind="email").values_list("state", flat=True))


def test_a_worker_killed_in_the_middle_of_500_misses_nobody(village, sink, send):
    with Lab(sink.port) as lab:
        lab.start_redis()
        alert = send(village)
        worker = lab.start_worker()
        lab.start_beat()
        wait_until(lambda: len(sink.messages) >= 100, "a hundred messages")
        lab.kill(worker)
        assert not all_done()
        lab.start_worker()
        wait_until(all_done, "the rest")
    assert missed(sink, alert) == set()
    assert states() == {"accepted"}
    assert doubles(sink) <= 2 * BATCH * 2  # two processes, four connections each


def test_every_process_killed_five_times_misses_nobody(village, sink, send):
    with Lab(sink.port) as lab:
        alert = send(village)
        for kill in range(1, 6):
            deliver = lab.start_deliver()
            wait_until(
                lambda kill=kill: len(sink.messages) >= 60 * kill or all_done(),
                "some messages",
            )
            lab.kill(deliver)
        lab.start_deliver()
        wait_until(all_done, "the rest")
    assert missed(sink, alert) == set()
    assert states() == {"accepted"}
    assert doubles(sink) <= 5 * 2 * BATCH


def test_a_frozen_sender_that_wakes_again_sends_little_twice(village, sink, send):
    with Lab(sink.port) as lab:
        alert = send(village)
        frozen = lab.start_deliver()
        wait_until(lambda: len(sink.messages) >= 50, "fifty messages")
        lab.kill(frozen, signal.SIGSTOP)
        lab.start_deliver()
        wait_until(all_done, "the rest by the other sender")
        lab.kill(frozen, signal.SIGCONT)
        wait_until(lambda: states() == {"accepted"}, "every row accepted")
    assert missed(sink, alert) == set()
    assert doubles(sink) <= 2 * BATCH
