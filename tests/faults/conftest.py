"""A village of 500 and an alert on its way, with real processes."""

import pytest
from django.utils import timezone

from alerts import services
from alerts.models import Alert
from areas.models import Channel, Membership, User
from tests import make
from tests.fakes.smtp_sink import SmtpSink


@pytest.fixture
def village(transactional_db):
    """An area of 500 members with an e-mail address each, and its contact."""
    area = make.make_area("Storbyn")
    home = make.make_household(area)
    people = User.objects.bulk_create(
        User(name=f"Granne {n}", email=f"n{n}@grannar.example", password="!")
        for n in range(499)
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
def sink():
    """Answers each message after 3 ms, as a near relay does."""
    with SmtpSink(delay=0.003) as sink:
        yield sink


@pytest.fixture
def send(settings):
    """Sends an alert to an area, as the contact's page does."""

    def send_to(area, *, timing="just_now"):
        settings.STOP_SECONDS = 0
        draft = services.Draft(kind="burglary", timing=timing, text="Inbrott i natt.")
        alert = services.save_draft(
            draft,
            by=area.contact,
            areas=[area],
            client_token=f"t{Alert.objects.count()}",
        )
        return services.send_alert(alert, by=area.contact)

    return send_to
