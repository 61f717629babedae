"""Officers, operators and auditors are appointed, and their offices ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from areas.exceptions import Refused
from areas.models import Appointment, Channel, Notice, User
from areas.permissions import hats
from areas.services.access import log_access

if TYPE_CHECKING:
    from areas.models import Municipality

Office = Appointment.Office
# Offices of the whole house: only an operator gives them.
HOUSE_OFFICES = (Office.OPERATOR,)


def with_login(*, name: str, email: str) -> User:
    """The person of an address, made if there is none, who can log in by code.

    A person without a password only gets in by a code sent to the address. So it counts
    as verified: asking for a second code would prove the same again.
    """
    address = email.lower()
    person = User.objects.filter(email=address).first()
    if person is None:
        person = User.objects.create_user(address, name=name)
    EmailAddress.objects.get_or_create(
        user=person, email=address, defaults={"verified": True, "primary": True}
    )
    Channel.objects.get_or_create(
        user=person,
        kind=Channel.Kind.EMAIL,
        address=address,
        defaults={"verified_at": timezone.now()},
    )
    return person


@transaction.atomic
def appoint(
    *, by: User, name: str, email: str, office: str, municipality: Municipality | None
) -> Appointment:
    """Gives somebody an office and tells them; the act is logged."""
    _check_right(by, office, municipality)
    person = with_login(name=name, email=email)
    held = person.appointments.active().filter(  # type: ignore[attr-defined]
        office=office, municipality=municipality
    )
    if held.exists():
        raise Refused(_("That person has the office already."))
    row = Appointment.objects.create(
        user=person, office=office, municipality=municipality, appointed_by=by
    )
    _tell(row)
    log_access(
        by=by,
        act="office.appoint",
        about=person,
        municipality=municipality,
        office=office,
    )
    return row


@transaction.atomic
def end_office(row: Appointment, *, by: User) -> None:
    """The person no longer holds the office; nobody ends their own."""
    if row.user_id == by.pk:
        raise Refused(_("Somebody else has to end your own office."))
    _check_right(by, row.office, row.municipality)
    ended = Appointment.objects.active().filter(pk=row.pk)
    if not ended.update(ended_at=timezone.now()):
        return
    log_access(
        by=by,
        act="office.end",
        about=row.user,
        municipality=row.municipality,
        office=row.office,
    )


def _check_right(by: User, office: str, municipality: Municipality | None) -> None:
    """An operator may all; a municipal officer within the own municipality."""
    if Office.OPERATOR in hats(by):
        return
    own = Appointment.objects.active().filter(
        user=by, office=Office.MUNICIPAL, municipality=municipality
    )
    if office in HOUSE_OFFICES or municipality is None or not own.exists():
        raise Refused(_("You can't give that office."))


def _tell(row: Appointment) -> None:
    with override(row.user.language):
        where = f", {row.municipality.name}" if row.municipality else ""
        Notice.objects.create(
            user=row.user,
            kind="office.appointed",
            subject=_("You have got an office in Grannar mot brott"),
            text=_(
                "You are now %(office)s%(where)s. Sign in with your e-mail address, "
                "and add a passkey or an app for codes."
            )
            % {"office": str(row.get_office_display()).lower(), "where": where},
            link="/samordning/",
        )
