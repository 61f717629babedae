"""One breaker per channel: our own wrong settings must fail no row (guarantees 4)."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from .models import Chunk, Heartbeat
from .transports.base import Outcome, Verdict

HELD_SECONDS = 30
_answers: dict[str, tuple[float, bool]] = {}


def _part(kind: str) -> str:
    return f"breaker-{kind}"


def is_open(kind: str) -> bool:
    """Asked before each chunk; the answer is good for a second."""
    asked, answer = _answers.get(kind, (0.0, False))
    if time.monotonic() - asked > 1:
        since = timezone.now() - timedelta(seconds=HELD_SECONDS)
        answer = Heartbeat.objects.filter(part=_part(kind), at__gt=since).exists()
        _answers[kind] = (time.monotonic(), answer)
    return answer


def note(kind: str, outcomes: Sequence[Outcome]) -> None:
    """Opens on a configuration outcome; closes by itself after 30 s."""
    ours = [o for o in outcomes if o.verdict is Verdict.CONFIGURATION]
    if ours:
        _answers.pop(kind, None)
        Heartbeat.objects.update_or_create(
            part=_part(kind),
            defaults={"at": timezone.now(), "note": ours[0].code[:200]},
        )


def hold(chunk: Chunk) -> None:
    """Leaves the chunk's rows queued until the breaker may be tried again."""
    Chunk.objects.filter(pk=chunk.pk).update(
        due_at=timezone.now() + timedelta(seconds=HELD_SECONDS), woken_at=None
    )


def troubles() -> dict[str, str]:
    """Channels that wait for the operator, with the provider's answer."""
    since = timezone.now() - timedelta(seconds=2 * HELD_SECONDS)
    found = Heartbeat.objects.filter(part__startswith="breaker-", at__gt=since)
    return {row.part.removeprefix("breaker-"): row.note for row in found}
