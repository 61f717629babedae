"""Marking kits on their way: in stock, handed out, registered."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from areas.models import Area, Household, Municipality, User
from marking.models import Batch, Place, Product, Role
from marking.services import handing, home, stock
from marking.steps import Doer

from .dice import dice
from .neighbourhoods import NEW, STATES

HANDED_OUT = 16  # kits in each new area
LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def make_kits(
    klippan: Municipality,
    areas: list[Area],
    officers: dict[str, User],
    cast: dict[str, User],
) -> None:
    """One batch; the new areas and Alva's have theirs, half are registered."""
    officer = Doer(Role.OFFICER, officers["mona"])
    product = Product.objects.create(
        municipality=klippan, name="MärkDNA villa", supplier="Påhittad leverantör"
    )
    office = Place.objects.create(
        municipality=klippan, kind=Place.Kind.OFFICE, name="Kommunens förråd"
    )
    batch = Batch(
        municipality=klippan,
        product=product,
        name="Höstens parti",
        arrived_on=timezone.localdate() - timedelta(days=60),
        expires_on=timezone.localdate() + timedelta(days=300),
        price=Decimal(349),
    )
    numbers = [f"KL{number:04d}" for number in range(400, 560)]
    stock.receive_batch(batch, numbers, at=office, by=officer)
    running = dict(STATES)[Area.State.RUNNING]
    for area in [areas[0], *areas[running - NEW : running]]:
        place = Place.objects.create(
            municipality=klippan,
            kind=Place.Kind.CONTACT,
            name=f"Kontaktombuden på {area.name}",
            area=area,
        )
        stock.allocate(area, HANDED_OUT + 9, by=officer, to=place)
        _hand_out(area, Doer(Role.CONTACT, cast["alva"]))


def _hand_out(area: Area, contact: Doer) -> None:
    today = timezone.localdate()
    homes = Household.objects.joined().filter(area=area).order_by("pk")
    kits = list(area.kits.filter(state="in_stock").order_by("pk")[:HANDED_OUT])
    for kit, household in zip(kits, homes, strict=False):
        day = today - timedelta(days=dice.randrange(12, 55))
        handed = handing.hand_out_kit(kit, to=household, by=contact, on=day)
        fate = dice.random()
        if fate < 0.5:  # noqa: PLR2004 - half are never used: domain, section 6
            _register(handed, day + timedelta(days=dice.randrange(1, 12)))
        elif fate < 0.75:  # noqa: PLR2004
            home.put_up_stickers(handed, on=day + timedelta(days=1))


def _register(kit, day: date) -> None:  # type: ignore[no-untyped-def]
    home.put_up_stickers(kit, on=day)
    code = "".join(dice.choice(LETTERS) for _number in range(6))
    home.register_kit(kit, code, on=day)
