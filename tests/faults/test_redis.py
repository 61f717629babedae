"""F6, F7, F20: the queue away, slow, emptied or telling everything three times."""

import random
import socket
import subprocess

import pytest

from alerts.models import Chunk, Delivery
from alerts.tasks import deliver
from config.celery import app

from .lab import Lab, all_done, doubles, missed, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]


def send_by_child(lab, alert):
    """As the page does, with the lab's Redis; success is all that is asked."""
    assert lab.run_child("send", alert.code, alert.author_id) == 0
    alert.refresh_from_db()
    assert alert.state == "sent"


def test_without_redis_the_standby_sends_everything(hamlet, sink, draft):
    alert = draft(hamlet)
    with Lab(sink.port) as lab:
        lab.start_deliver("--standby")
        send_by_child(lab, alert)
        wait_until(all_done, "the standby's work")
    assert missed(sink, alert) == set()
    assert doubles(sink) == 0


def test_a_redis_that_never_answers_is_not_waited_for(hamlet, sink, draft):
    alert = draft(hamlet)
    with socket.create_server(("127.0.0.1", 0)) as hole:
        url = f"redis://127.0.0.1:{hole.getsockname()[1]}/0"
        with Lab(sink.port, redis_url=url) as lab:
            lab.start_deliver("--standby")
            send_by_child(lab, alert)
            wait_until(all_done, "the standby's work")
    assert missed(sink, alert) == set()
    assert doubles(sink) == 0


def test_a_paused_and_then_emptied_redis_loses_nothing(hamlet, sink, draft):
    alert = draft(hamlet)
    with Lab(sink.port) as lab:
        lab.start_redis()
        lab.redis_cli("CLIENT", "PAUSE", "4000")
        send_by_child(lab, alert)
        lab.redis_cli("FLUSHALL")
        lab.start_worker(processes=1)
        lab.start_beat()
        wait_until(all_done, "the sweep's work")
    assert missed(sink, alert) == set()
    assert doubles(sink) == 0


def test_a_redis_killed_in_the_middle_and_back_empty_loses_nothing(
    village, sink, draft
):
    alert = draft(village, timing="ongoing")
    with Lab(sink.port) as lab:
        redis = lab.start_redis()
        lab.start_worker()
        lab.start_beat()
        lab.start_deliver("--standby")
        send_by_child(lab, alert)
        wait_until(lambda: len(sink.messages) >= 50, "fifty messages")
        lab.kill(redis)
        lab.start_redis()
        wait_until(all_done, "the rest")
    assert missed(sink, alert) == set()
    assert doubles(sink) == 0


def test_every_task_told_three_times_in_any_order_sends_nothing_twice(
    village, sink, send
):
    with Lab(sink.port) as lab:
        lab.start_redis()
        alert = send(village, timing="ongoing")
        told = [*Chunk.objects.values_list("pk", flat=True)] * 3
        random.Random(7).shuffle(told)
        with app.connection(lab.broker_url) as connection:
            for pk in told:
                deliver.apply_async((pk,), queue="urgent", connection=connection)
        lab.start_worker()
        wait_until(all_done, "everything")
        wait_until(lambda: waiting(lab) == 0, "the last task")
    assert missed(sink, alert) == set()
    assert doubles(sink) == 0


def waiting(lab):
    cli = ["redis-cli", "-s", str(lab.folder / "redis.sock"), "llen", "urgent"]
    return int(subprocess.run(cli, capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize("beats", [0, 2])
def test_without_beat_or_with_two_the_result_is_the_same(village, sink, draft, beats):
    alert = draft(village, timing="ongoing")
    with Lab(sink.port) as lab:
        lab.start_redis()
        lab.start_worker()
        for number in range(beats):
            lab.start_beat(name=f"beat{number}")
        send_by_child(lab, alert)
        wait_until(all_done, "everything")
    assert missed(sink, alert) == set()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"accepted"}
    assert doubles(sink) == 0
