"""Into an area: ask, let in, say no, enrol on paper (domain, section 4.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from areas.exceptions import Refused
from areas.models import Area, Channel, Household, Membership, User
from areas.permissions import officer_areas_for
from areas.search import tidy
from areas.services import channels as ways
from areas.services.access import log_access
from areas.telling import contacts_of, officers_of, tell
from areas.words import listed

DECLINED_ERASED_AFTER = timedelta(days=1)  # so that the answer still goes out
State, Way = Membership.State, Membership.Way
ADDRESSES = (Channel.Kind.EMAIL, Channel.Kind.SMS)


@dataclass(frozen=True)
class Reach:
    """How a person wants to be reached; an address without its kind isn't used."""

    email: str = ""
    mobile: str = ""
    door: bool = False

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Kind and address in the order that they are tried."""
        given = [("sms", self.mobile), ("email", self.email)]
        found = [(kind, address) for kind, address in given if address]
        return found + [("door", "")] * self.door


@dataclass(frozen=True)
class Application:
    """What somebody answered on the three pages of joining."""

    area: Area
    home: Household
    name: str
    reach: Reach
    at_night: bool = False
    proxy_note: str = ""


def home_of(area: Area, listed: str, typed: str) -> Household:
    """The chosen home; one that isn't listed is new, for the contact to judge."""
    if listed:
        return Household.objects.get(pk=listed, area=area)
    address = tidy(typed)
    home, _made = Household.objects.get_or_create(
        municipality=area.municipality,
        area=area,
        street=address.street,
        number=address.number,
        apartment=address.apartment,
        external_id="",
    )
    return home


@transaction.atomic
def ask_to_join(application: Application, *, by: User | None = None) -> Membership:
    """Writes the application, the person's receipt and the contacts' to-do.

    Whoever isn't logged in gets a row of their own, also when the address is known:
    confirming the address later joins the two, so nobody learns who has an account.
    """
    area = application.area
    if not Area.objects.joinable().filter(pk=area.pk).exists():
        raise Refused(_("%(area)s can't be joined yet.") % {"area": area.name})
    person = by or new_person(application.name)
    if application.at_night:
        User.objects.filter(pk=person.pk).update(ongoing_breaks_quiet=True)
    way = Way.PROXY if application.proxy_note else Way.ONLINE
    membership = pending(person, application.home, area, way=way)
    membership.proxy_note = application.proxy_note
    membership.save(update_fields=["proxy_note"])
    _receipt(membership, add_ways(person, application.reach))
    street = application.home.street or area.name
    todo = contacts_of(area) or officers_of(area)
    tell(todo, "membership.todo", area=area, once=membership.pk, street=street)
    return membership


def new_person(name: str) -> User:
    """Somebody without a log-in yet, in the language of the page."""
    language = "en" if get_language() == "en" else "sv"
    return User.objects.create_user(None, name=name, language=language)


def pending(person: User, home: Household, area: Area, *, way: str) -> Membership:
    """A membership that waits; Refused where the person has one in the home."""
    now = timezone.now()
    try:
        with transaction.atomic():
            return Membership.objects.create(
                user=person,
                household=home,
                area=area,
                way=way,
                asked_at=now,
                rules_accepted_at=now,
            )
    except IntegrityError as error:
        raise Refused(_twice(), code="twice") from error


def _twice() -> str:
    return _("You have already asked to join here. You need not do anything more.")


def add_ways(person: User, reach: Reach) -> list[Channel]:
    """Those of the ways that the person didn't have before."""
    known = set(person.channels.values_list("kind", "address"))
    new = [pair for pair in reach.rows if pair not in known]
    return [ways.add_channel(person, kind, address) for kind, address in new]


def _receipt(membership: Membership, new: Sequence[Channel]) -> None:
    """By the first new address with its confirmation link, else by the usual way."""
    person, area = membership.user, membership.area
    days = area.municipality.answer_days
    to_confirm = [row for row in new if row.kind in ADDRESSES]
    first = to_confirm[0] if to_confirm else None
    link = ways.confirm_link(first) if first else ""
    tell([person], "membership.asked", area=area, link=link, channel=first, days=days)
    for channel in to_confirm[1:]:
        ways.ask_to_confirm(channel)


@transaction.atomic
def let_in(membership: Membership, *, by: User, in_person: bool = False) -> Membership:
    """A contact's yes: level 1, or level 2 when they have met (decision 36)."""
    now = timezone.now()
    done = Membership.objects.filter(pk=membership.pk, state=State.PENDING).update(
        state=State.JOINED,
        level=2 if in_person else 1,
        decided_at=now,
        decided_by=by,
        confirmed_on=timezone.localdate(now),
    )
    if not done:
        raise Refused(_("Somebody has already answered."), code="answered")
    membership.refresh_from_db()
    _confirm_in_person(membership, in_person=in_person)
    welcome(membership)
    log_access(
        by=by, act="membership.let_in", about=membership.user, area=membership.area
    )
    return membership


def _confirm_in_person(membership: Membership, *, in_person: bool) -> None:
    """Without a confirmed address a neighbour who was met still gets a knock."""
    channels = membership.user.channels
    if in_person and not channels.working().exists():
        Channel.objects.get_or_create(
            user=membership.user,
            kind=Channel.Kind.DOOR,
            address="",
            defaults={"rank": 9, "verified_at": timezone.now()},
        )


def welcome(membership: Membership) -> None:
    """The welcome letter, with the contacts' first names."""
    names = listed([person.given_name for person in contacts_of(membership.area)])
    tell(
        [membership.user],
        "membership.welcome",
        area=membership.area,
        once=membership.pk,
        contacts=names or "–",
    )


@transaction.atomic
def decline(membership: Membership, *, by: User) -> None:
    """A contact's no: the person is told, and what they wrote is erased in a day."""
    now = timezone.now()
    done = Membership.objects.filter(pk=membership.pk, state=State.PENDING).update(
        state=State.DECLINED,
        decided_at=now,
        decided_by=by,
        ended_at=now,
        erase_at=now + DECLINED_ERASED_AFTER,
    )
    if not done:
        raise Refused(_("Somebody has already answered."), code="answered")
    person, area = membership.user, membership.area
    first = person.channels.exclude(kind=Channel.Kind.PUSH).first()
    tell([person], "membership.declined", area=area, channel=first)
    log_access(by=by, act="membership.decline", about=person, area=area)


@transaction.atomic
def vouch(membership: Membership, *, by: User) -> None:
    """A contact has met the member in person: level 2."""
    rows = Membership.objects.active().filter(pk=membership.pk)
    if not rows.exclude(user=by).update(level=2):
        raise Refused(_("Nobody can vouch for themselves."), code="self")
    log_access(
        by=by, act="membership.vouch", about=membership.user, area=membership.area
    )


@transaction.atomic
def enrol_protected(area: Area, *, name: str, reach: Reach, by: User) -> Membership:
    """An officer writes in somebody with protected identity (decision 37).

    The household has no address, and the person is in no contact's list.
    """
    if not officer_areas_for(by).filter(pk=area.pk).exists():
        raise Refused(_("Only an officer can do that."), code="officer")
    person = new_person(name)
    User.objects.filter(pk=person.pk).update(is_protected=True)
    for channel in add_ways(person, reach):
        ways.ask_to_confirm(channel)
    home = Household.objects.create(municipality=area.municipality, area=area)
    membership = pending(person, home, area, way=Way.PAPER)
    log_access(by=by, act="membership.enrol_protected", about=person, area=area)
    return let_in(membership, by=by)


@transaction.atomic
def enrol_on_paper(
    home: Household, *, name: str, reach: Reach, by: User, proxy_note: str = ""
) -> Membership:
    """A contact writes a neighbour in from a paper; they have met, so level 2."""
    if home.area is None:
        raise Refused(_("The address is in no area."))
    person = User.objects.create_user(None, name=name)
    for channel in add_ways(person, reach):
        ways.ask_to_confirm(channel)
    way = Way.PROXY if proxy_note else Way.PAPER
    membership = pending(person, home, home.area, way=way)
    membership.proxy_note = proxy_note
    membership.save(update_fields=["proxy_note"])
    log_access(by=by, act="membership.enrol", about=person, area=home.area)
    return let_in(membership, by=by, in_person=True)
