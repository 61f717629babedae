"""A process that dies at its nth arrival at a failpoint (F2), doing one thing of ours.

python -m tests.faults.child POINT NTH send CODE USER
                                       deliver [OPTIONS]
                                       limited SECONDS
                                       sweep
                                       receipt PATH
POINT "-" never comes.
"""

import os
import signal
import sys
from itertools import count

import django


def die_at(point, nth):
    from alerts import failpoints

    arrivals = count(1)

    def handler(name):
        if name == point and next(arrivals) == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    failpoints.handler = handler


def send(code, user):
    from alerts import services
    from alerts.models import Alert
    from areas.models import User

    alert, by = Alert.objects.get(code=code), User.objects.get(pk=user)
    services.send_alert(alert, by=by, is_new_event=True)


def deliver(*options):
    from django.core.management import call_command

    call_command("deliver", *options)


def limited(seconds):
    """As a task whose soft time limit comes so long after its first claim."""
    from celery.exceptions import SoftTimeLimitExceeded

    from alerts import delivery, failpoints

    def over(*_):
        raise SoftTimeLimitExceeded

    def handler(name):
        if name == "after claim":
            signal.setitimer(signal.ITIMER_REAL, float(seconds))

    signal.signal(signal.SIGALRM, over)
    failpoints.handler = handler
    try:
        delivery.run_due()
    except SoftTimeLimitExceeded:
        sys.exit(3)


def sweep():
    from alerts import sweeping

    sweeping.sweep()


def receipt(path):
    from django.test import Client

    Client().post(path, {"id": "s1", "status": "delivered"})


DEEDS = {each.__name__: each for each in (send, deliver, limited, sweep, receipt)}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    point, nth, deed, *words = sys.argv[1:]
    die_at(point, int(nth))
    DEEDS[deed](*words)
