"""Two areas and everybody who may knock on a door, each with something to hide.

`make_town()` gives who (the columns of matrix.txt), what (objects for the addresses)
and canaries: words that exist once, with those who may read them.
"""

import secrets
from datetime import date, timedelta
from types import SimpleNamespace

from django.utils import timezone

from alerts import links, outbox
from alerts.models import (
    Alert,
    AlertArea,
    Delivery,
    Observation,
    PoliceEvent,
    Reply,
)
from areas.models import (
    Absence,
    AbsenceHelper,
    Boundary,
    Handshake,
    Interest,
    Meeting,
    MeetingFile,
    Sign,
)
from areas.services import invitations
from areas.services.channels import confirm_link
from tests import make, make_marking, make_watch
from watch.services import concerns, snapshots

# Column of matrix.txt: who it is. A second letter w is the same person without a
# second factor in this login.
ROLES = {
    "an": "anybody, not logged in",
    "pe": "asked to join area A, not let in yet",
    "bo": "member of area A",
    "ci": "member of area B",
    "fo": "was a member of area A",
    "al": "contact of area A",
    "aw": "contact of area A, no second factor",
    "su": "suspended contact of area A, still a member",
    "co": "contact of area B",
    "he": "head contact of area A",
    "mo": "the municipality's officer",
    "mw": "the municipality's officer, no second factor",
    "mx": "another municipality's officer",
    "pi": "police officer",
    "pw": "police officer, no second factor",
    "op": "operator",
    "au": "auditor",
}
# Who may read the words of area A's people; the officers meet areas, not residents.
CONTACTS = {"al", "aw", "he"}
SEES_ALERTS = {"bo", "al", "aw", "su", "he", "mo", "mw", "pi", "pw"}


def make_town():
    town = SimpleNamespace(who={"an": None}, what={}, canaries={})
    _people(town)
    _alerts(town)
    _kits(town)
    _watch(town)
    _round(town)
    _upkeep(town)
    return town


def _people(town):
    a, b = make.make_area("Anemonvägen"), make.make_area("Blåklintsvägen")
    town.a, town.b = a, b
    who, what = town.who, town.what
    home = make.make_household(a, "Näktergalsstigen", 17)
    bo = make.make_person("Boleslaus Kanariberg", "kanari.bo@grannar.example")
    make.make_channel(bo, "sms", rank=2, address="+46701740691")
    tie = make.make_member(a, bo, household=home, level=2)
    alva = make.make_person("Alva Åkesson", "alva@grannar.example")
    asker = make.make_person("Petronella Kanarifrågar", "kanari.pe@grannar.example")
    asked = make.make_member(a, asker, state="pending", level=0)
    former = make.make_person("Folke Flyttad")
    make.make_member(a, former, state="left")
    suspended = make.make_person("Sune Stoppad")
    office = make.make_contact(a, suspended)
    office.suspended_at = timezone.now()
    office.save()
    head = make.make_person("Hedda Ek")
    far = make.make_municipality("1275", "Perstorp", (13.4, 56.0, 13.6, 56.3))
    who |= {
        "pe": asker,
        "bo": bo,
        "ci": make.make_member(b, make.make_person("Cilla Carlsson")).user,
        "fo": former,
        "al": alva,
        "su": suspended,
        "co": make.make_contact(b, make.make_person("Conny Carlsson")).user,
        "he": make.make_contact(a, head, kind="head_contact").user,
        "mo": make.make_officer(make.make_person("Mona Malm")),
        "mx": make.make_officer(make.make_person("Max Malm"), municipality=far),
        "pi": make.make_officer(make.make_person("Pia P"), office="police_officer"),
        "op": make.make_officer(make.make_person("Olle Drift"), office="operator"),
        "au": make.make_officer(make.make_person("Agda G"), office="auditor"),
    }
    contact = make.make_contact(a, alva)
    who |= {"aw": alva, "mw": who["mo"], "pw": who["pi"]}
    key = confirm_link(bo.channels.first()).split("/")[2]
    proposed = Boundary.objects.create(
        area=a, shape=make.box(13.1, 56.12, 13.12, 56.13), proposed_by=alva
    )
    what |= {
        "area": a.slug,
        "home": home.pk,
        "tie": tie.pk,
        "asked": asked.pk,
        "office": contact.pk,
        "channel": bo.channels.first().pk,
        "channel_key": key,
        "proposed": proposed.pk,
    }
    town.canaries |= {
        # su is the neighbour whom Bo asked for help while away.
        "Kanariberg": {"bo", "su", *CONTACTS},
        "Näktergalsstigen 17": {"bo", "su", *CONTACTS},
        "Kanarifrågar": {"pe", *CONTACTS},
        "kanari.bo@": {"bo", *CONTACTS},
        "kanari.pe@": {"pe", *CONTACTS},
        "701740691": {"bo", *CONTACTS},
    }
    town.home, town.tie = home, tie


def _alerts(town):
    sent = _alert(town, "sent", "Kanarilarm: inbrott i ett förråd i natt.")
    draft = _alert(town, "draft", "Kanariutkast: inbrott i en villa i natt.")
    outbox.open_targets(sent, [town.a.pk])
    rows = Delivery.objects.filter(alert=sent)
    rows.update(state="accepted", attempts=1, terminal_at=timezone.now())
    answer = Reply.objects.create(
        alert=sent, user=town.who["bo"], text="Kanarisvar: hörde en bil"
    )
    own = rows.filter(user=town.who["bo"]).first()
    town.what |= {
        "alert": sent.code,
        "draft": draft.code,
        "reply": answer.pk,
        "delivery": own.pk,
        "token": links.token(own.pk),
    }
    town.canaries |= {
        "Kanarilarm": SEES_ALERTS,
        "Kanariutkast": {"al", "aw"},
        "Kanarisvar": {"bo", *CONTACTS},
    }
    # Bo's own link is the key: whoever holds it reads that alert and Bo's answer.
    town.keys = {town.what["token"]: {"Kanarilarm", "Kanarisvar"}}


def _alert(town, state, text):
    now = timezone.now()
    alert = Alert.objects.create(
        municipality=town.a.municipality,
        author=town.who["al"],
        kind="burglary",
        timing="last_night",
        text=text,
        state=state,
        client_token=secrets.token_hex(16),
        accepted_at=now if state == "sent" else None,
        due_at=now if state == "sent" else None,
        expires_at=now + timedelta(days=2),
    )
    AlertArea.objects.create(alert=alert, area=town.a, boundary=town.a.boundary)
    return alert


def _kits(town):
    kit = make_marking.make_held(town.home, "registered", code="KN4R7P")
    empty = make.make_household(town.a, "Anemonvägen", 3)
    town.what |= {
        "kit": kit.pk,
        "kit_number": kit.number,
        "empty_home": empty.pk,
        "batch": kit.batch_id,
        "place": make_marking.make_place(municipality=town.a.municipality).pk,
    }
    town.canaries["KN4R7P"] = {"bo"}


def _watch(town):
    klippan = town.a.municipality
    promise = make_watch.make_promise(klippan, slug="lofte-i-ar")
    make_watch.make_commitment(promise)
    told = {"text": "Det är mörkt", "name": "Klaga Kanarisson"}
    concern, key = concerns.receive_concern(
        klippan,
        category=concerns.Concern.Category.values[0],
        place="Stationen",
        email="kanari.klagar@grannar.example",
        **told,
    )
    concerns.acknowledge_concern(
        concern, by=town.who["mo"], public_text="Mörkt vid stationen"
    )
    last_month = date.today().replace(day=1) - timedelta(days=1)
    interest = Interest.objects.create(
        municipality=klippan,
        place="Kanarigatan",
        place_key="kanarigatan",
        person=make.make_person("Intresserad Kanarilund", "kanari.in@grannar.example"),
    )
    town.what |= {
        "promise": promise.slug,
        "concern": concern.code,
        "concern_key": key,
        "snapshot": snapshots.freeze_month(klippan, last_month).pk,
        "interest": interest.pk,
    }
    town.canaries |= {
        "Klaga Kanarisson": {"mo", "mw", "pi", "pw"},
        "kanari.klagar@": {"mo", "mw", "pi", "pw"},
        "Kanarilund": {"mo", "mw", "pi", "pw"},
        "kanari.in@": {"mo", "mw", "pi", "pw"},
    }


def _round(town):
    """A meeting with its paper, a sign, an observation, a hint of the police feed."""
    now = timezone.now()
    meeting = Meeting.objects.create(
        municipality=town.a.municipality,
        area=town.a,
        kind=Meeting.Kind.values[0],
        starts_at=now + timedelta(days=20),
        place="Biblioteket",
        booked_by=town.who["al"],
        invited_at=now,
    )
    paper = MeetingFile.objects.create(
        meeting=meeting,
        name="Protokoll.pdf",
        kind=MeetingFile.Kind.values[0],
        size=5,
        data=b"%PDF-",
    )
    sign = Sign.objects.create(area=town.a, place="Infarten", land=Sign.Land.MUNICIPAL)
    note = Observation.objects.create(
        user=town.who["bo"],
        text="Kanarisyn: en blå bil",
        erase_on=timezone.localdate() + timedelta(days=30),
    )
    hint = PoliceEvent.objects.create(
        external_id=1,
        municipality=town.a.municipality,
        type="Inbrott",
        title="Inbrott, Klippan",
        place="Klippan",
        published_at=now,
        digest="0",
    )
    town.what |= {
        "meeting": meeting.pk,
        "paper": paper.pk,
        "sign": sign.pk,
        "note": note.pk,
        "hint": hint.pk,
        "appointment": town.who["pi"].appointments.get().pk,
    }
    town.canaries["Kanarisyn"] = {"bo"}


def _upkeep(town):
    """Bo is away; only the helper he has met may know, and nobody else helps yet."""
    low, high = sorted((town.who["bo"], town.who["su"]), key=lambda person: person.pk)
    shake = Handshake.objects.create(low=low, high=high, code=secrets.token_urlsafe(9))
    today = timezone.localdate()
    away = Absence(
        membership=town.tie,
        state=Absence.State.SHARED,
        first_on=today,
        last_on=today + timedelta(days=9),
        code="bortkanari0123",
    )
    away.text = "Kanaribort: vattna tomaterna"
    away.save()
    AbsenceHelper.objects.create(absence=away, user=town.who["su"])
    (slip,) = invitations.make_slips(
        town.a, [make.make_household(town.a, "Anemonvägen", 5)], by=town.who["al"]
    )
    town.what |= {
        "handshake": shake.code,
        "absence": away.code,
        "selector": slip.invitation.selector,
        "slip": slip.token,
    }
    town.canaries |= {"Kanaribort": {"bo", "su"}, "bortkanari0123": {"bo", "su"}}
