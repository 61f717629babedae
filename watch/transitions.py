"""Which step may follow which; any other is refused (domain, section 4)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from areas.exceptions import Refused
from watch.models import Commitment, Concern, Promise

Steps = Mapping[str, frozenset[str]]

P, C, K = Promise.State, Commitment.State, Concern.State
PROMISE: Steps = {
    P.DRAFT: frozenset({P.PUBLISHED}),
    P.PUBLISHED: frozenset({P.ENDED}),
    P.ENDED: frozenset({P.REPORTED}),
    P.REPORTED: frozenset(),
}
COMMITMENT: Steps = {
    C.PLANNED: frozenset({C.UNDER_WAY, C.REPRIORITISED, C.MET, C.NOT_MET}),
    C.UNDER_WAY: frozenset({C.REPRIORITISED, C.MET, C.NOT_MET}),
    C.REPRIORITISED: frozenset({C.UNDER_WAY, C.MET, C.NOT_MET}),
    C.MET: frozenset(),
    C.NOT_MET: frozenset(),
}
CONCERN: Steps = {
    K.RECEIVED: frozenset({K.ACKNOWLEDGED, K.MERGED}),
    K.ACKNOWLEDGED: frozenset({K.ROUTED, K.DECLINED, K.MERGED}),
    K.ROUTED: frozenset({K.PLANNED, K.DONE, K.DECLINED}),
    K.PLANNED: frozenset({K.DONE}),
    K.DONE: frozenset(),
    K.DECLINED: frozenset(),
    K.MERGED: frozenset(),
}


def check_step(steps: Steps, now: str, then: str) -> None:
    """Refuses a step that the table doesn't have."""
    if then not in steps[now]:
        raise Refused(_("That step can't be taken now."), code="step")
