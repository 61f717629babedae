"""A village of 500 and an alert on its way, with real processes."""

import pytest
from django.utils import timezone

from alerts import services
from alerts.models import Alert
from areas.models import Channel, Membership, User
from tests import make
from tests.fakes.smtp_sink import SmtpSink


def settle(count):
    """An area with so many members, an e-mail address each, one of them the contact."""
    area = make.make_area("Storbyn")
    home = make.make_household(area)
    people = User.objects.bulk_create(
        User(name=f"Granne {n}", email=f"n{n}@grannar.example", password="!")
        for n in range(count - 1)
    )
    now = timezone.now()
    Membership.objects.bulk_create(
        Membership(user=one, area=area, household=home, state="joined", level=1)
        for one in people
    )
    Channel.objects.bulk_create(
        Channel(user=one, kind="email", address=one.email, verified_at=now)
        for one in people
    )
    area.contact = make.make_person("Alva Åkesson", "alva@grannar.example")
    make.make_contact(area, area.contact)
    return area


@pytest.fixture
def village(transactional_db):
    """An area of 500 members and its contact."""
    return settle(500)


@pytest.fixture
def hamlet(transactional_db):
    """An area of 30 members and its contact."""
    return settle(30)


@pytest.fixture
def sink():
    """Answers each message after 3 ms, as a near relay does."""
    with SmtpSink(delay=0.003) as sink:
        yield sink


@pytest.fixture
def draft():
    """An alert that is written and not sent."""

    def write(area, *, timing="just_now", by=None, kind="burglary"):
        written = services.Draft(kind=kind, timing=timing, text="Inbrott i natt.")
        return services.save_draft(
            written,
            by=by or area.contact,
            areas=[area],
            client_token=f"t{Alert.objects.count()}",
        )

    return write


@pytest.fixture
def send(settings, draft):
    """Sends an alert to an area, as the contact's page does."""
    settings.STOP_SECONDS = 0

    def send_to(area, *, timing="just_now"):
        alert = draft(area, timing=timing)
        return services.send_alert(alert, by=area.contact)

    return send_to
