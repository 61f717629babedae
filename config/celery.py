"""The Celery application: queues are wake-ups, the delivery rows are the truth."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("grannar")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def warm_up(**_kwargs: Any) -> None:
    """Reads the addresses once, before the worker forks.

    Else the first alert waits a second for it, and each child holds a copy of its own.
    """
    from django.urls import get_resolver  # noqa: PLC0415 - Django is set up by now

    get_resolver().reverse_dict  # noqa: B018 - reading it fills it
