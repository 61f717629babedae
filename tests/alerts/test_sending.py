"""An alert on its way: from the contact's page to the neighbours' mailboxes."""

import re

import pytest
from django.core.management import call_command

from alerts import delivery
from alerts.models import Alert, Chunk, Delivery
from tests import make
from tests.fakes.smtp_sink import SmtpSink

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "Inbrott i en villa på Björkvägen i natt. Kolla dina dörrar och förråd."


@pytest.fixture
def post(settings):
    """A real SMTP server that keeps what it gets."""
    delivery._open.clear()
    with SmtpSink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.STOP_SECONDS = 0
        yield sink
        for transport in delivery._open.values():
            transport.close()
        delivery._open.clear()


def write(client, **answers):
    page = client.get("/ombud/larm/nytt/")
    token = page.context["form"]["token"].value()
    data = {"token": token, "kind": "burglary", "timing": "last_night", "text": TEXT}
    return client.post("/ombud/larm/nytt/", data | answers)


def write_and_send(client, **answers):
    written = write(client, **answers)
    assert written.status_code == 302, written.context["form"].errors
    code = written.url.split("/")[3]
    sent = client.post(f"/ombud/larm/{code}/skicka/")
    return Alert.objects.get(code=code), sent


def send_all():
    call_command("deliver", once=True)


def recipients(sink):
    return sorted(to for message in sink.messages for to in message["to"])


def test_neighbours_get_it_by_email_and_the_next_area_hears_nothing(cast, login, post):
    alert, answer = write_and_send(login(cast.alva, strong=True))
    assert answer.status_code == 302
    send_all()
    assert recipients(post) == ["alva@grannar.example", "bo@grannar.example"]
    alert.refresh_from_db()
    assert (alert.state, alert.people) == ("sent", 2)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"accepted"}
    assert not Chunk.objects.filter(open__gt=0).exists()


def test_an_alert_sent_twice_is_sent_once(cast, login, post):
    client = login(cast.alva, strong=True)
    alert, _first = write_and_send(client)
    again = client.post(f"/ombud/larm/{alert.code}/skicka/")
    assert again.status_code == 302
    send_all()
    assert Alert.objects.originals().count() == 1
    assert recipients(post).count("bo@grannar.example") == 1


def test_the_same_form_submitted_twice_is_one_draft(cast, login):
    client = login(cast.alva, strong=True)
    token = client.get("/ombud/larm/nytt/").context["form"]["token"].value()
    data = {"token": token, "kind": "theft", "timing": "earlier", "text": TEXT}
    first = client.post("/ombud/larm/nytt/", data)
    second = client.post("/ombud/larm/nytt/", data)
    assert first.url == second.url
    assert Alert.objects.count() == 1


def test_a_second_contact_is_asked_whether_it_is_the_same_event(cast, login, post):
    write_and_send(login(cast.alva, strong=True))
    astrid = make.make_person("Astrid Ask")
    make.make_contact(cast.bjork, astrid)
    client = login(astrid, strong=True)
    alert, answer = write_and_send(client)
    assert answer.status_code == 409
    assert answer.context["similar"].author == cast.alva
    assert alert.state == "draft"
    client.post(f"/ombud/larm/{alert.code}/skicka/", {"ny": "1"})
    alert.refresh_from_db()
    assert alert.state == "sent"


def test_stopped_within_ten_seconds_nobody_gets_it(cast, login, post, settings):
    settings.STOP_SECONDS = 10
    client = login(cast.alva, strong=True)
    alert, _answer = write_and_send(client)
    client.post(f"/ombud/larm/{alert.code}/stoppa/")
    send_all()
    alert.refresh_from_db()
    assert (alert.state, recipients(post)) == ("stopped", [])
    assert set(Delivery.objects.values_list("state", flat=True)) == {"cancelled"}


def test_an_ongoing_alert_has_no_ten_seconds(cast, login, post, settings):
    settings.STOP_SECONDS = 10
    write_and_send(login(cast.alva, strong=True), timing="ongoing")
    send_all()
    assert len(recipients(post)) == 2


def test_a_retraction_goes_to_exactly_those_who_were_reached(cast, login, post):
    client = login(cast.alva, strong=True)
    alert, _answer = write_and_send(client)
    # Bo's row waits still: he has not got it and must not be corrected.
    Delivery.objects.filter(user=cast.bo).update(next_try_at="2099-01-01T00:00Z")
    Chunk.objects.update(due_at="2020-01-01T00:00Z")
    send_all()
    assert recipients(post) == ["alva@grannar.example"]
    client.post(f"/ombud/larm/{alert.code}/ta-tillbaka/", {"reason": "mistake"})
    send_all()
    assert recipients(post) == ["alva@grannar.example"] * 2
    assert Delivery.objects.get(user=cast.bo, alert=alert).state == "cancelled"
    alert.refresh_from_db()
    assert (alert.state, alert.followers.get().role) == ("cancelled", "retraction")


def test_an_outcome_reaches_the_same_people_and_ends_the_links(
    cast, login, client, post
):
    alert, _answer = write_and_send(login(cast.alva, strong=True))
    send_all()
    link = link_to(post, "bo@grannar.example")
    client.post(f"/ombud/larm/{alert.code}/sa-gick-det/", {"outcome": "caught"})
    send_all()
    assert recipients(post).count("bo@grannar.example") == 2
    client.logout()
    assert client.get(link).status_code == 410


def link_to(sink, address):
    """The path of the newest link that somebody got."""
    newest = [one for one in sink.messages if address in one["to"]][-1]
    body = newest["body"]
    text = body.decode() if isinstance(body, bytes) else body
    whole = text.replace("=\r\n", "").replace("=\n", "")
    return re.search(r"http://localhost:\d+(/l/[^\s\"<]+)", whole)[1]


def test_the_link_in_the_message_opens_that_alert_and_nothing_else(
    cast, login, client, post
):
    alert, _answer = write_and_send(login(cast.alva, strong=True))
    send_all()
    client.logout()
    link = link_to(post, "bo@grannar.example")
    page = client.get(link)
    assert page.status_code == 200
    assert TEXT in page.content.decode()
    assert client.get(link[:-3] + "xyz/").status_code == 404
    assert client.get(f"/l/{alert.code}/").status_code == 302
    assert client.get("/mitt/larm/").status_code == 302


def test_a_neighbour_says_seen_and_answers_the_sender_alone(cast, login, client, post):
    alert, _answer = write_and_send(login(cast.alva, strong=True))
    send_all()
    client.logout()
    link = link_to(post, "bo@grannar.example")
    client.post(link, {"svar": "sett"})
    client.post(link, {"text": "Hörde en bil på tomgång."})
    client.post(link, {"text": "Hörde en bil på tomgång."})
    assert Delivery.objects.get(user=cast.bo).seen_at
    assert alert.replies.get().text == "Hörde en bil på tomgång."
    live = login(cast.alva).get(f"/ombud/larm/{alert.code}/").content.decode()
    assert "Hörde en bil" in live
    for other in (cast.mona, cast.pia):
        page = login(other).get(f"/ombud/larm/{alert.code}/").content.decode()
        assert "Hörde en bil" not in page


def test_the_police_read_an_answer_once_the_sender_has_shared_it(
    cast, login, client, post
):
    alert, _answer = write_and_send(login(cast.alva, strong=True))
    send_all()
    client.post(link_to(post, "bo@grannar.example"), {"text": "Hörde en bil."})
    reply = alert.replies.get()
    login(cast.alva, strong=True).post(
        f"/ombud/larm/{alert.code}/svar/{reply.pk}/", {"gor": "dela"}
    )
    page = login(cast.pia).get(f"/ombud/larm/{alert.code}/")
    assert "Hörde en bil" in page.content.decode()


def test_an_alert_to_an_empty_area_is_refused_in_a_sentence(db, login):
    lone = make.make_area("Ensliga")
    chief = make.make_person("Helga Head", channels=())
    make.make_contact(lone, chief)
    client = login(chief, strong=True)
    _alert, answer = write_and_send(client)
    assert answer.status_code == 409
    assert "inget skickades" in answer.content.decode()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "Ring 070-123 45 67 om du vet något.",
        "Inbrott på Åvägen 12 i natt.",
        "Misstänkt 850709-9805 sågs i natt.",
        "En mörkhyad man sprang från platsen.",
        "Bilen hade nummer ABC 123.",
    ],
)
def test_the_wording_guard_stops_the_form_and_keeps_what_was_typed(cast, login, text):
    answer = write(login(cast.alva, strong=True), text=text)
    assert answer.status_code == 422
    assert answer.context["form"].errors["text"]
    assert text[:20] in answer.content.decode()
    assert not Alert.objects.exists()


def test_an_officer_may_take_over_a_held_wording_with_a_reason(cast, login):
    client = login(cast.pia, strong=True)
    text = "Bilen som söks har nummer ABC 123."
    chosen = {"areas": [cast.bjork.pk], "text": text}
    assert write(client, **chosen).status_code == 422
    taken = write(client, **chosen, override_reason="Efterlyst av Polisen")
    assert taken.status_code == 302
    alert = Alert.objects.get()
    assert (alert.overridden_by, alert.source) == (cast.pia, "police")


def test_only_a_trained_contact_with_a_second_factor_may_write(cast, login):
    assert login(cast.alva).get("/ombud/larm/nytt/").status_code == 403
    assert login(cast.bo, strong=True).get("/ombud/larm/nytt/").status_code == 403
    new = make.make_person("Nya Ombudet")
    make.make_contact(cast.bjork, new, trained=False)
    answer = write(login(new, strong=True))
    assert answer.status_code == 422
    assert not Alert.objects.exists()


def test_a_contact_cannot_touch_another_areas_alert(cast, login, post):
    alert, _answer = write_and_send(login(cast.alva, strong=True))
    stranger = make.make_person("Sten Stranger")
    make.make_contact(cast.gran, stranger)
    client = login(stranger, strong=True)
    assert client.get(f"/ombud/larm/{alert.code}/").status_code == 404
    retract = client.post(f"/ombud/larm/{alert.code}/ta-tillbaka/", {"reason": "wrong"})
    assert retract.status_code == 404


def test_two_thousand_people_need_a_second_officer(cast, login, post):
    cast.klippan.two_officers_above = 1
    cast.klippan.save()
    alert, _answer = write_and_send(
        login(cast.mona, strong=True), areas=[cast.bjork.pk], kind="information"
    )
    alert.refresh_from_db()
    assert alert.state == "in_review"
    send_url = f"/ombud/larm/{alert.code}/skicka/"
    login(cast.mona, strong=True).post(send_url)
    alert.refresh_from_db()
    assert alert.state == "in_review"
    login(cast.pia, strong=True).post(send_url)
    alert.refresh_from_db()
    assert alert.state == "sent"


def test_who_has_left_or_switched_off_gets_nothing(cast, login, post):
    write_and_send(login(cast.alva, strong=True))
    cast.bo.memberships.update(state="left")
    send_all()
    assert recipients(post) == ["alva@grannar.example"]
    assert Delivery.objects.get(user=cast.bo).reason == "left"


def test_a_refused_address_hands_over_to_the_next_channel_at_once(cast, login, post):
    both = make.make_person("Britt Båda", "rcpt-550@grannar.example")
    make.make_channel(both, "email", rank=2, address="andra@grannar.example")
    make.make_member(cast.bjork, both)
    write_and_send(login(cast.alva, strong=True))
    send_all()
    assert "andra@grannar.example" in recipients(post)
    states = Delivery.objects.filter(user=both).order_by("rank")
    assert [row.state for row in states] == ["rejected", "accepted"]


def test_a_second_channel_is_not_used_once_the_first_has_accepted(cast, login, post):
    both = make.make_person("Britt Båda", "britt@grannar.example")
    make.make_channel(both, "email", rank=2, address="andra@grannar.example")
    make.make_member(cast.bjork, both)
    write_and_send(login(cast.alva, strong=True))
    send_all()
    Delivery.objects.filter(state="queued").update(next_try_at="2020-01-01T00:00Z")
    Chunk.objects.update(due_at="2020-01-01T00:00Z", woken_at=None)
    send_all()
    assert "andra@grannar.example" not in recipients(post)
    assert Delivery.objects.get(user=both, rank=2).state == "suppressed"


def test_a_fourth_alert_in_a_week_waits_for_the_digest(cast, login, post):
    cast.klippan.weekly_alert_budget = 1
    cast.klippan.save()
    client = login(cast.alva, strong=True)
    write_and_send(client)
    send_all()
    before = len(recipients(post))
    alert, _answer = write_and_send(client, kind="theft")
    send_all()
    assert len(recipients(post)) == before
    assert set(alert.deliveries.values_list("state", flat=True)) == {"queued"}


def test_who_has_only_a_door_comes_on_the_knock_list(cast, login, post):
    gunvor = make.make_person("Gunvor Gran", None, channels=("door",))
    home = make.make_household(cast.bjork, "Björkvägen", 21)
    make.make_member(cast.bjork, gunvor, household=home)
    client = login(cast.alva, strong=True)
    alert, _answer = write_and_send(client)
    send_all()
    page = client.get(f"/ombud/larm/{alert.code}/")
    assert "Björkvägen 21, Gunvor" in page.content.decode()
    row = Delivery.objects.get(user=gunvor)
    client.post(f"/ombud/larm/{alert.code}/knacka/{row.pk}/")
    row.refresh_from_db()
    assert row.state == "delivered"


def test_one_click_stops_messages_to_that_address_only(cast, login, client, post):
    write_and_send(login(cast.alva, strong=True))
    send_all()
    client.logout()
    token = link_to(post, "bo@grannar.example").split("/")[3]
    assert client.get(f"/stopp/{token}/").status_code == 200
    assert cast.bo.channels.get().disabled_at is None
    client.post(f"/stopp/{token}/", {"List-Unsubscribe": "One-Click"})
    client.post(f"/stopp/{token}/", {"List-Unsubscribe": "One-Click"})
    assert cast.bo.channels.get().disabled_reason == "unsubscribed"
    assert cast.bo.memberships.get().state == "joined"


def test_two_flags_tell_the_other_contacts_and_an_officer(cast, login, client, post):
    alert, _answer = write_and_send(login(cast.alva, strong=True))
    send_all()
    berit = make.make_person("Berit Bo")
    make.make_member(cast.bjork, berit)
    for person in (cast.bo, cast.bo, berit):
        login(person).post(f"/l/{alert.code}/", {"svar": "fel"})
    told = set(cast.mona.notices.values_list("kind", flat=True))
    assert told == {"alert.flagged"}
    assert not cast.alva.notices.filter(kind="alert.flagged").exists()


def test_the_live_page_never_mixes_received_with_seen(cast, login, post):
    client = login(cast.alva, strong=True)
    alert, _answer = write_and_send(client)
    send_all()
    progress = client.get(f"/ombud/larm/{alert.code}/").context["progress"]
    assert (progress.reached, progress.seen, progress.is_done) == (2, 0, True)
    part = client.get(f"/ombud/larm/{alert.code}/", headers={"HX-Request": "true"})
    assert part.status_code == 286


def test_a_door_that_nobody_knocked_on_is_shown_as_not_reached(cast, login, post):
    gunvor = make.make_person("Gunvor Gran", None, channels=("door",))
    make.make_member(cast.bjork, gunvor)
    write_and_send(login(cast.alva, strong=True))
    Delivery.objects.filter(kind="door").update(next_try_at="2020-01-01T00:00Z")
    Chunk.objects.filter(kind="door").update(due_at="2020-01-01T00:00Z")
    send_all()
    assert Delivery.objects.get(user=gunvor).state == "expired"


def test_pages_and_sending_go_on_with_redis_dead(cast, login, client, post, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "areas.caching.OutlivingCache",
            "LOCATION": "unix:///nowhere/redis.sock?db=1",
        }
    }
    settings.CELERY_BROKER_URL = "redis+socket:///nowhere/redis.sock"
    alert, answer = write_and_send(login(cast.alva, strong=True))
    assert (answer.status_code, alert.state) == (302, "sent")
    send_all()
    client.logout()
    assert client.get(link_to(post, "bo@grannar.example")).status_code == 200
    assert client.get("/konto/login/").status_code == 200
