"""What may happen to a kit, by whom, from which state to which (domain, section 4.6).

One table. What is not in it is refused, with the reason that the kit's state gives.
A step that leaves the state as it is only adds a date: any order is accepted, and the
state is the furthest one reached (decision 40).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from .exceptions import KitRefused
from .models import Kit, Role, Verb

if TYPE_CHECKING:
    from areas.models import User

S = Kit.State
HOUSEHOLD, CONTACT, OFFICER, SYSTEM = Role


class Doer(NamedTuple):
    """In which part somebody acts, and who it is; households stay unnamed."""

    role: str
    user: User | None = None


class Step(NamedTuple):
    """One act: who may, and where it leads from each state it is possible in."""

    roles: frozenset[str]
    moves: Mapping[str, str]


def _step(roles: tuple[str, ...], moves: Mapping[str, str]) -> Step:
    return Step(frozenset(roles), moves)


def _same(*states: str) -> dict[str, str]:
    return {state: state for state in states}


ANYONE = (HOUSEHOLD, CONTACT, OFFICER)
NOT_KEPT = (
    S.IN_STOCK,
    S.RESERVED,
    S.HANDED_OUT,
    S.STICKERS_UP,
    S.UNUSED,
    S.EXPIRED,
    S.RETURNED,
    S.LENT,
)
STEPS: dict[str, Step] = {
    Verb.RECEIVE: _step((OFFICER,), {"": S.IN_STOCK}),
    Verb.ALLOCATE: _step((OFFICER,), _same(S.IN_STOCK)),
    Verb.MOVE: _step(
        (CONTACT, OFFICER, SYSTEM), _same(S.IN_STOCK, S.RESERVED, S.RETURNED)
    ),
    Verb.RESERVE: _step(ANYONE, {S.IN_STOCK: S.RESERVED}),
    Verb.READY: _step((CONTACT, OFFICER, SYSTEM), _same(S.RESERVED)),
    Verb.CANCEL: _step((*ANYONE, SYSTEM), {S.RESERVED: S.IN_STOCK}),
    Verb.HAND_OUT: _step(
        (CONTACT, OFFICER), {S.IN_STOCK: S.HANDED_OUT, S.RESERVED: S.HANDED_OUT}
    ),
    Verb.STICKERS: _step(
        (HOUSEHOLD, CONTACT),
        {S.HANDED_OUT: S.STICKERS_UP, S.UNUSED: S.STICKERS_UP}
        | _same(S.STICKERS_UP, S.REGISTERED),
    ),
    Verb.OPEN: _step((HOUSEHOLD,), _same(S.HANDED_OUT, S.STICKERS_UP, S.REGISTERED)),
    Verb.MARK: _step((HOUSEHOLD,), _same(S.HANDED_OUT, S.STICKERS_UP, S.REGISTERED)),
    Verb.REGISTER: _step(
        (HOUSEHOLD,),
        dict.fromkeys((S.HANDED_OUT, S.STICKERS_UP, S.UNUSED, S.EXPIRED), S.REGISTERED),
    ),
    Verb.UNUSE: _step(
        (HOUSEHOLD, CONTACT, SYSTEM),
        {S.HANDED_OUT: S.UNUSED, S.STICKERS_UP: S.UNUSED},
    ),
    Verb.EXPIRE: _step(
        (SYSTEM,), dict.fromkeys((S.HANDED_OUT, S.STICKERS_UP), S.EXPIRED)
    ),
    Verb.RETURN: _step(
        (CONTACT, OFFICER),
        dict.fromkeys((S.HANDED_OUT, S.UNUSED, S.LENT), S.RETURNED),
    ),
    Verb.RESTOCK: _step((CONTACT, OFFICER), {S.RETURNED: S.IN_STOCK}),
    Verb.LOSE: _step(ANYONE, dict.fromkeys(NOT_KEPT, S.LOST)),
    Verb.LEND: _step((CONTACT, OFFICER), {S.IN_STOCK: S.LENT}),
    Verb.RELEASE: _step((*ANYONE, SYSTEM), _same(*Kit.OUT)),
    Verb.REMIND: _step((SYSTEM,), _same(*Kit.OUT, S.RESERVED, S.LENT)),
    Verb.TRY: _step((HOUSEHOLD,), _same(*Kit.OUT)),
}

# Why a kit in this state cannot do what was asked.
WHY: dict[str, Any] = {
    S.IN_STOCK: _("Kit %(number)s is in stock and has not been handed out."),
    S.RESERVED: _("Kit %(number)s is reserved and has not been collected."),
    S.HANDED_OUT: _("Kit %(number)s is already handed out."),
    S.STICKERS_UP: _("Kit %(number)s is already handed out."),
    S.REGISTERED: _("Kit %(number)s is already registered."),
    S.UNUSED: _("Kit %(number)s is noted as not used. Hand it back first."),
    S.EXPIRED: _("The liquid in kit %(number)s is too old. Take another kit."),
    S.RETURNED: _("Kit %(number)s has been handed back and is not in stock."),
    S.LOST: _("Kit %(number)s is noted as lost. Put it aside and tell an officer."),
    S.LENT: _("%(number)s is lent. It must come back first."),
}
NOT_YOURS = _("That is done by somebody else. Ask an area contact.")


def target(kit: Kit, verb: str, doer: Doer) -> str:
    """The state that the step leads to; refuses, and says why."""
    step = STEPS[verb]
    if doer.role not in step.roles:
        raise KitRefused(str(NOT_YOURS), code="role")
    if kit.state not in step.moves:
        raise refused(kit)
    return step.moves[kit.state]


def refused(kit: Kit) -> KitRefused:
    """The refusal that the kit's state explains."""
    return KitRefused(str(WHY[kit.state]) % {"number": kit}, code=kit.state)
