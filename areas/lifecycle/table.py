"""The table of steps: from where to where, who may, what it needs (domain, 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from areas.models import Appointment, Area

from .facts import (
    Check,
    Evidence,
    ahead,
    had_start_meeting,
    has_approved_boundary,
    has_boundary,
    has_contact,
    has_new_life,
    has_no_sign_up,
    has_trained_contact,
    held,
    is_quiet,
    said,
)

State, Office = Area.State, Appointment.Office
OFFICERS = frozenset({Office.MUNICIPAL, Office.POLICE})
MUNICIPAL = frozenset({Office.MUNICIPAL})
SYSTEM = "system"


class Need(NamedTuple):
    """One thing that a step needs: what is said without it, who has the ball."""

    code: str
    title: Any
    sentence: Any
    ball: Any
    is_met: Check


@dataclass(frozen=True)
class Step:
    """One allowed transition."""

    froms: frozenset[str]
    to: str
    who: frozenset[str]
    needs: tuple[Need, ...]


US, THEM = _("the municipality or Polisen"), _("the area contacts")
CONTACT = Need(
    "contact",
    _("A resident wants to be area contact"),
    _("Appoint an area contact first."),
    US,
    has_contact,
)
BOUNDARY = Need(
    "boundary",
    _("A boundary is drawn"),
    _("Draw a boundary first."),
    THEM,
    has_boundary,
)
DAY_AHEAD = Need(
    "meeting_on",
    _("The start meeting is booked"),
    _("Write a day for the start meeting, today or later."),
    US,
    ahead("meeting_on"),
)
PLACE = Need(
    "place",
    _("A place for the start meeting"),
    _("Write where the start meeting is held."),
    US,
    said("place"),
)
MEETING_HELD = Need(
    "start_meeting_on",
    _("The start meeting is held"),
    _("Write the day of the start meeting; it can't lie ahead."),
    US,
    held("start_meeting_on"),
)
ATTENDED = Need(
    "attended",
    _("The number of people who came"),
    _("Write how many came to the start meeting."),
    US,
    said("attended"),
)
HAD_MEETING = Need(
    "start_meeting",
    _("The start meeting is held"),
    _("No start meeting has been noted."),
    US,
    had_start_meeting,
)
TRAINED = Need(
    "trained",
    _("At least one area contact is trained"),
    _("Note the training of at least one area contact first."),
    US,
    has_trained_contact,
)
INFORMED_ON = Need(
    "information_on",
    _("Every household has been told"),
    _("Write the day when the households were told; it can't lie ahead."),
    THEM,
    held("information_on"),
)
INFORMED = Need(
    "informed",
    _("The number of households told"),
    _("Write how many households were told."),
    THEM,
    said("informed"),
)
APPROVED = Need(
    "approved",
    _("The boundary is approved"),
    _("Approve the boundary first."),
    US,
    has_approved_boundary,
)
QUIET = Need(
    "quiet",
    _("No meeting or no area contact for 12 months"),
    _("The area has had a meeting and an area contact in the last 12 months."),
    US,
    is_quiet,
)
NEW_LIFE = Need(
    "new_life",
    _("A meeting, or a new area contact"),
    _("Write the day of a meeting, or appoint a new area contact."),
    US,
    has_new_life,
)
LIST_CHECKED = Need(
    "list_checked",
    _("The list of neighbours is checked"),
    _("Tick that the list of neighbours has been checked."),
    THEM,
    said("list_checked"),
)
REASON = Need("reason", _("A reason"), _("Write why."), US, said("reason"))
SIGNS_DOWN = Need(
    "signs_down",
    _("All signs are taken down"),
    _("Take the signs down first, and note it in the list of signs."),
    THEM,
    has_no_sign_up,
)


def _step(
    froms: str | tuple[str, ...], to: str, who: frozenset[str], *needs: Need
) -> Step:
    listed = (froms,) if isinstance(froms, str) else froms
    return Step(frozenset(listed), to, who, needs)


BEGUN = (State.INTEREST, State.CONTACTS_FOUND, State.MEETING_BOOKED, State.TRAINED)
STEPS = (
    _step(State.INTEREST, State.CONTACTS_FOUND, OFFICERS, CONTACT),
    _step(
        State.CONTACTS_FOUND,
        State.MEETING_BOOKED,
        OFFICERS,
        CONTACT,
        BOUNDARY,
        DAY_AHEAD,
        PLACE,
    ),
    _step(
        State.MEETING_BOOKED,
        State.TRAINED,
        OFFICERS,
        MEETING_HELD,
        ATTENDED,
        CONTACT,
    ),
    _step(
        State.TRAINED,
        State.RUNNING,
        OFFICERS,
        HAD_MEETING,
        TRAINED,
        INFORMED_ON,
        INFORMED,
        APPROVED,
    ),
    _step(State.RUNNING, State.DORMANT, MUNICIPAL | {SYSTEM}, QUIET),
    _step(State.DORMANT, State.RUNNING, MUNICIPAL, NEW_LIFE, CONTACT, LIST_CHECKED),
    _step((State.RUNNING, State.DORMANT), State.CLOSED, OFFICERS, SIGNS_DOWN, REASON),
    _step(BEGUN, State.CLOSED, MUNICIPAL, REASON),
)


def step_between(now: str, to: str) -> Step | None:
    """The table's row from one state to another; None when there is none."""
    return next((s for s in STEPS if now in s.froms and s.to == to), None)


def steps_from(now: str) -> list[Step]:
    return [step for step in STEPS if now in step.froms]


def forward(now: str) -> Step | None:
    """The step that leads on; the others end or rest the area."""
    away = {State.CLOSED, State.DORMANT}
    return next((s for s in steps_from(now) if s.to not in away), None)


def missing(area: Area, step: Step, evidence: Evidence) -> list[Need]:
    """What the step still lacks, in the table's order."""
    return [need for need in step.needs if not need.is_met(area, evidence)]
