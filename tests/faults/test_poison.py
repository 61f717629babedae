"""F4: a row that kills whoever sends it is put aside, and takes nobody along."""

import os
import signal
import threading
from pathlib import Path

import pytest

from alerts.models import Delivery
from areas.models import Channel

from .lab import Lab, all_done, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]

POISON = "rcpt-hang@grannar.example"


def kill_who_sends(sink, worker, told):
    """Kills the worker's child each time that it names the poisoned address."""
    seen = 0
    while not told.wait(0.02):
        count = sum(POISON in command for command in list(sink.commands))
        if count > seen:
            seen = count
            children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children")
            for child in children.read_text().split():
                os.kill(int(child), signal.SIGKILL)


def test_a_row_that_kills_its_sender_is_quarantined_and_the_others_arrive(
    hamlet, sink, send
):
    Channel.objects.filter(address="n9@grannar.example").update(address=POISON)
    told = threading.Event()
    with Lab(sink.port) as lab:
        lab.start_redis()
        send(hamlet)
        worker = lab.start_worker(processes=1)
        killer = threading.Thread(target=kill_who_sends, args=[sink, worker, told])
        killer.start()
        lab.start_beat()
        try:
            wait_until(all_done, "everything but the poison", seconds=120)
        finally:
            told.set()
            killer.join()
        assert worker.poll() is None
    bad = Delivery.objects.get(channel__address=POISON)
    assert (bad.state, bad.reason) == ("failed", "quarantined")
    others = Delivery.objects.exclude(pk=bad.pk).values_list("state", flat=True)
    assert list(others) == ["accepted"] * 29
    assert len({to for message in sink.messages for to in message["to"]}) == 29
