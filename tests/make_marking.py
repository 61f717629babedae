"""Plain functions that make kits with good defaults, through the real services."""

from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from marking import services
from marking.models import Batch, Kit, Place, Product
from marking.steps import CONTACT, OFFICER, Doer
from tests import make

serial = count(1)


def officer(person=None):
    return Doer(OFFICER, person)


def contact(person=None):
    return Doer(CONTACT, person)


def make_product(municipality=None, name="MärkDNA", **extra):
    municipality = municipality or make.make_municipality()
    return Product.objects.get_or_create(
        municipality=municipality, name=name, defaults=extra
    )[0]


def make_pen(municipality=None, **extra):
    return make_product(municipality, "Gravyrpenna", kind=Product.Kind.PEN, **extra)


def make_place(area=None, *, kind=None, municipality=None, name=None, **extra):
    """The municipality's store or, with an area, its contact's shelf."""
    municipality = municipality or (area and area.municipality)
    kind = kind or (Place.Kind.CONTACT if area else Place.Kind.OFFICE)
    return Place.objects.create(
        municipality=municipality or make.make_municipality(),
        kind=kind,
        area=area,
        name=name or f"{kind} {next(serial)}",
        **extra,
    )


def make_batch(place, numbers=1, *, product=None, by=None, **extra):
    """A received batch; numbers is a list, or how many."""
    product = product or make_product(place.municipality)
    if isinstance(numbers, int):
        numbers = [f"GB{next(serial):05d}" for _ in range(numbers)]
    extra.setdefault("arrived_on", date.today())
    batch = Batch(
        municipality=place.municipality,
        product=product,
        name=extra.pop("name", f"Parti {next(serial)}"),
        **extra,
    )
    return services.receive_batch(batch, numbers, at=place, by=by or officer())


def make_kit(place=None, *, number=None, product=None, **extra):
    """One kit in stock."""
    place = place or make_place()
    batch = make_batch(place, [number] if number else 1, product=product, **extra)
    return Kit.objects.select_related("batch__product").get(batch=batch)


def make_held(household, state="handed_out", *, days_ago=0, code="7K3P9M", **extra):
    """A kit that a household holds, taken to the wanted state by the services."""
    kit = make_kit(
        make_place(household.area, municipality=household.municipality), **extra
    )
    services.hand_out_kit(kit, to=household, by=officer())
    if days_ago:
        day = timezone.localdate() - timedelta(days=days_ago)
        Kit.objects.filter(pk=kit.pk).update(handed_out_on=day)
        kit.handed_out_on = day
    if state == "stickers_up":
        services.put_up_stickers(kit)
    if state == "registered":
        services.register_kit(kit, code)
    if state == "unused":
        services.leave_unused(kit, note="flyttar snart")
    if state == "lost":
        services.lose_kit(kit, by=officer(), note="borta")
    return kit


def reread(kit):
    return Kit.objects.select_related("batch__product", "place", "area").get(pk=kit.pk)
