"""Plain functions that make absences, meetings, duties and signs."""

from datetime import timedelta

from django.utils import timezone

from areas.models import Handshake, Membership, Sign
from areas.services import absences, handshakes, meetings
from tests import make


def make_neighbours(area, *names, level=2):
    """Members of an area on a trust level, one household each."""
    people = [make.make_person(name) for name in names]
    for one in people:
        make.make_member(area, one, level=level)
    return people


def make_handshake(one, other):
    """The two meet, and the one types the other's code."""
    code = handshakes.offer_handshake(other)
    return handshakes.shake_hands(one, typed=code)


def make_quick_handshake(one, other):
    """As if they had met; for worlds of many."""
    low, high = sorted((one, other), key=lambda person: person.pk)
    code = f"{low.pk}-{high.pk}"
    return Handshake.objects.create(low=low, high=high, code=code)


def make_absence(owner, helpers, *, start=0, days=7, kinds=("post",), text="", to=""):
    """An absence from so many days ahead; `to` takes it on: shared, under_way."""
    membership = Membership.objects.active().filter(user=owner).first()
    first = timezone.localdate() + timedelta(days=start)
    absence = absences.plan_absence(
        membership,
        first_on=first,
        last_on=first + timedelta(days=days),
        kinds=kinds,
        helpers=helpers,
        text=text,
    )
    if to:
        absences.share_absence(absence)
    if to == "under_way":
        absences.answer_absence(absence, by=helpers[0], can=True)
        absences.step(absence, absences.State.UNDER_WAY)
    return absence


def make_meeting(area, by, *, kind="yearly", days=10, **told):
    """A booked meeting in an area, so many days ahead."""
    starts = timezone.localtime() + timedelta(days=days)
    starts = starts.replace(hour=18, minute=30, second=0, microsecond=0)
    told = {"place": "Föreningslokalen"} | told
    return meetings.book_meeting(area, kind=kind, starts_at=starts, by=by, **told)


def make_sign(area, *, state="ordered", place="Infarten från Storgatan", **extra):
    """A sign in any state, with the permission that the state needs."""
    settled = {"land": "municipal"}
    if state in ("cleared", "up", "damaged", "replaced"):
        settled |= {"permission": "municipality", "reference": "KS 2026:12"}
    if state in ("up", "damaged"):
        today = timezone.localdate()
        settled |= {"up_on": today, "seen_on": today}
    return Sign.objects.create(area=area, place=place, state=state, **settled | extra)
