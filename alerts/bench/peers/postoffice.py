"""django-post_office: queue a letter for each recipient, then send the queue.

python -m alerts.bench.peers.postoffice COUNT PORT DATABASE_URL
"""

import json
import sys
import time

import django
import environ
from django.conf import settings

HTML = "<p>Inbrott i natt på gatan. Låste du?</p>" * 20
TEXT = "Inbrott i natt på gatan. Låste du?\n" * 20


def main(count: int, port: int, url: str) -> None:
    settings.configure(
        SECRET_KEY="peer",  # noqa: S106 - signs nothing
        INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
        DATABASES={"default": environ.Env().db_url_config(url)},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        EMAIL_BACKEND="post_office.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        USE_TZ=True,
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        CACHES={
            "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
        },
    )
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after setup

    call_command("migrate", verbosity=0)
    begun = time.perf_counter()
    _queue_and_send(count)
    print(json.dumps({"seconds": time.perf_counter() - begun}))  # noqa: T201


def _queue_and_send(count: int) -> None:
    from post_office import mail  # noqa: PLC0415 - after setup
    from post_office.models import STATUS, Email  # noqa: PLC0415

    letters = [
        {
            "sender": "larm@grannar.example",
            "recipients": [f"n{n}@grannar.example"],
            "subject": "Inbrott i natt – Björkvägen",
            "message": TEXT,
            "html_message": HTML,
            "headers": {"List-Unsubscribe": f"<https://grannar.example/s/{n}/>"},
        }
        for n in range(count)
    ]
    mail.send_many(letters)
    mail.send_queued_mail_until_done(processes=1)
    sent = Email.objects.filter(status=STATUS.sent).count()
    if sent != count:
        raise SystemExit(f"django-post_office sent {sent} of {count}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
