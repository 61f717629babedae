"""F16 to F19: double clicks, two coordinators, retractions and leavers in mid-air."""

import threading
from collections import Counter
from functools import partial

import pytest
from django.db import connection

from alerts import services
from alerts.exceptions import SimilarAlert
from alerts.models import Alert, Delivery
from areas.models import Membership
from areas.services import memberships
from tests import make

from .lab import Lab, all_done, doubles, wait_until
from .test_killed_workers import BATCH as OF_EACH

BATCH = 4 * OF_EACH  # what four connections send between two looks
pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]


def at_once(*deeds):
    """Runs the deeds in threads that start together; gives their results or errors."""
    gate = threading.Barrier(len(deeds))
    results = [None] * len(deeds)

    def run(place, deed):
        gate.wait()
        try:
            results[place] = deed()
        except Exception as error:  # noqa: BLE001 - told, not hidden
            results[place] = error
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=[place, deed])
        for place, deed in enumerate(deeds)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_twenty_clicks_at_once_are_one_alert(hamlet, draft):
    alert = draft(hamlet)

    def click():
        mine = Alert.objects.get(pk=alert.pk)
        return services.send_alert(mine, by=hamlet.contact).state

    assert at_once(*[click] * 20) == ["sent"] * 20
    assert Delivery.objects.count() == 30


def test_two_coordinators_at_once_never_make_two_fan_outs(hamlet, draft):
    other = make.make_person("Berit Berg", "berit@grannar.example")
    make.make_contact(hamlet, other)
    for _ in range(10):
        Alert.objects.all().delete()
        Delivery.objects.all().delete()
        drafts = draft(hamlet), draft(hamlet, by=other)
        clicks = [
            partial(services.send_alert, alert, by=alert.author) for alert in drafts
        ]
        told = at_once(*clicks)
        refused = [each for each in told if isinstance(each, SimilarAlert)]
        assert len(refused) == 1, told
        assert Delivery.objects.values("alert").distinct().count() == 1


@pytest.mark.parametrize("after", [0, 120, 400])
def test_a_correction_goes_to_exactly_those_who_were_reached(
    village, sink, send, after
):
    with Lab(sink.port) as lab:
        alert = send(village)
        if after:
            lab.start_deliver()
            wait_until(lambda: len(sink.messages) >= after, "some messages")
        services.retract_alert(alert, by=village.contact, reason="mistake")
        started = len(sink.messages)
        if not after:
            lab.start_deliver()
        wait_until(all_done, "the corrections")
    letters = Counter(to for message in sink.messages for to in message["to"])
    reached = people(alert.deliveries.filter(state="accepted"))
    corrected = people(Delivery.objects.filter(alert__follows=alert, state="accepted"))
    assert corrected == reached
    assert letters == dict.fromkeys(reached, 2)
    assert len(reached) <= started + BATCH
    assert doubles(sink) == 0


def people(rows):
    return set(rows.values_list("channel__address", flat=True))


def test_who_leaves_in_the_middle_hears_no_more(village, sink, send):
    with Lab(sink.port) as lab:
        alert = send(village)
        lab.start_deliver()
        wait_until(lambda: len(sink.messages) >= 50, "fifty messages")
        leavers = Membership.objects.filter(user__name__endswith="7").order_by("-pk")
        gone = list(leavers.select_related("user"))
        for membership in gone:
            memberships.leave(membership)
        before = len(sink.messages)
        wait_until(all_done, "the rest")
    # "You have left" goes out, too; only the alert is meant.
    alerts = [m for m in sink.messages[before:] if b"Inbrott i natt" in m["body"]]
    late = {to for message in alerts for to in message["to"]}
    assert len(late & {one.user.email for one in gone}) <= BATCH
    ended = alert.deliveries.filter(user__in=[one.user_id for one in gone])
    assert set(ended.values_list("state", flat=True)) <= {"accepted", "cancelled"}
    others = alert.deliveries.exclude(user__in=[one.user_id for one in gone])
    assert set(others.values_list("state", flat=True)) == {"accepted"}
