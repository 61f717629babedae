"""What has happened so far: alerts with their outcomes, one still open."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.utils import timezone

from alerts import outbox
from alerts.models import Alert, AlertArea, Chunk, Delivery, Reply
from areas.models import Area, User

from .dice import dice

HISTORY = (
    ("burglary", "last_night", "Inbrott i en villa i natt. Kolla dörrar och fönster."),
    ("attempt", "earlier", "Någon har brutit på en altandörr. Inget är stulet."),
    ("theft", "last_night", "En cykelkärra är stulen från en uppfart i natt."),
    ("other", "earlier", "Flera bilar har stått olåsta. Lås och ta in det som syns."),
)
OUTCOMES = (
    (Alert.Outcome.NOTHING_MORE, "Polisen har tagit emot tipsen."),
    (Alert.Outcome.CAUGHT, "Det blev ett gripande. Tack för tipsen."),
    (Alert.Outcome.FALSE_ALARM, "Det var en granne som hade glömt nyckeln."),
)
WRITTEN = timedelta(minutes=2)  # before it was sent
NEWEST = (
    "Inbrott i ett förråd i natt, mellan klockan 1 och 5. Kolla dina dörrar, fönster "
    "och förråd. Har du sett något? Svara här."
)


def make_history(areas: list[Area], author: User) -> None:
    """Closed alerts of the last year in the running areas."""
    now = timezone.now()
    for number in range(10):
        area = dice.choice([one for one in areas if one.state == Area.State.RUNNING])
        kind, timing, text = HISTORY[number % len(HISTORY)]
        at = now - timedelta(days=20 + 30 * number, hours=number)
        alert = _alert(area, author, kind, timing, text, days=-(now - at).days)
        outcome, words = OUTCOMES[number % len(OUTCOMES)]
        Alert.objects.filter(pk=alert.pk).update(
            state=Alert.State.CLOSED,
            outcome=outcome,
            closed_at=at + timedelta(days=4),
            created_at=at,
            people=area.memberships.count(),
        )
        Alert.objects.create(
            role=Alert.Role.OUTCOME,
            follows=alert,
            municipality=area.municipality,
            author=author,
            kind=kind,
            timing=timing,
            text=words,
            outcome=outcome,
            state=Alert.State.SENT,
            client_token=secrets.token_hex(16),
            accepted_at=at + timedelta(days=4),
        )


def _alert(
    area: Area, author: User, kind: str, timing: str, text: str, *, days: float
) -> Alert:
    at = timezone.now() + timedelta(days=days)
    alert = Alert.objects.create(
        municipality=area.municipality,
        author=author,
        kind=kind,
        timing=timing,
        text=text,
        state=Alert.State.SENT,
        client_token=secrets.token_hex(16),
        accepted_at=at,
        due_at=at,
        expires_at=at + timedelta(days=14),
    )
    AlertArea.objects.create(alert=alert, area=area, boundary=area.boundary)
    return alert


def make_open_alert(area: Area, author: User, neighbours: list[User]) -> None:
    """Yesterday's alert, received by everybody, with two answers."""
    alert = _alert(area, author, "burglary", "last_night", NEWEST, days=-0.4)
    sent_at = alert.accepted_at or timezone.now()
    outbox.open_targets(alert, [area.pk])
    rows = Delivery.objects.filter(alert=alert)
    rows.filter(rank=1).exclude(kind="door").update(
        state=Delivery.State.ACCEPTED,
        attempts=1,
        first_attempt_at=alert.accepted_at,
        terminal_at=alert.accepted_at,
    )
    rows.filter(rank__gt=1).update(
        state=Delivery.State.SUPPRESSED, reason="reached", terminal_at=alert.accepted_at
    )
    seen = list(rows.filter(state="accepted").values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=seen[::3]).update(seen_at=alert.accepted_at)
    Chunk.objects.filter(alert=alert).exclude(kind="door").update(open=0)
    Alert.objects.filter(pk=alert.pk).update(
        people=rows.values("user").distinct().count(),
        created_at=sent_at - WRITTEN,
    )
    texts = (
        "Hörde en bil på tomgång vid återvinningen runt halv fem.",
        "Vår förrådsdörr är uppbruten men inget verkar vara borta.",
    )
    for minutes, person, text in zip((14, 31), neighbours, texts, strict=False):
        tie = person.memberships.select_related("household").first()
        street = tie.household.street if tie else ""
        reply = Reply.objects.create(alert=alert, user=person, text=text, street=street)
        at = sent_at + timedelta(minutes=minutes)
        Reply.objects.filter(pk=reply.pk).update(at=at)
