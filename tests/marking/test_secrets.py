"""From a stolen database nobody learns whose a kit is, nor any bottle's code."""

import json

import pytest
from django.core import serializers

from areas.models import Notice
from marking import hashes, holders, services
from marking.models import Kit, KitEvent
from tests import make_marking

pytestmark = pytest.mark.django_db


def test_the_rows_of_a_kit_name_neither_household_nor_person_nor_code(cast):
    kit = make_marking.make_held(cast.home, "registered", code="7K3P9M")
    rows = json.dumps(
        [
            *json.loads(serializers.serialize("json", Kit.objects.all())),
            *json.loads(serializers.serialize("json", kit.events.all())),
        ]
    )
    assert "7K3P9M" not in rows
    assert cast.home.street not in rows
    own_acts = KitEvent.objects.filter(role="household")
    assert own_acts.exists()
    assert not own_acts.exclude(by=None).exists()


def test_no_notice_names_the_kit_and_no_shared_second_gives_it_away(cast):
    kit = make_marking.make_held(cast.home, "registered")
    told = Notice.objects.filter(user=cast.bo)
    assert told.filter(kind="kit.registered").count() == 1
    for notice in told:
        assert kit.number not in notice.text + notice.subject + (notice.once_key or "")
    seconds = {event.at for event in kit.events.exclude(kind="receive")}
    assert {(at.minute, at.second) for at in seconds} == {(0, 0)}


def test_with_the_key_the_household_is_found(cast):
    kit = make_marking.make_held(cast.home)
    assert holders.find(kit) == cast.home


def test_without_the_key_it_is_not(cast, settings):
    kit = make_marking.make_held(cast.home)
    settings.FIELD_KEYS = ["another key"]
    assert holders.find(kit) is None


def test_a_changed_key_still_finds_what_the_old_one_wrote(cast, settings):
    settings.FIELD_KEYS = ["old key"]
    kit = make_marking.make_held(cast.home, "registered", code="7K3P9M")
    settings.FIELD_KEYS = ["new key", "old key"]
    assert Kit.objects.of(cast.home).get() == kit
    assert holders.find(kit) == cast.home
    other = make_marking.make_held(make_marking.make.make_household(cast.bjork))
    with pytest.raises(services.home.KitRefused):
        services.register_kit(other, "7K3P9M")


def test_a_code_and_a_holder_of_the_same_text_have_different_hashes():
    assert not set(hashes.code_hashes("5")) & set(hashes.households_by_hash([5]))
