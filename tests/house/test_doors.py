"""Every address × every role: the truth table of matrix.txt, and what must not leak.

A new page needs one line in matrix.txt: its name, its arguments (an object of town.py
by name, or the word itself) and the status that a GET gives each role. Without it the
first test here fails; put question marks and the third test says what it found.
"""

import re
from copy import copy

import pytest
from django.urls import reverse

from tests.house import doors
from tests.house.conftest import a_world, client_for, undone, watched
from tests.house.town import ROLES, make_town

pytestmark = pytest.mark.django_db  # the sweep needs the test database to be there

# Open to anybody. What is behind a token (message, receipt, slip) has its own key.
PUBLIC = {
    "health",
    "stop-message",
    "sms-receipt",
    "service-worker",
    "alerts:manifest",
    "alerts:offline",
    "alerts:message",
    "alerts:alert-feed",
    "areas:area-list",
    "areas:map-data",
    "areas:area-detail",
    "areas:join",
    "areas:join-about",
    "areas:join-reach",
    "areas:join-sent",
    "areas:interest-start",
    "areas:invitation",
    "areas:invitation-accept",
    "areas:invitation-link",
    "areas:channel-confirm",
    "areas:still",
    "marking:found",
    "marking:kit-code",
    "watch:home",
    "watch:promise",
    "watch:promise-show",
    "watch:promise-csv",
    "watch:advice",
    "watch:marking-about",
    "watch:privacy",
    "watch:accessibility",
    "watch:contact",
    "watch:about",
    "watch:theme-choose",
    "watch:hat-choose",
    "watch:components",
    "watch:first-officer",
    "watch:concern-list",
    "watch:concern-new",
    "watch:concern-receipt",
    "watch:concern-show",
    "watch:demo",
    "watch:demo-inbox",
    "watch:demo-letter",
}
# Sending, approving, exporting, looking up: only with a second factor (decision 38).
STRONG = {
    "alerts:alert-new",
    "alerts:alert-check",
    "alerts:alert-send",
    "alerts:alert-stop",
    "alerts:alert-retract",
    "alerts:alert-update",
    "alerts:alert-close",
    "marking:lookup",
    "marking:lookup-hold",
    "marking:batch-receive",
    "marking:kits-move",
    "marking:stock-take",
    "marking:plan-allocate",
    "marking:figures-csv",
    "marking:figures-xlsx",
    "areas:officer-step",
    "areas:officer-contact-step",
    "areas:boundary-decide",
    "watch:report-csv",
    "watch:report-xlsx",
}
# Asked by machines, which have no token: mail programs (RFC 8058), SMS gateways.
NO_TOKEN = {"stop-message", "sms-receipt"}
# To appoint a contact, an officer chooses one of the neighbours by name.
TASKS = {("areas:officer-contacts", "Kanariberg")}
# What a look may leave behind: the session, the access log, the sign of life.
MAY_WRITE = {"django_session", "areas_accesslog", "areas_user"}
WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
CLOSED = {302, 403, 404}
FOR_POST = 405
# They have nothing to do with area A: no door for POST lets them touch what is there.
OUTSIDERS = {"pe", "ci", "fo", "co", "mx", "op", "au"}
# Doors for POST that are about nobody's rows, or about one's own.
OWN = {"areas:tips-tick", "areas:boundary-count", "marking:home-step"}
BROKEN = 500


class Sweep:
    """Everybody at every door: GET, and POST where the door is closed."""

    def __init__(self):
        self.got, self.posted = {}, {}
        self.tokenless, self.outside = {}, {}
        self.leaks, self.written = [], []

    def run(self):
        self.town = make_town()
        self.columns, self.rows = doors.read()
        self.clients = {
            role: client_for(self.town.who[role], strong=not role.endswith("w"))
            for role in self.columns
        }
        guest = client_for(None, enforce_csrf_checks=True)
        for row in self.rows:
            url = reverse(row.name, kwargs=row.arguments(self.town.what))
            for role in self.columns:
                self.knock(row, role, url)
            with undone():
                self.tokenless[row.key] = guest.post(url).status_code
        return self

    def knock(self, row, role, url):
        place = (row.key, role)
        with undone(), watched() as statements:
            answer = self.clients[role].get(url)
        self.got[place] = answer.status_code
        self.written += [(*place, table) for table in _written(statements)]
        self.search(place, url, answer)
        if answer.status_code == FOR_POST and role in OUTSIDERS and row.given:
            self.outside[place] = self.post(role, url)
        if answer.status_code in CLOSED or (role[1] == "w" and row.name in STRONG):
            self.posted[place], tables = self.post(role, url)
            if answer.status_code in CLOSED:
                self.written += [(*place, table) for table in tables]

    def post(self, role, url):
        """The status, and the tables that were written to; all of it is undone."""
        client = self.clients[role]
        kept = copy(client.cookies)  # some doors log out
        with undone(), watched() as statements:
            status = client.post(url).status_code
        client.cookies = kept
        return status, _written(statements)

    def search(self, place, url, answer):
        body = b"".join(answer) if answer.streaming else answer.content
        text = f"{answer.headers} {body.decode('utf-8', 'replace')}"
        text = text.replace("\xa0", " ")
        name, role = place[0][0], place[1]
        for word, allowed in self.town.canaries.items():
            if (
                word in text
                and role not in allowed
                and not self.excuse(name, word, url)
            ):
                self.leaks.append(f"{name} shows {role} {word!r}")

    def excuse(self, name, word, url):
        """The address holds the word, or a key that opens it; or it is the task."""
        keys = self.town.keys.items()
        opened = {word for key, words in keys if key in url for word in words}
        return word in url or word in opened or (name, word) in TASKS


def _written(statements):
    tables = {found[1] for sql in statements if (found := WRITES.match(sql))}
    return tables - MAY_WRITE


@pytest.fixture(scope="module")
def sweep(django_db_setup, django_db_blocker):
    with a_world(django_db_blocker, DEMO=False):
        return Sweep().run()


def test_every_address_has_its_line_and_every_line_its_address():
    named = {row.name for row in doors.read()[1]}
    assert sorted(set(doors.doors()) ^ named) == []


def test_every_line_has_an_answer_for_every_role():
    columns, rows = doors.read()
    assert columns == list(ROLES)
    assert [row.name for row in rows if len(row.statuses) != len(ROLES)] == []


def test_everybody_gets_the_expected_answer(sweep):
    found = [
        doors.line(
            row.name, row.written, [sweep.got[row.key, r] for r in sweep.columns]
        )
        for row in sweep.rows
        if row.statuses != [str(sweep.got[row.key, role]) for role in sweep.columns]
    ]
    assert not found, "matrix.txt says otherwise; found:\n" + "\n".join(found)


def test_nothing_breaks(sweep):
    everything = [*sweep.got.items(), *sweep.posted.items()]
    found = [f"{key[0]} {who}" for (key, who), code in everything if code == BROKEN]
    assert found == []


def test_nobody_reads_what_is_not_theirs(sweep):
    assert not sweep.leaks, "\n".join(sorted(set(sweep.leaks)))


def test_looking_changes_nothing(sweep):
    found = {f"{key[0]} writes {table} for {who}" for key, who, table in sweep.written}
    assert not found, "\n".join(sorted(found))


def test_where_one_may_not_look_one_may_not_act(sweep):
    open_to_post = {
        (key, role): (status, sweep.posted[key, role])
        for (key, role), status in sweep.got.items()
        if status in CLOSED and sweep.posted[key, role] not in {*CLOSED, 405}
    }
    assert open_to_post == {}


def test_an_outsider_cannot_act_on_another_areas_things(sweep):
    touched = {
        f"{key[0]} answers {role} {status} and writes {sorted(tables)}"
        for (key, role), (status, tables) in sweep.outside.items()
        if key[0] not in {*OWN, *NO_TOKEN} and (status not in CLOSED or tables)
    }
    assert not touched, "\n".join(sorted(touched))


def test_nothing_is_changed_without_the_forms_token(sweep):
    answered = {key[0]: status for key, status in sweep.tokenless.items()}
    refused = {name for name, status in answered.items() if status == 403}
    assert set(answered) - refused == NO_TOKEN


def test_every_door_says_who_may():
    silent = [
        name
        for name, (view, _given) in doors.doors().items()
        if not hasattr(view, "rule")
    ]
    assert silent == []


def test_what_is_open_to_anybody_is_on_the_short_list():
    rules = {name: view.rule for name, (view, _given) in doors.doors().items()}
    assert {n for n, rule in rules.items() if rule in ("public", "demo")} == PUBLIC


def test_the_public_list_names_real_pages():
    assert set(doors.doors()) >= PUBLIC | STRONG


@pytest.mark.parametrize("name", sorted(STRONG))
def test_a_power_needs_a_second_factor(sweep, name):
    answers = {
        (key, role): status
        for (key, role), status in sweep.posted.items()
        if key[0] == name and role.endswith("w")
    }
    assert answers
    assert set(answers.values()) <= {403, 404, 405}
