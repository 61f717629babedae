"""On the shelf: batches in, moves, areas' shares, stock-taking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from areas.models import Area
from marking import holders
from marking.exceptions import KitRefused
from marking.models import Batch, Kit, KitEvent, Place, StockTake, Verb
from marking.steps import Doer, target

from .acts import act
from .handing import tell_ready

CHUNK = 2000


@transaction.atomic
def receive_batch(
    batch: Batch, numbers: Sequence[str], *, at: Place, by: Doer
) -> Batch:
    """Puts a new batch in stock at a place: all of its kits, or none.

    The numbers are plain and checked (marking/numbers.py); the batch may be unsaved.
    """
    if not numbers:
        raise KitRefused(_("The batch has no numbers."))
    target(Kit(state=""), Verb.RECEIVE, by)
    if at.municipality_id != batch.municipality_id:
        raise KitRefused(_("The place belongs to another municipality."))
    if batch.pk is None:
        batch.save()
    try:
        with transaction.atomic():
            _put_in_stock(batch, numbers, at, by)
    except IntegrityError:
        raise KitRefused(
            _("Some of the numbers are already in the register. Nothing was saved."),
            code="duplicate",
        ) from None
    return batch


def _put_in_stock(batch: Batch, numbers: Sequence[str], at: Place, by: Doer) -> None:
    kits = [
        Kit(
            number=number,
            municipality_id=batch.municipality_id,
            batch=batch,
            kind=batch.product.kind,
            place=at,
            area_id=at.area_id,
        )
        for number in numbers
    ]
    now = timezone.now()
    Kit.objects.bulk_create(kits, batch_size=CHUNK)
    KitEvent.objects.bulk_create(
        (
            KitEvent(
                kit=kit,
                kind=Verb.RECEIVE,
                to_state=kit.state,
                to_place=at,
                role=by.role,
                by=by.user,
                at=now,
            )
            for kit in kits
        ),
        batch_size=CHUNK,
    )


@transaction.atomic
def move_kits(kits: Iterable[Kit], *, to: Place, by: Doer, note: str = "") -> int:
    """Moves kits to another place; a reserved one that can be collected is told of."""
    moved = 0
    for kit in kits:
        if kit.municipality_id != to.municipality_id:
            raise KitRefused(_("The place belongs to another municipality."))
        if kit.place_id != to.pk:
            _move(kit, to, by, note)
            moved += 1
    return moved


def _move(kit: Kit, to: Place, by: Doer, note: str) -> None:
    # What lies with an area's contact is that area's, unless somebody reserved it.
    stays = kit.state == Kit.State.RESERVED or not to.area_id
    act(kit, Verb.MOVE, by, note=note, place=to, area=kit.area if stays else to.area)
    if kit.state == Kit.State.RESERVED and to.is_for_collecting and not kit.ready_on:
        act(kit, Verb.READY, by, ready_on=timezone.localdate())
        home = holders.find(kit)
        tell_ready(kit, home.pk if home else None)


@transaction.atomic
def allocate(area: Area, count: int, *, by: Doer, to: Place | None = None) -> int:
    """Sets free kits aside for an area, those that expire first; says how many.

    With a place they are moved there as well. Too few in stock is refused.
    """
    if count < 1:
        raise KitRefused(_("Write how many kits."))
    free = Kit.objects.kits().free().fresh(timezone.localdate())
    rows = free.filter(municipality=area.municipality_id, area=None)
    kits = list(rows.order_by("batch__expires_on", "number")[:count])
    if len(kits) < count:
        raise KitRefused(
            _("There are only %(count)s free kits.") % {"count": len(kits)},
            code="too_few",
        )
    for kit in kits:
        act(kit, Verb.ALLOCATE, by, note=area.name, area=area)
    if to is not None:
        move_kits(kits, to=to, by=by)
    return len(kits)


class Count(NamedTuple):
    """What a stock-taking found: numbers as typed against the list."""

    here: list[Kit]
    missing: list[Kit]
    elsewhere: list[Kit]  # lies here, the list says another place
    out: list[Kit]  # lies here, the list says that a household has it, or lost
    unknown: list[str]

    @property
    def differs(self) -> bool:
        return bool(self.missing or self.elsewhere or self.out or self.unknown)


def compare_stock(place: Place, numbers: Iterable[str]) -> Count:
    """Compares what lies at a place with the list; changes nothing."""
    seen = set(numbers)
    listed = {kit.number: kit for kit in Kit.objects.filter(place=place)}
    others = {
        kit.number: kit
        for kit in Kit.objects.filter(
            number__in=seen - set(listed), municipality=place.municipality_id
        )
    }
    elsewhere = [kit for kit in others.values() if kit.place_id]
    return Count(
        here=[kit for number, kit in listed.items() if number in seen],
        missing=[kit for number, kit in listed.items() if number not in seen],
        elsewhere=elsewhere,
        out=[kit for kit in others.values() if not kit.place_id],
        unknown=sorted(seen - set(listed) - set(others)),
    )


@transaction.atomic
def take_stock(
    place: Place, numbers: Iterable[str], *, by: Doer, explanation: str = ""
) -> StockTake:
    """Settles a count: what is missing is lost, what lies here is moved here.

    A difference needs an explanation. Kits that a household should have are only
    counted: what lies on the shelf says nothing of what the household did.
    """
    count = compare_stock(place, numbers)
    if count.differs and not explanation.strip():
        raise KitRefused(_("Explain the difference before you save."), code="explain")
    for kit in count.missing:
        act(
            kit,
            Verb.LOSE,
            by,
            note=explanation,
            place=None,
            holder_hash=None,
            ready_on=None,
        )
    move_kits(count.elsewhere, to=place, by=by, note=explanation)
    return StockTake.objects.create(
        place=place,
        by=by.user,
        expected=len(count.here) + len(count.missing),
        found=len(count.here) + len(count.elsewhere) + len(count.out),
        missing=len(count.missing),
        extra=len(count.elsewhere) + len(count.out) + len(count.unknown),
        explanation=explanation,
    )
