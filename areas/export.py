"""Everything we hold about one person, as plain data (GDPR articles 15 and 20).

Rows are found through the keys that point at the person, in every app; what others
wrote about their own work on the row, and keys of devices, are left out.
"""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.db import models
from django.db.models import ManyToOneRel

from areas.models import AccessLog, User

ABOUT_ME = {"user", "person", "author", "member", "sender", "helper", "owner"}
SECRET = {"password", "p256dh", "auth", "token_hash", "code_hash", "link_hash", "chain"}
OURS = {"areas", "alerts", "marking", "watch", "account"}
MOST_ROWS = 5000


def everything_about(person: User) -> dict[str, Any]:
    """Table by table; `seen_by` says who has looked at the person's data."""
    found: dict[str, Any] = {"person": _plain(person, person)}
    for relation in User._meta.related_objects:
        if isinstance(relation, ManyToOneRel) and _is_about_me(relation):
            rows = relation.related_model._default_manager.filter(  # type: ignore[union-attr]
                **{relation.field.name: person}
            )
            name = relation.related_model._meta.model_name  # type: ignore[union-attr]
            if listed := [_plain(row, person) for row in rows[:MOST_ROWS]]:
                found.setdefault(str(name), []).extend(listed)
    found["seen_by"] = [seen_in_words(row) for row in reads_of(person)]
    return found


def reads_of(person: User) -> models.QuerySet[AccessLog]:
    """Who has looked at the person's data, or changed it; newest first."""
    return AccessLog.objects.filter(about=person).exclude(by=person)[:200]


def seen_in_words(row: AccessLog) -> dict[str, str]:
    return {"at": row.at.isoformat(), "act": row.act, "purpose": row.purpose}


def _is_about_me(relation: ManyToOneRel) -> bool:
    app = relation.related_model._meta.app_label  # type: ignore[union-attr]
    return app in OURS and relation.field.name in ABOUT_ME


def _plain(row: models.Model, person: User) -> dict[str, Any]:
    """The row's own columns; keys of other persons don't come along."""
    values = {}
    for field in row._meta.concrete_fields:
        if field.name in SECRET or isinstance(
            field, models.BinaryField | GeometryField
        ):
            continue
        if field.related_model is User and field.value_from_object(row) != person.pk:
            continue
        if isinstance(field, models.ForeignKey) and field.related_model is not User:
            related = getattr(row, field.name)
            values[field.name] = str(related) if related is not None else None
        else:
            values[field.name] = field.value_to_string(row)
    return values
