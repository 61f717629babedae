"""The cast and the world.

Alva is area contact on Björkvägen, Bo lives there, Cilla lives in the next area and
must hear nothing, Dan lives in Bo's house but has not joined, Pia is police, Mona is
the municipality's officer.
"""

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.utils import timezone

from tests import make


@pytest.fixture(autouse=True)
def local_services(settings):
    """No Redis, no outgoing mail and no collected static files in ordinary tests."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    }
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        },
    }
    # Nobody answers here: waking workers fails at once, as with Redis dead.
    settings.CELERY_BROKER_URL = "memory://"
    cache.clear()


@pytest.fixture
def cast(db):
    """The people of house.md, with the areas Björkvägen and Granbacken."""
    bjork = make.make_area("Björkvägen")
    gran = make.make_area("Granbacken")
    alva = make.make_person("Alva Åkesson", "alva@grannar.example")
    make.make_contact(bjork, alva)
    bo = make.make_person("Bo Berg", "bo@grannar.example")
    home = make.make_household(bjork, "Björkvägen", 7)
    make.make_member(bjork, bo, household=home)
    cilla = make.make_person("Cilla Carlsson", "cilla@grannar.example")
    make.make_member(gran, cilla)
    dan = make.make_person("Dan Dahl", "dan@grannar.example")
    pia = make.make_person("Pia Polis", "pia@grannar.example")
    make.make_officer(pia, office="police_officer")
    mona = make.make_person("Mona Malm", "mona@grannar.example")
    make.make_officer(mona)
    return SimpleNamespace(
        bjork=bjork,
        gran=gran,
        klippan=bjork.municipality,
        home=home,
        alva=alva,
        bo=bo,
        cilla=cilla,
        dan=dan,
        pia=pia,
        mona=mona,
    )


@pytest.fixture
def login(client):
    """Logs a person in; strong=True with a passkey just used."""

    def log_in(person, *, strong=False):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        if strong:
            session = client.session
            session["account_authentication_methods"] = [
                {"method": "mfa", "type": "webauthn", "at": timezone.now().timestamp()}
            ]
            session.save()
        return client

    return log_in
