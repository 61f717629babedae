"""Prints the one-time address where the first officer begins."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils.translation import override

from areas.exceptions import Refused
from watch import services


class Command(BaseCommand):
    help = "Print a one-time link (24 h) where the first officer is appointed."

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            token = services.make_setup_token()
        except Refused as refused:
            raise CommandError(refused.sentence) from None
        with override(settings.LANGUAGE_CODE):
            path = reverse("watch:first-officer", args=[token])
        self.stdout.write(f"{settings.SITE_URL.rstrip('/')}{path}")
