"""What the wording guard says: one finding per place in the text."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Level = Literal["stop", "hold"]

STOP: Level = "stop"
HOLD: Level = "hold"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the writer must take away (stop) or write in another way (hold).

    `start` and `end` are positions in the text as it was given, so
    `text[start:end] == match`. `reason` and `suggestion` are lazy sentences.
    """

    level: Level
    rule: str
    start: int
    end: int
    match: str
    reason: Promise | str
    suggestion: Promise | str


@dataclass(frozen=True, slots=True)
class Rule:
    """How hard a rule is, why it is there and what to write instead."""

    level: Level
    reason: Promise | str
    suggestion: Promise | str


_TELL_THE_POLICE = _("Leave it out here. Tell the police on 114 14.")
_WRITE_THE_EVENT = _(
    "Write what happened, for example: someone tried the doors of several sheds."
)

# Decision 9 and guarantees 13.2: "stop" is refused for everybody, "hold" must be
# rewritten unless an officer takes it over with a reason.
RULES: dict[str, Rule] = {
    "too_long": Rule(
        STOP,
        _("The text is too long to be checked."),
        _("Shorten it to 300 characters."),
    ),
    "personal_number": Rule(
        STOP,
        _("This looks like a personal identity number."),
        _TELL_THE_POLICE,
    ),
    "phone": Rule(
        STOP,
        _("Phone numbers may not be in an alert. 112, 114 14 and 1177 are fine."),
        _("Leave the number out. Neighbours answer with the button in the alert."),
    ),
    "house_number": Rule(
        STOP,
        _("A house number points out a home."),
        _("Write only the street or the place."),
    ),
    "email": Rule(
        STOP,
        _("E-mail addresses may not be in an alert."),
        _("Leave the address out. Neighbours answer with the button in the alert."),
    ),
    "link": Rule(
        STOP,
        _("Only links to the police, 1177, Krisinformation and the municipality work."),
        _("Leave the link out and write what the neighbours need to know."),
    ),
    "plate": Rule(
        HOLD,
        _("This looks like a registration number."),
        _("Write the kind of vehicle, and tell the police the number on 114 14."),
    ),
    "origin": Rule(
        HOLD,
        _("An alert says nothing about where a person comes from."),
        _WRITE_THE_EVENT,
    ),
    "skin": Rule(HOLD, _("An alert says nothing about skin colour."), _WRITE_THE_EVENT),
    "religion": Rule(
        HOLD, _("An alert says nothing about a person's faith."), _WRITE_THE_EVENT
    ),
    "health": Rule(
        HOLD, _("An alert says nothing about a person's health."), _WRITE_THE_EVENT
    ),
    "private_life": Rule(
        HOLD,
        _("An alert says nothing about a person's private life."),
        _WRITE_THE_EVENT,
    ),
    "looks": Rule(
        HOLD,
        _("An alert does not describe how a person looks."),
        _("Write what happened. Tell the police how the person looked, on 114 14."),
    ),
    "name": Rule(
        HOLD,
        _("This looks like a person's name."),
        _("Write without the name, for example: a neighbour."),
    ),
}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in the folded text where a rule applies."""

    start: int
    end: int
    rule: str
