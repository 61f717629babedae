"""Who may do what: the only way to get at a page or a row on behalf of a person.

Guards stand in the urls (`path("ombud/", contact(views.home))`), so that the access of
each page is read there; `get_…_for` gives rows, or 404 for what isn't one's own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from .models import Area, Contact, Household, Installation, Membership, Municipality
from .models.people import Appointment, User

View = Callable[..., HttpResponseBase]
OFFICERS = (Appointment.Office.MUNICIPAL, Appointment.Office.POLICE)


def person(request: HttpRequest) -> User:
    """The logged-in person; only behind a guard."""
    return cast(User, request.user)


# --- hats -------------------------------------------------------------------


def hats(user: Any) -> list[str]:
    """The roles a person holds today, most powerful last (decision 3)."""
    if not user.is_authenticated:
        return []
    if not hasattr(user, "_hats"):
        user._hats = _hats_of(user)
    return cast(list[str], user._hats)


def _hats_of(user: User) -> list[str]:
    found = []
    if Membership.objects.active().filter(user=user).exists():
        found.append("resident")
    kinds = set(
        Contact.objects.active().filter(user=user).values_list("kind", flat=True)
    )
    if kinds & {Contact.Kind.CONTACT, Contact.Kind.DEPUTY}:
        found.append("contact")
    if Contact.Kind.HEAD in kinds:
        found.append("head_contact")
    offices = set(
        Appointment.objects.active().filter(user=user).values_list("office", flat=True)
    )
    return found + [office for office in Appointment.Office.values if office in offices]


def is_contact(user: Any) -> bool:
    return bool({"contact", "head_contact"} & set(hats(user)))


def is_officer(user: Any) -> bool:
    return bool(set(OFFICERS) & set(hats(user)))


def is_police(user: Any) -> bool:
    return Appointment.Office.POLICE in hats(user)


def is_demo() -> bool:
    """Both the setting and the database say so; never on a real one."""
    return settings.DEMO and Installation.objects.filter(is_demo=True).exists()


# --- the second factor ------------------------------------------------------


def second_factor_at(request: HttpRequest) -> float | None:
    """When this login passed a passkey or TOTP, in Unix seconds (decision 38).

    A demo login counts, in a demo database only.
    """
    if request.session.get("demo_login") and is_demo():
        return float(request.session["demo_login"])
    methods = request.session.get("account_authentication_methods", [])
    times = [m["at"] for m in methods if m.get("method") == "mfa" and "at" in m]
    return max(times, default=None)


def has_second_factor(request: HttpRequest, within: timedelta | None = None) -> bool:
    at = second_factor_at(request)
    age = within or settings.SECOND_FACTOR_AGE
    return at is not None and timezone.now().timestamp() - at < age.total_seconds()


def ask_second_factor(request: HttpRequest) -> HttpResponse:
    """Where somebody goes who holds the office but has not shown a second factor."""
    context = {"next": request.get_full_path()}
    return render(request, "areas/second_factor.html", context, status=403)


# --- guards for the urls ----------------------------------------------------


def public(view: View) -> View:
    """Anyone."""
    return _marked(view, "public")


def demo(view: View) -> View:
    """Anyone, in a demo; elsewhere the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_demo():
            raise Http404
        return view(request, *args, **kwargs)

    return _marked(guarded, "demo")


def _guard(rule: str, allows: Callable[[Any], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(
            request: HttpRequest, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not allows(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return _marked(guarded, rule)

    return decorate


def _marked(view: View, rule: str) -> View:
    view.rule = rule  # type: ignore[attr-defined]
    return view


logged_in = _guard("logged_in", lambda _user: True)
member = _guard("member", lambda user: "resident" in hats(user))
contact = _guard("contact", is_contact)
municipal_officer = _guard(
    "municipal_officer", lambda user: Appointment.Office.MUNICIPAL in hats(user)
)
officer = _guard("officer", is_officer)
police = _guard("police", is_police)
contact_or_officer = _guard(
    "contact_or_officer", lambda user: is_contact(user) or is_officer(user)
)
operator = _guard("operator", lambda user: Appointment.Office.OPERATOR in hats(user))
auditor = _guard("auditor", lambda user: Appointment.Office.AUDITOR in hats(user))
account_keeper = _guard(
    "account_keeper",
    lambda user: bool(
        {Appointment.Office.MUNICIPAL, Appointment.Office.OPERATOR} & set(hats(user))
    ),
)
log_reader = _guard(
    "log_reader",
    lambda user: is_officer(user) or Appointment.Office.AUDITOR in hats(user),
)


def strong(view: View) -> View:
    """A second factor in this login, before sending, approving or exporting.

    Stands inside a role's guard: `contact(strong(views.send))`.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_second_factor(request):
            return ask_second_factor(request)
        return view(request, *args, **kwargs)

    return guarded


# --- rows -------------------------------------------------------------------


def _or_404(rows: QuerySet[Any], **wanted: Any) -> Any:
    row = rows.filter(**wanted).first()
    if row is None:
        raise Http404
    return row


def municipalities_for(user: User) -> QuerySet[Municipality]:
    """Those that an officer is appointed to (decision 1)."""
    appointed = Appointment.objects.active().filter(user=user, office__in=OFFICERS)
    return Municipality.objects.filter(pk__in=appointed.values("municipality"))


def contact_areas_for(user: User) -> QuerySet[Area]:
    """The areas that a person is contact for today."""
    offices = Contact.objects.active().filter(user=user)
    return Area.objects.open().filter(pk__in=offices.values("area"))


def officer_areas_for(user: User) -> QuerySet[Area]:
    return Area.objects.filter(municipality__in=municipalities_for(user))


def member_areas_for(user: User) -> QuerySet[Area]:
    tied = Membership.objects.active().filter(user=user)
    return Area.objects.filter(pk__in=tied.values("area"))


def get_contact_area_for(user: User, slug: str) -> Area:
    return cast(Area, _or_404(contact_areas_for(user), slug=slug))


def get_officer_area_for(user: User, slug: str) -> Area:
    return cast(Area, _or_404(officer_areas_for(user), slug=slug))


def get_public_area(slug: str) -> Area:
    """An area that anyone may see: everything but closed ones."""
    return cast(Area, _or_404(Area.objects.open(), slug=slug))


def get_membership_for(user: User, pk: int) -> Membership:
    """A membership in an area that the person is contact for."""
    rows = Membership.objects.select_related("user", "household", "area")
    rows = rows.exclude(user__is_protected=True)  # decision 37
    return cast(Membership, _or_404(rows, pk=pk, area__in=contact_areas_for(user)))


def get_own_membership_for(user: User, pk: int) -> Membership:
    rows = Membership.objects.select_related("household", "area")
    return cast(Membership, _or_404(rows, pk=pk, user=user))


def get_household_for(user: User, pk: int) -> Household:
    """A household in an area that the person is contact for."""
    rows = Household.objects.filter(area__in=contact_areas_for(user))
    rows = rows.exclude(street="")  # protected identity
    return cast(Household, _or_404(rows, pk=pk))
