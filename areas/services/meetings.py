"""Meetings: booked, told once, held, noted; with the papers that belong to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from areas.exceptions import Refused
from areas.models import Area, Contact, Meeting, MeetingFile, Municipality, User
from areas.permissions import contact_areas_for, municipalities_for
from areas.services import duties
from areas.services.lifecycle import interested_in, note_meeting
from areas.telling import members_of, tell

LARGEST = 5_000_000  # bytes
MOST_FILES = 10
LONGEST_NOTES = 1000
Kind = Meeting.Kind
# What a file begins with says what it is; its name and the browser's word don't.
SIGNATURES = (
    (b"%PDF-", MeetingFile.Kind.PDF, "pdf"),
    (b"\x89PNG\r\n\x1a\n", MeetingFile.Kind.PNG, "png"),
    (b"\xff\xd8\xff", MeetingFile.Kind.JPEG, "jpg"),
)


@transaction.atomic
def book_meeting(
    whose: Area | Municipality,
    *,
    kind: str,
    starts_at: datetime,
    by: User,
    **told: Any,
) -> Meeting:
    """A meeting in an area or, for a gathering of contacts, in a municipality.

    `told`: where (`place`), how long (`minutes`) and what about (`words`).
    """
    area = whose if isinstance(whose, Area) else None
    municipality = whose.municipality if isinstance(whose, Area) else whose
    if starts_at <= timezone.now():
        raise Refused(_("Choose a time that lies ahead."), code="starts_at")
    if (kind == Kind.GATHERING) != (area is None):
        raise Refused(_("That kind of meeting can't be booked here."), code="kind")
    if area and area.state == Area.State.CLOSED:
        raise Refused(_("The area has closed."), code="area")
    meeting = Meeting(
        municipality=municipality,
        area=area,
        kind=kind,
        starts_at=starts_at,
        booked_by=by,
        **told,
    )
    _check_keeper(meeting, by)
    meeting.save()
    return meeting


def _check_keeper(meeting: Meeting, by: User) -> None:
    """A contact's own areas; an officer's own municipalities."""
    if municipalities_for(by).filter(pk=meeting.municipality_id).exists():
        return
    if meeting.area and contact_areas_for(by).filter(pk=meeting.area.pk).exists():
        return
    raise Refused(_("You can't change this meeting."), code="stranger")


@transaction.atomic
def invite(meeting: Meeting, *, by: User) -> int:
    """Tells those it concerns, once; gives how many. Again: Refused."""
    _check_keeper(meeting, by)
    if meeting.is_over:
        raise Refused(_("The meeting has been."), code="late")
    rows = Meeting.objects.filter(pk=meeting.pk, invited_at=None, cancelled_at=None)
    if not rows.update(invited_at=timezone.now()):
        raise Refused(_("The invitation has been sent already."), code="twice")
    meeting.refresh_from_db()
    return _tell(meeting, "meeting.invited")


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: User) -> None:
    """Called off; those who were invited hear it."""
    _check_keeper(meeting, by)
    now = timezone.now()
    rows = Meeting.objects.filter(pk=meeting.pk, cancelled_at=None, attended=None)
    if not rows.update(cancelled_at=now):
        raise Refused(_("That can't be done now."), code="step")
    if meeting.invited_at:
        _tell(meeting, "meeting.cancelled")
    meeting.refresh_from_db()


def _tell(meeting: Meeting, kind: str) -> int:
    starts = timezone.localtime(meeting.starts_at)
    values = {
        "what": meeting.get_kind_display(),
        "whose": meeting.whose,
        "day": date_format(starts, "j F"),
        "time": f"{starts:%H.%M}",
        "place": meeting.place,
        "link": reverse("areas:member-meeting", args=[meeting.pk]),
    }
    people = invited(meeting)
    told = tell(people, kind, area=meeting.area, once=meeting.pk, **values)
    return len(told)


def invited(meeting: Meeting) -> list[User]:
    """Members, and before the start also the interested; contacts to a gathering."""
    if meeting.area is None:
        rows = Contact.objects.active().filter(
            area__municipality=meeting.municipality_id
        )
        return list(User.objects.filter(pk__in=rows.values("user")))
    people = members_of(meeting.area)
    if meeting.kind == Kind.START:
        people += interested_in(meeting.area)
    return list({one.pk: one for one in people}.values())


@transaction.atomic
def note_held(meeting: Meeting, *, attended: int, notes: str, by: User) -> None:
    """How many came, and one paragraph; a neighbour meeting gives the area a year."""
    _check_keeper(meeting, by)
    if meeting.cancelled_at or not meeting.is_over:
        raise Refused(_("The meeting has not been held."), code="early")
    if len(notes) > LONGEST_NOTES:
        raise Refused(_("Write at most 1,000 characters."), code="notes")
    first = meeting.attended is None
    one_paragraph = " ".join(notes.split())
    rows = Meeting.objects.filter(pk=meeting.pk)
    rows.update(attended=attended, notes=one_paragraph)
    meeting.refresh_from_db()
    if first and meeting.area and meeting.kind == Kind.YEARLY:
        on = timezone.localdate(meeting.starts_at)
        note_meeting(meeting.area, on=on, attended=attended, by=by)
        duties.settle(meeting.area, "meeting", on=on, by=by)


# --- papers -------------------------------------------------------------------------


@transaction.atomic
def add_file(meeting: Meeting, *, name: str, data: bytes, by: User) -> MeetingFile:
    """A PDF or picture of at most 5 MB; what it is is read from its first bytes."""
    _check_keeper(meeting, by)
    if len(data) > LARGEST:
        raise Refused(_("The file is larger than 5 MB."), code="large")
    if meeting.files.count() >= MOST_FILES:
        raise Refused(_("There are ten files already."), code="many")
    known = (one for one in SIGNATURES if data.startswith(one[0]))
    found = next(known, None)
    if found is None:
        raise Refused(_("Only PDF, PNG and JPEG can be added."), code="kind")
    return MeetingFile.objects.create(
        meeting=meeting,
        name=_file_name(name, found[2]),
        kind=found[1],
        size=len(data),
        data=data,
        added_by=by,
    )


def _file_name(name: str, ending: str) -> str:
    """The name without its folders, odd signs and ending, and the true ending."""
    plain = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    kept = "".join(sign for sign in plain if sign.isalnum() or sign in " -_")
    return f"{kept.strip()[:80] or 'fil'}.{ending}"


def remove_file(file: MeetingFile, *, by: User) -> None:
    _check_keeper(file.meeting, by)
    file.delete()
