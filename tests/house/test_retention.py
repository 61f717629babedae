"""Every field of every row says how long it is kept (guarantees, section 13.3)."""

import pytest
from django.apps import apps

from areas.retention import Keep
from tests.house.imports import APPS

MODELS = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model._meta.app_label in APPS
    # Django's own ties of a user to permission groups; we use neither.
    and model._meta.label not in ("areas.User_groups", "areas.User_user_permissions")
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_has_one_retention_class(model):
    classes = getattr(model, "retention", None)
    if isinstance(classes, Keep):
        return
    assert isinstance(classes, dict), f"{model._meta.label} has no retention class"
    assert all(isinstance(keep, Keep) for keep in classes)
    named = sorted(name for names in classes.values() for name in names.split())
    fields = (*model._meta.concrete_fields, *model._meta.many_to_many)
    assert named == sorted(field.name for field in fields)
