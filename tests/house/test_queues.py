"""Nothing is put where nobody takes it: queues, tasks and the beat."""

import re

from celery import Task
from django.conf import settings

from areas.models import Channel
from config.celery import app
from config.starter import services
from tests.house.imports import ROOT, sources

CONSUMED = set(services.QUEUES.split(","))
NOT_BY_QUEUE = {Channel.Kind.DOOR}  # a person knocks


def test_every_queue_that_is_used_is_consumed():
    used = {settings.CELERY_TASK_DEFAULT_QUEUE, "urgent", *Channel.Kind.values}
    written = re.compile(r"queue=\"(\w+)\"")
    used |= {n for file in sources() for n in written.findall(file.read_text("utf-8"))}
    assert used - NOT_BY_QUEUE - CONSUMED == set()


def test_a_queue_that_is_consumed_is_used():
    known = {settings.CELERY_TASK_DEFAULT_QUEUE, "urgent", *Channel.Kind.values}
    assert CONSUMED - known == set()


def test_every_beat_names_a_real_task_and_lets_old_ticks_go():
    app.loader.import_default_modules()
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        assert isinstance(app.tasks.get(entry["task"]), Task), f"{name}: no such task"
        assert entry.get("options", {}).get("expires"), f"{name}: never expires"


def test_every_round_of_the_day_is_on_the_beat():
    app.loader.import_default_modules()
    rounds = {
        name
        for name in app.tasks
        if name.rpartition(".")[2] in ("daily", "hourly", "sweep", "poll")
        and not name.startswith("celery.")
    }
    on_beat = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert rounds - on_beat == set()


def test_a_task_is_a_way_in_and_no_more():
    for file in ROOT.glob("*/tasks.py"):
        assert len(file.read_text("utf-8").splitlines()) < 80, file
