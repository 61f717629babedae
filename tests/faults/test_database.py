"""F8: connections cut in the middle; a writer that holds the lock."""

import threading

import pytest
from django.db import connection, transaction

from .lab import Lab, all_done, doubles, missed, wait_until
from .test_killed_workers import BATCH, states

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]

CUTS = 5


def disturb():
    """Cuts all other connections; where there is one writer, holds the others up."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        return
    with transaction.atomic():  # begins as IMMEDIATE: nobody else may write
        threading.Event().wait(1)


def test_a_database_that_cuts_and_blocks_in_the_middle_loses_nothing(
    village, sink, send
):
    with Lab(sink.port) as lab:
        alert = send(village, timing="ongoing")
        lab.start_deliver()
        for cut in range(1, CUTS + 1):
            wait_until(
                lambda cut=cut: len(sink.messages) >= 60 * cut or all_done(),
                "some messages",
            )
            disturb()
        wait_until(all_done, "the rest")
    assert missed(sink, alert) == set()
    assert states() == {"accepted"}
    assert doubles(sink) <= CUTS * BATCH
