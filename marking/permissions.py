"""Whose kits are whose business: the only way to get one on behalf of a person."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from areas import permissions as ground
from areas.models import Household, Membership, User

from . import codes
from .exceptions import KitRefused
from .models import Batch, Kit, Place, Product
from .steps import CONTACT, OFFICER, Doer

if TYPE_CHECKING:
    from django.db.models import QuerySet


def fresh(view: ground.View) -> ground.View:
    """A second factor within the last 15 minutes; stands inside a role's guard."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not ground.has_second_factor(request, within=settings.STEP_UP_AGE):
            return ground.ask_second_factor(request)
        return view(request, *args, **kwargs)

    return guarded


# --- the household ----------------------------------------------------------


def homes_for(user: User) -> list[Household]:
    """The households that a person belongs to, the newest first."""
    rows = Membership.objects.active().filter(user=user).order_by("-pk")
    return [row.household for row in rows.select_related("household__area")]


def get_home_for(user: User, pk: str = "") -> Household:
    """The chosen home of the person's own, or the first."""
    homes = homes_for(user)
    for home in homes:
        if not pk or str(home.pk) == pk:
            return home
    raise Http404


def get_home_kit_for(user: User, pk: str = "") -> tuple[Household, Kit]:
    """The person's home and its kit; 404 where there is none."""
    home = get_home_for(user, pk)
    kit = Kit.objects.of(home).first()
    if kit is None:
        raise Http404
    return home, kit


# --- contacts and officers --------------------------------------------------


def doer_for(user: User) -> Doer:
    """In which part the person acts on kits that aren't the own household's."""
    return Doer(OFFICER if ground.is_officer(user) else CONTACT, user)


def contact_for(user: User) -> Doer:
    return Doer(CONTACT, user)


def officer_for(user: User) -> Doer:
    return Doer(OFFICER, user)


def contact_places_for(user: User) -> QuerySet[Place]:
    """The shelves of the person's own areas, and those the person keeps."""
    areas = ground.contact_areas_for(user)
    return Place.objects.filter(closed_on=None).filter(
        Q(kind=Place.Kind.CONTACT, area__in=areas) | Q(keeper=user)
    )


def officer_places_for(user: User) -> QuerySet[Place]:
    municipalities = ground.municipalities_for(user)
    return Place.objects.filter(municipality__in=municipalities, closed_on=None)


def get_place_for(user: User, pk: int) -> Place:
    row = officer_places_for(user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def get_batch_for(user: User, pk: int) -> Batch:
    rows = Batch.objects.filter(municipality__in=ground.municipalities_for(user))
    row = rows.select_related("product", "municipality").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def products_for(user: User) -> QuerySet[Product]:
    municipalities = ground.municipalities_for(user)
    return Product.objects.filter(municipality__in=municipalities, retired_on=None)


def officer_kits_for(user: User) -> QuerySet[Kit]:
    rows = Kit.objects.filter(municipality__in=ground.municipalities_for(user))
    return rows.select_related("batch__product", "place", "area")


def get_officer_kit_for(user: User, text: str) -> Kit:
    """The kit that an officer has in hand, by its number."""
    number = codes.number_of(text)
    kit = officer_kits_for(user).filter(number=number).first()
    if kit is None:
        raise KitRefused(
            _("No kit has the number %(number)s. Read it off the box again.")
            % {"number": number},
            code="unknown",
        )
    return kit


def contact_kits_for(user: User) -> QuerySet[Kit]:
    """What lies on the contact's own shelves."""
    rows = Kit.objects.filter(place__in=contact_places_for(user))
    return rows.select_related("batch__product", "place", "area")


def get_kit_to_hand_out_for(user: User, text: str) -> Kit:
    """The kit that a contact has in hand, by its number; says why it isn't one."""
    number = codes.number_of(text)
    kit = Kit.objects.select_related("batch__product", "place", "municipality").filter(
        number=number
    )
    found = kit.first()
    if found is None:
        raise KitRefused(
            _("No kit has the number %(number)s. Read it off the box again.")
            % {"number": number},
            code="unknown",
        )
    _is_at_hand(user, found)
    return found


def _is_at_hand(user: User, kit: Kit) -> None:
    areas = ground.contact_areas_for(user)
    own = set(areas.values_list("municipality_id", flat=True))
    if kit.municipality_id not in own:
        raise KitRefused(
            _("Kit %(number)s belongs to another municipality.") % {"number": kit},
            code="municipality",
        )
    if kit.place is None or kit.place in contact_places_for(user):
        return
    raise KitRefused(
        _("By the list, kit %(number)s lies at %(place)s. Ask an officer to move it.")
        % {"number": kit, "place": kit.place},
        code="elsewhere",
    )


def get_kit_of_area_for(user: User, text: str) -> Kit:
    """A kit that a household of the contact's areas has, by its number."""
    number = codes.number_of(text)
    rows = Kit.objects.filter(number=number).filter(
        Q(area__in=ground.contact_areas_for(user))
        | Q(place__in=contact_places_for(user))
    )
    kit = rows.select_related("batch__product", "place", "area").first()
    if kit is None:
        raise KitRefused(
            _("No kit of your area has the number %(number)s.") % {"number": number},
            code="unknown",
        )
    return kit


def neighbours_for(user: User) -> QuerySet[Household]:
    """Households of the contact's areas; those with protected identity are hidden."""
    areas = ground.contact_areas_for(user)
    return Household.objects.filter(area__in=areas).exclude(street="")


def get_neighbour_for(user: User, pk: int) -> Household:
    """One of them; says so when it is another area's."""
    home = neighbours_for(user).filter(pk=pk).first()
    if home is None:
        raise KitRefused(_("The address is not in your area."), code="area")
    return home
