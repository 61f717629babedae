"""Being away: exactly the chosen neighbours know, and it is gone a day after."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from areas.exceptions import Refused
from areas.models import (
    Absence,
    AbsenceHelper,
    AbsenceTask,
    AccessLog,
    Handshake,
    Membership,
    Notice,
    User,
)
from areas.services import absence_days, absences, handshakes, upkeep
from tests import make, make_upkeep

State = Absence.State
CANARY = "Nyckeln är hos moster"


@pytest.fixture
def street(db):
    """Three neighbours who have met each other, and one who has met nobody."""
    area = make.make_area()
    people = make_upkeep.make_neighbours(area, "Anna Ek", "Bror Alm", "Cia Ask", "Eva")
    anna, bror, cia, _eva = people
    make_upkeep.make_handshake(anna, bror)
    make_upkeep.make_handshake(anna, cia)
    return area, people


@pytest.fixture
def fresh(client):
    """Logs a person in with an e-mail code, so many minutes ago."""

    def log_in(person, minutes=0, method="code"):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        at = timezone.now().timestamp() - 60 * minutes
        session["account_authentication_methods"] = [{"method": method, "at": at}]
        session.save()
        return client

    return log_in


def page(absence):
    return reverse("areas:absence", args=[absence.code])


def press(client, name, *args, **values):
    return client.post(reverse(f"areas:{name}", args=args), values, follow=True)


# --- the handshake ------------------------------


def test_two_neighbours_shake_hands_with_a_code_on_a_screen(login, street):
    _area, (anna, _bror, _cia, eva) = street
    shown = login(anna).post(reverse("areas:handshake-show")).context["code"]
    answer = press(login(eva), "handshake-type", kod=shown.lower())
    assert "Anna Ek" in answer.content.decode()
    assert (
        Handshake.objects.of(anna)
        .filter(code__in=[row.code for row in Handshake.objects.of(eva)])
        .exists()
    )


def test_a_code_works_once_and_for_ten_minutes(street):
    _area, (anna, _bror, _cia, eva) = street
    with time_machine.travel(timezone.now() - timedelta(minutes=11), tick=False):
        old = handshakes.offer_handshake(anna)
    with pytest.raises(Refused):
        handshakes.shake_hands(eva, typed=old)
    code = handshakes.offer_handshake(anna)
    handshakes.shake_hands(eva, typed=code)
    with pytest.raises(Refused):
        handshakes.shake_hands(eva, typed=code)


def test_a_code_is_nothing_to_oneself_or_to_the_next_area(cast):
    code = handshakes.offer_handshake(cast.bo)
    for person in (cast.bo, cast.cilla):
        with pytest.raises(Refused):
            handshakes.shake_hands(person, typed=code)
    assert not Handshake.objects.exists()


def test_guessing_codes_stops_after_ten_tries(login, street):
    _area, (anna, _bror, _cia, eva) = street
    code = handshakes.offer_handshake(anna)
    client = login(eva)
    for _ in range(10):
        press(client, "handshake-type", kod="00000000")
    assert press(client, "handshake-type", kod=code).status_code == 422
    assert not Handshake.objects.of(eva).exists()


def test_a_scanned_code_waits_for_a_press(login, street):
    _area, (anna, _bror, _cia, eva) = street
    code = handshakes.offer_handshake(anna)
    answer = login(eva).get(reverse("areas:handshake-type"), {"kod": code})
    assert code in answer.content.decode()
    assert not Handshake.objects.of(eva).exists()


@pytest.mark.parametrize("who", [0, 1])
def test_either_may_take_the_handshake_back_and_reading_ends(login, street, who):
    _area, people = street
    anna, bror = people[:2]
    absence = make_upkeep.make_absence(anna, [bror], to="shared")
    row = Handshake.objects.of(anna).get(low__in=[anna, bror], high__in=[anna, bror])
    press(login(people[who]), "handshake-end", row.code)
    assert not Absence.objects.readable_by(bror).exists()
    assert not absence.helpers.exists()


def test_a_stranger_cannot_take_back_others_handshake(login, street):
    _area, (anna, _bror, _cia, eva) = street
    for row in Handshake.objects.of(anna):
        press(login(eva), "handshake-end", row.code)
    assert Handshake.objects.of(anna).count() == 2


# --- who may be asked ------------------------------


def test_only_neighbours_met_in_person_and_vouched_for_are_offered(login, street):
    area, (anna, bror, cia, _eva) = street
    low = make_upkeep.make_neighbours(area, "Låg Nivå", level=1)[0]
    make_upkeep.make_handshake(anna, low)
    form = login(anna).get(reverse("areas:absence-new")).context["form"]
    assert set(form.fields["helpers"].queryset) == {bror, cia}


@pytest.mark.parametrize(
    "kind", ["stranger", "low", "self", "next area", "nobody", "six"]
)
def test_others_cannot_be_chosen(street, kind):
    area, (anna, bror, _cia, eva) = street
    low = make_upkeep.make_neighbours(area, "Låg Nivå", level=1)[0]
    make_upkeep.make_handshake(anna, low)
    away = make_upkeep.make_neighbours(make.make_area("Annat"), "Fjärran")[0]
    make_upkeep.make_quick_handshake(anna, away)
    crowd = make_upkeep.make_neighbours(area, *"abcdef")
    for one in crowd:
        make_upkeep.make_quick_handshake(anna, one)
    chosen = {
        "stranger": [eva],
        "low": [bror, low],
        "self": [anna],
        "next area": [away],
        "nobody": [],
        "six": crowd,
    }[kind]
    with pytest.raises(Refused):
        make_upkeep.make_absence(anna, chosen)
    assert not Absence.objects.exists()


@pytest.mark.parametrize(("start", "days"), [(-1, 3), (3, -1), (0, 61), (50, 11)])
def test_days_lie_ahead_and_within_sixty(street, start, days):
    _area, (anna, bror, *_rest) = street
    with pytest.raises(Refused):
        make_upkeep.make_absence(anna, [bror], start=start, days=days)


# --- from leaving to coming home ------------------------------


def test_away_and_home_again(login, fresh, street):
    _area, (anna, bror, cia, _eva) = street
    today = timezone.localdate()
    values = {
        "first_on": today.isoformat(),
        "last_on": (today + timedelta(days=5)).isoformat(),
        "helpers": [bror.pk, cia.pk],
        "kinds": ["post", "lamps"],
        "text": CANARY,
    }
    answer = press(login(anna), "absence-new", **values)
    assert answer.status_code == 200, answer.context["form"].errors
    absence = Absence.objects.get()
    assert not Notice.objects.exists()
    press(login(anna), "absence-share", absence.code)
    assert set(Notice.objects.values_list("user", flat=True)) == {bror.pk, cia.pk}

    press(fresh(bror), "absence-answer", absence.code, "ja")
    press(fresh(cia), "absence-answer", absence.code, "nej")
    upkeep.daily(timezone.now())
    shown = fresh(bror).get(page(absence)).content.decode()
    assert CANARY in shown
    assert "Anna Ek" in shown
    press(fresh(bror), "absence-answer", absence.code, "post")
    seen = login(anna).get(page(absence)).content.decode()
    assert "Allt är bra" in seen
    assert "Bror Alm" in seen

    press(login(anna), "absence-home", absence.code)
    assert fresh(bror).get(page(absence)).status_code == 404
    upkeep.daily(timezone.now() + timedelta(hours=23))
    assert Absence.objects.exists()
    upkeep.daily(timezone.now() + timedelta(hours=25))
    for model in (Absence, AbsenceHelper, AbsenceTask):
        assert not model.objects.exists()


def test_nobody_leaves_before_somebody_has_said_yes(street):
    _area, (anna, bror, *_rest) = street
    absence = make_upkeep.make_absence(anna, [bror], to="shared")
    upkeep.daily(timezone.now())
    upkeep.daily(timezone.now())
    absence.refresh_from_db()
    assert absence.state == State.SHARED
    assert Notice.objects.filter(user=anna, kind="neighbour.alone").count() == 1


def test_helpers_are_reminded_on_the_first_day_and_every_third(street):
    _area, (anna, bror, *_rest) = street
    absence = make_upkeep.make_absence(anna, [bror], to="shared")
    absences.answer_absence(absence, by=bror, can=True)
    start = timezone.now()
    for day in range(7):
        with time_machine.travel(start + timedelta(days=day), tick=False):
            upkeep.daily(timezone.now())
            upkeep.daily(timezone.now())
    assert Notice.objects.filter(user=bror, kind="neighbour.task").count() == 3


def test_the_last_day_ends_it_by_itself(street):
    _area, (anna, bror, *_rest) = street
    absence = make_upkeep.make_absence(anna, [bror], days=2, to="under_way")
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        upkeep.daily(timezone.now())
    absence.refresh_from_db()
    assert absence.state == State.ENDED


def test_an_unanswered_one_is_called_off_and_an_old_draft_erased(street):
    _area, (anna, bror, *_rest) = street
    shared = make_upkeep.make_absence(anna, [bror], days=2, to="shared")
    draft = make_upkeep.make_absence(anna, [bror], days=2)
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        upkeep.daily(timezone.now())
    shared.refresh_from_db()
    assert shared.state == State.CANCELLED
    assert not Absence.objects.filter(pk=draft.pk).exists()


@pytest.mark.parametrize("state", ["moved", "left", "removed"])
def test_whoever_leaves_the_area_has_no_absence_left(street, state):
    _area, (anna, bror, *_rest) = street
    make_upkeep.make_absence(anna, [bror], to="under_way")
    Membership.objects.filter(user=anna).update(state=state)
    assert not Absence.objects.readable_by(bror).exists()
    upkeep.daily(timezone.now())
    assert not Absence.objects.exists()


def test_a_helper_ticks_nothing_before_the_first_day_or_without_a_yes(street):
    _area, (anna, bror, cia, eva) = street
    early = make_upkeep.make_absence(anna, [bror, cia], start=3, to="shared")
    for person in (bror, cia, eva):
        with pytest.raises(Refused):
            absences.tick_task(early, kind="post", by=person)
    absences.answer_absence(early, by=bror, can=True)
    with pytest.raises(Refused):
        absences.say_all_is_well(early, by=bror)
    with pytest.raises(Refused):
        absences.answer_absence(early, by=eva, can=True)


# --- the table ------------------------------


@pytest.mark.parametrize("before", [s for s in State if s != State.ERASED])
@pytest.mark.parametrize("after", list(State))
def test_only_the_tables_steps_are_taken(street, before, after):
    allowed = {
        ("draft", "shared"),
        ("draft", "erased"),
        ("shared", "under_way"),
        ("shared", "cancelled"),
        ("under_way", "ended"),
        ("under_way", "cancelled"),
        ("ended", "erased"),
        ("cancelled", "erased"),
    }
    _area, (anna, bror, *_rest) = street
    absence = make_upkeep.make_absence(anna, [bror])
    Absence.objects.filter(pk=absence.pk).update(state=before)
    if (before, after) in allowed:
        absences.step(absence, after)
        found = Absence.objects.filter(pk=absence.pk).values_list("state", flat=True)
        assert list(found) == ([] if after == "erased" else [after])
    else:
        with pytest.raises(Refused):
            absences.step(absence, after)
        assert Absence.objects.get(pk=absence.pk).state == before


@pytest.mark.parametrize(
    ("state", "works"),
    [
        ("draft", {"share", "throw"}),
        ("shared", {"cancel"}),
        ("under_way", {"home", "cancel"}),
        ("ended", set()),
        ("cancelled", set()),
    ],
)
@pytest.mark.parametrize("name", ["share", "throw", "cancel", "home"])
def test_the_owners_buttons_follow_the_table(login, street, state, works, name):
    _area, (anna, bror, *_rest) = street
    absence = make_upkeep.make_absence(anna, [bror])
    Absence.objects.filter(pk=absence.pk).update(state=state)
    press(login(anna), f"absence-{name}", absence.code)
    now = Absence.objects.filter(pk=absence.pk).values_list("state", flat=True)
    assert (list(now) != [state]) == (name in works)


# --- the fresh login ------------------------------


@pytest.mark.parametrize(
    ("method", "minutes", "opens"),
    [
        ("code", 1, True),
        ("mfa", 1, True),
        ("code", 16, False),
        ("mfa", 16, False),
        ("password", 1, False),
    ],
)
def test_helpers_read_only_with_a_code_or_key_just_used(
    fresh, street, method, minutes, opens
):
    _area, (anna, bror, *_rest) = street
    absence = make_upkeep.make_absence(anna, [bror], text=CANARY, to="shared")
    answer = fresh(bror, minutes, method).get(page(absence))
    assert answer.status_code == (200 if opens else 403)
    for secret in (CANARY, "Anna Ek"):
        assert (secret in answer.content.decode()) == opens


def test_an_old_login_can_neither_answer_nor_see_the_name_on_the_list(fresh, street):
    _area, (anna, bror, *_rest) = street
    absence = make_upkeep.make_absence(anna, [bror], text=CANARY, to="shared")
    client = fresh(bror, 20)
    press(client, "absence-answer", absence.code, "ja")
    assert absence.helpers.get().answer == ""
    listed = client.get(reverse("areas:absence-list"))
    assert listed.context["asked"].count() == 1
    assert CANARY not in listed.content.decode()


def test_signing_in_again_leads_back_to_the_page(fresh, street, mailoutbox):
    _area, (anna, bror, *_rest) = street
    EmailAddress.objects.create(
        user=bror, email=bror.email, verified=True, primary=True
    )
    absence = make_upkeep.make_absence(anna, [bror], text=CANARY, to="shared")
    client = fresh(bror, 20)
    answer = client.post(reverse("areas:absence-again", args=[absence.code]))
    assert answer.url.startswith(reverse("account_login"))
    client.post(
        reverse("account_request_login_code"),
        {"email": bror.email, "next": page(absence)},
    )
    code = next(
        word for word in mailoutbox[-1].body.split() if "-" in word and word.isupper()
    )
    answer = client.post(
        reverse("account_confirm_login_code"), {"code": code, "next": page(absence)}
    )
    assert answer.url == page(absence)
    assert CANARY in client.get(answer.url).content.decode()


# --- nobody else ------------------------------


def test_the_text_is_sealed_in_the_database(street):
    _area, (anna, bror, *_rest) = street
    absence = make_upkeep.make_absence(anna, [bror], text=CANARY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM areas_absence")
        stored = cursor.fetchone()[0]
    assert "Nyckeln" not in stored
    assert absence.text == CANARY


def test_an_older_key_still_opens_and_a_lost_one_shows_nothing(street, settings):
    _area, (anna, bror, *_rest) = street
    settings.FIELD_KEYS = ["gammal"]
    absence = make_upkeep.make_absence(anna, [bror], text=CANARY)
    settings.FIELD_KEYS = ["ny", "gammal"]
    assert absence.text == CANARY
    settings.FIELD_KEYS = ["ny"]
    assert absence.text == ""


def test_messages_and_logs_say_nothing(street, caplog):
    area, (anna, bror, *_rest) = street
    contact = make.make_contact(area).user
    make_upkeep.make_handshake(anna, contact)
    make_upkeep.make_absence(anna, [bror, contact], text=CANARY, to="under_way")
    upkeep.daily(timezone.now())
    first = timezone.localdate()
    said = [f"{n.subject} {n.text} {n.link} {n.kind}" for n in Notice.objects.all()]
    said += [caplog.text, *(str(row.details) for row in AccessLog.objects.all())]
    assert Notice.objects.exists()
    for one in said:
        for word in (CANARY, "Anna", "bort", "away", "absence", str(first)):
            assert word not in one
    assert not Notice.objects.exclude(area=None, once_key=None).exists()
    assert not AccessLog.objects.exists()


def test_a_neighbour_reached_only_by_a_knock_is_not_told_by_the_contact(street):
    area, (anna, *_rest) = street
    doors = make.make_person("Dörr Svensson", channels=("door",))
    make.make_member(area, doors, level=2)
    make_upkeep.make_handshake(anna, doors)
    make_upkeep.make_absence(anna, [doors], to="shared")
    assert not Notice.objects.exists()


def test_addresses_do_not_count(street):
    """A number in a link would tell how many went away in between."""
    _area, (anna, bror, *_rest) = street
    for _ in range(3):
        absence = make_upkeep.make_absence(anna, [bror])
        assert len(absence.code) >= 20
        assert str(absence.pk) != absence.code


ELSEWHERE = (
    "/mitt/",
    "/mitt/bortrest/",
    "/mitt/bortrest/ny/",
    "/mitt/uppgifter/",
    "/mitt/larm/",
    "/ombud/",
    "/ombud/grannar/",
    "/samordning/",
    "/samordning/logg/",
    "/omraden/",
    "/",
)


def test_no_page_of_anybody_else_holds_a_trace(fresh, login, street):
    area, (anna, bror, cia, eva) = street
    contact = make.make_contact(area).user
    officer = make.make_officer()
    make_upkeep.make_handshake(anna, contact)
    absence = make_upkeep.make_absence(
        anna, [bror], start=17, days=13, text=CANARY, to="shared"
    )
    traces = [CANARY, absence.code, absence.first_on.isoformat()]
    traces += [f"{absence.first_on.day} {month}" for month in ("januari", "december")]
    for person in (cia, eva, contact, officer):
        client = fresh(person)
        assert client.get(page(absence)).status_code in (403, 404)
        for path in ELSEWHERE:
            body = client.get(path, follow=True).content.decode()
            assert not [trace for trace in traces if trace in body], path


def with_and_without(client, person, paths):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return [client.get(path, follow=True).content.decode() for path in paths]


def test_others_pages_are_the_same_with_and_without_an_absence(client, street):
    import re

    area, (anna, bror, _cia, eva) = street
    contact = make.make_contact(area).user
    hidden = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"')
    paths = [path for path in ELSEWHERE if path != "/samordning/logg/"]
    for person in (eva, contact):
        Absence.objects.all().delete()
        with_and_without(client, person, paths)
        before = with_and_without(client, person, paths)
        make_upkeep.make_absence(anna, [bror], text=CANARY, to="under_way")
        after = with_and_without(client, person, paths)
        for one, other in zip(before, after, strict=True):
            assert hidden.sub("", one) == hidden.sub("", other)


# --- random worlds ------------------------------

SIZE = 6
person = st.integers(0, SIZE - 1)
world = st.fixed_dictionaries(
    {
        "area": st.lists(st.integers(0, 1), min_size=SIZE, max_size=SIZE),
        "level": st.lists(st.integers(0, 2), min_size=SIZE, max_size=SIZE),
        "state": st.lists(
            st.sampled_from(
                ["joined", "joined", "joined", "paused", "pending", "left"]
            ),
            min_size=SIZE,
            max_size=SIZE,
        ),
        "met": st.sets(st.tuples(person, person)),
        "asked": st.lists(st.tuples(person, st.sets(person)), min_size=1, max_size=4),
        "no": st.sets(st.tuples(person, person)),
        "withdrawn": st.sets(st.tuples(person, person), max_size=3),
        "absence_state": st.lists(
            st.sampled_from(["draft", "shared", "under_way", "ended", "cancelled"]),
            min_size=4,
            max_size=4,
        ),
    }
)


class World:
    """Rows from a drawing, and beside them who ought to read what, in plain sets."""

    def __init__(self, drawn):
        areas = [make.make_area("Ett"), make.make_area("Två")]
        self.people = [make.make_person(f"P{n}", channels=()) for n in range(SIZE)]
        self.drawn = drawn
        for n, one in enumerate(self.people):
            area, level = areas[drawn["area"][n]], drawn["level"][n]
            make.make_member(area, one, level=level, state="joined")
        self.met = {frozenset(pair) for pair in drawn["met"] if len(set(pair)) == 2}
        for pair in self.met:
            make_upkeep.make_quick_handshake(*(self.people[n] for n in pair))
        self.rows = [
            self._ask(*asked, state)
            for asked, state in zip(
                drawn["asked"], drawn["absence_state"], strict=False
            )
        ]
        self._no()
        self._withdraw()
        for n, one in enumerate(self.people):
            Membership.objects.filter(user=one).update(state=drawn["state"][n])

    def _ask(self, owner, wanted, state):
        allowed = {n for n in wanted if self._may_be_asked(owner, n)}
        user = self.people[owner]
        helpers = [self.people[n] for n in wanted]
        if allowed != wanted or not 1 <= len(wanted) <= 5:
            with pytest.raises(Refused):
                make_upkeep.make_absence(user, helpers)
            return None
        row = make_upkeep.make_absence(user, helpers, text=f"{CANARY} {owner}")
        Absence.objects.filter(pk=row.pk).update(state=state)
        return owner, set(wanted), state, row

    def _may_be_asked(self, owner, n):
        area, level = self.drawn["area"], self.drawn["level"]
        met = frozenset((owner, n)) in self.met
        return met and area[n] == area[owner] and level[n] == 2

    def _no(self):
        for owner, n in self.drawn["no"]:
            AbsenceHelper.objects.filter(
                absence__membership__user=self.people[owner], user=self.people[n]
            ).update(answer="no")

    def _withdraw(self):
        for one, other in self.drawn["withdrawn"]:
            first, second = self.people[one], self.people[other]
            row = Handshake.objects.of(first).filter(
                pk__in=Handshake.objects.of(second)
            )
            if one != other and row.exists():
                handshakes.take_back_handshake(first, row.get().code)
        self.met -= {frozenset(pair) for pair in self.drawn["withdrawn"]}

    def readers(self, owner, wanted, state):
        """The plain rule, said once more in another way."""
        here = [s in ("joined", "paused") for s in self.drawn["state"]]
        if state not in ("shared", "under_way") or not here[owner]:
            return set()
        return {
            n
            for n in wanted
            if here[n]
            and (owner, n) not in self.drawn["no"]
            and frozenset((owner, n)) in self.met
        }

    def expected(self):
        return {
            (n, row.pk)
            for owner, wanted, state, row in filter(None, self.rows)
            for n in self.readers(owner, wanted, state)
        }


def in_its_own_world(look):
    def run(drawn):
        with transaction.atomic():
            try:
                look(World(drawn))
            finally:
                transaction.set_rollback(True)

    return run


def quiet(examples):
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.too_slow,
        ],
    )


@quiet(120)
@given(drawn=world)
def test_in_random_worlds_exactly_the_chosen_may_read(db, drawn):
    def look(made):
        found = {
            (n, pk)
            for n, one in enumerate(made.people)
            for pk in Absence.objects.readable_by(one).values_list("pk", flat=True)
        }
        assert found == made.expected()

    in_its_own_world(look)(drawn)


@quiet(8)
@given(drawn=world)
def test_in_random_worlds_others_find_nothing_on_any_page(db, fresh, drawn):
    def look(made):
        expected = made.expected()
        for n, one in enumerate(made.people):
            client = fresh(User.objects.get(pk=one.pk))
            for owner, _wanted, _state, row in filter(None, made.rows):
                answer = client.get(page(row))
                if (n, row.pk) in expected:
                    assert f"{CANARY} {owner}" in answer.content.decode()
                elif n != owner:
                    assert CANARY not in answer.content.decode()
                    assert answer.status_code in (403, 404)
            listed = client.get(reverse("areas:absence-list")).content.decode()
            assert CANARY not in listed

    in_its_own_world(look)(drawn)


def test_the_days_work_can_run_any_number_of_times(street):
    _area, (anna, bror, *_rest) = street
    make_upkeep.make_absence(anna, [bror], to="under_way")
    first = absence_days.daily(timezone.now())
    assert first
    assert not absence_days.daily(timezone.now())
