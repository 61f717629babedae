"""The floors by the import contract, the rooms by their order (house.md 1 and 2)."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.imports import ROOT, imports, room, sources

# From the roof down. A room imports from its own line and from those below it;
# what is not named here is an engine room.
ENGINES = "engine rooms"
ORDER = (
    ("urls", "machine_urls", "apps", "management", "bench", "shots", "world"),
    ("views", "look_views", "api", "admin", "context", "templatetags", "checks"),
    ("forms",),
    ("services", "tasks", "sweeping"),
    (ENGINES,),
    ("permissions",),
    ("stats", "steps", "codes"),
    ("models",),
    # They know nothing of the house.
    ("exceptions", "retention", "crypt", "hashes", "keys", "words"),
)
RANK = {name: floor for floor, names in enumerate(ORDER) for name in names}
DOORS = {"models", "services", "permissions", "stats", "exceptions", "retention"}
# Ways into another app besides its doors, each with its reason.
SIDE_DOORS = {
    ("watch.views", "alerts.catcher"),  # the demo's inbox reads the caught letters
    ("watch.public_words", "alerts.wording"),  # one guard for all that people write
    ("watch.shots", "alerts.links"),  # pictures of what a letter's link opens
    ("alerts.services", "areas.telling"),  # a notice to a person is written there alone
}
NO_ROOM = {"utils", "helpers", "common", "mixins", "managers", "signals", "misc"}
LONGEST = 300  # lines; house.md asks to look again at 250


def test_the_import_contract_holds():
    tool = Path(sys.executable).with_name("lint-imports")
    found = subprocess.run(
        [tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout


def test_a_room_imports_only_rooms_below_it():
    upward = [
        f"{file} imports {wanted}"
        for file, module, wanted in imports()
        if _other_room(module, wanted) and _rank(wanted) < _rank(module)
    ]
    assert upward == []


def test_another_app_is_entered_by_its_doors():
    broken = [
        f"{file} imports {wanted}"
        for file, module, wanted in imports()
        if room(module)[0] != room(wanted)[0]
        # The demo fills every app's tables; the bench measures what it likes.
        and room(module)[1] not in ("world", "bench")
        and room(wanted)[1] not in DOORS
        and (".".join(room(module)), ".".join(room(wanted))) not in SIDE_DOORS
    ]
    assert broken == []


def test_a_transport_knows_no_tables():
    reaching = [
        f"{file} imports {wanted}"
        for file, module, wanted in imports()
        if module.startswith("alerts.transports.") and "transports" not in wanted
    ]
    assert [line for line in reaching if "models" in line or "outbox" in line] == []


def test_every_room_has_a_name_that_says_something():
    assert [str(file) for file in sources() if file.stem in NO_ROOM] == []


def test_no_source_file_has_outgrown_its_room():
    long = {
        str(file.relative_to(ROOT)): lines
        for file in sources()
        if (lines := len(file.read_text("utf-8").splitlines())) > LONGEST
    }
    assert long == {}


@pytest.mark.parametrize("word", ["mark_safe(", "|safe"])
def test_a_forbidden_call_is_nowhere(word):
    files = [*sources(), *ROOT.glob("*/templates/**/*.html")]
    found = [file for file in files if word in file.read_text("utf-8")]
    assert [str(file.relative_to(ROOT)) for file in found] == []


def _other_room(module, wanted):
    return room(module)[0] == room(wanted)[0] and room(module) != room(wanted)


def _rank(module):
    name = room(module)[1]
    kind = name.rpartition("_")[2]  # upkeep_urls, upkeep_words
    return RANK.get(name, RANK[kind if kind in ("urls", "words") else ENGINES])
