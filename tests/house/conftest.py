"""Worlds that several tests of a module look at: made once, gone afterwards."""

from contextlib import contextmanager

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import timezone

STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"
PLAIN = {
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
    "CELERY_BROKER_URL": "memory://",
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": STATIC},
    },
}


@contextmanager
def a_world(blocker, **settings):
    """A stretch of work on the database that leaves nothing behind."""
    with blocker.unblock(), override_settings(**PLAIN, **settings):
        cache.clear()
        with transaction.atomic():
            yield
            transaction.set_rollback(True)


@contextmanager
def undone():
    """What happens inside is taken back; a fault of the database stays inside too."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def client_for(person, *, strong=True, **options):
    """A browser of a person; with a passkey just used unless strong=False."""
    client = Client(raise_request_exception=False, **options)
    if person is None:
        return client
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    if strong:
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "mfa", "type": "webauthn", "at": timezone.now().timestamp()}
        ]
        session.save()
    return client


@contextmanager
def watched():
    """The statements of the database while the block runs."""
    statements = []

    def note(execute, sql, params, many, context):
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements
