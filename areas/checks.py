"""Start-up checks: what is wrong with the settings, and the way out."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError


@register(Tags.database)
def demo_needs_a_demo_database(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """DEMO opens "log in as": it must never meet a real database."""
    from .models import Installation, User  # noqa: PLC0415 - apps must be loaded

    if not settings.DEMO or not databases:
        return []
    try:
        real = (
            User.objects.exists()
            and not Installation.objects.filter(is_demo=True).exists()
        )
    except DatabaseError:  # not migrated yet
        return []
    if not real:
        return []
    return [
        Error(
            "DEMO is on, but the database was not made as a demo.",
            hint="Unset DEMO, or point DATABASE_URL at a demo database.",
            id="areas.E001",
        )
    ]


@register(Tags.security, deploy=True)
def real_installations_say_where_they_are(**_kwargs: Any) -> list[CheckMessage]:
    if settings.SITE_URL.startswith("https://"):
        return []
    return [
        Error(
            "SITE_URL is not an https address.",
            hint="Set SITE_URL=https://… so that links and cookies are safe.",
            id="areas.E002",
        )
    ]
