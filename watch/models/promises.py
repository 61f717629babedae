"""A promise, its commitments, and the evidence that stands beside each number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from areas.models import Area, Municipality
from areas.retention import Keep

if TYPE_CHECKING:
    from datetime import date


class Party(models.TextChoices):
    """Who answers for something."""

    POLICE = "police", _("Polisen")
    MUNICIPALITY = "municipality", _("the municipality")
    BOTH = "both", _("Polisen and the municipality")
    ROADS = "roads", _("Trafikverket")


class PromiseQuerySet(models.QuerySet["Promise"]):
    def public(self) -> PromiseQuerySet:
        """Everything that has been published, newest period first."""
        return self.exclude(state=Promise.State.DRAFT).order_by("-starts_on", "pk")

    def covering(self, day: date) -> PromiseQuerySet:
        """Those whose period a day falls in."""
        return self.public().filter(starts_on__lte=day, ends_on__gte=day)


class Promise(models.Model):
    """A citizens' promise: a public undertaking for a period (decision 21).

    Everything in it is data: title, period, parties, texts and targets.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        ENDED = "ended", _("Ended")
        REPORTED = "reported", _("Reported")

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="promises"
    )
    slug = models.SlugField(max_length=60)
    title = models.CharField(_("title"), max_length=120)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    parties = models.CharField(_("parties"), max_length=200)
    background = models.TextField(_("why"), blank=True)
    text = models.TextField(_("the promise in short"), blank=True)
    expected = models.TextField(_("what we want to reach"), blank=True)
    follow_up = models.TextField(_("how it is followed up"), blank=True)
    clause = models.TextField(_("what may change it"), blank=True)
    closing = models.TextField(_("what changed because of you"), blank=True)
    state = models.CharField(
        max_length=10, choices=State, default=State.DRAFT, db_index=True
    )
    # Both parties say yes before it is public (domain, section 4.9).
    municipality_yes = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    police_yes = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    published_at = models.DateTimeField(null=True, blank=True)

    objects = PromiseQuerySet.as_manager()
    retention = Keep.PUBLIC

    class Meta:
        ordering: ClassVar = ["-starts_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "slug"], name="one_promise_per_slug"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")),
                name="a_promise_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def days_left(self) -> int:
        """Whole days until the period is over; 0 afterwards."""
        return max(0, (self.ends_on - timezone.localdate()).days)

    @property
    def is_running(self) -> bool:
        return self.starts_on <= timezone.localdate() <= self.ends_on


class Commitment(models.Model):
    """One thing that is promised: target, unit, how it counts, who answers."""

    class Measure(models.TextChoices):
        """How it counts; the tellers are in `watch/progress.py`."""

        NEW_AREAS = "new_areas", _("New areas that fulfil every condition")
        KITS = "kits", _("Homes that have registered their marking")
        ALERTS = "alerts", _("Households that can be reached by an alert")
        PARTNERS = "partners", _("Activities together with others")
        PRESENCE = "presence", _("Visits to places where people feel unsafe")
        CONTROLS = "controls", _("Traffic controls")
        CONCERNS = "concerns", _("Complaints that have got an answer")
        ENTRIES = "entries", _("The sum of what has been noted")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        UNDER_WAY = "under_way", _("Under way")
        REPRIORITISED = "reprioritised", _("Put aside")
        MET = "met", _("Kept")
        NOT_MET = "not_met", _("Not kept")

    promise = models.ForeignKey(
        Promise, on_delete=models.CASCADE, related_name="commitments"
    )
    order = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("commitment"), max_length=120)
    text = models.TextField(_("what it means"), blank=True)
    measure = models.CharField(_("how it counts"), max_length=10, choices=Measure)
    target = models.PositiveIntegerField(_("target"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=60)
    answers = models.CharField(
        _("who answers for it"), max_length=12, choices=Party, default=Party.BOTH
    )
    state = models.CharField(max_length=14, choices=State, default=State.PLANNED)
    comment = models.TextField(_("comment"), blank=True)  # when settled

    retention = Keep.PUBLIC

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["promise", "order"], name="one_commitment_per_place"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Evidence(models.Model):
    """What shows that something was done: never deleted, only corrected.

    A correction is a row of its own that points at the one it replaces.
    """

    class Kind(models.TextChoices):
        START_MEETING = "start_meeting", _("Start meeting held")
        INFORMATION = "information", _("Information to every household")
        OTHER = "other", _("Something else that was done")

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="evidence"
    )
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    kind = models.CharField(max_length=14, choices=Kind, default=Kind.OTHER)
    done_on = models.DateField(_("day"))
    amount = models.PositiveIntegerField(_("how many"), default=1)
    text = models.CharField(_("what was done"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
    )

    retention = Keep.PUBLIC

    class Meta:
        ordering: ClassVar = ["done_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind="other") | models.Q(area__isnull=False),
                name="area_evidence_names_its_area",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.done_on}"

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValueError("Evidence is corrected by a new row, never deleted.")


class Reprioritisation(models.Model):
    """Why a commitment was put aside, or taken up again, told to everyone."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, related_name="reprioritisations"
    )
    on = models.DateField()
    put_aside = models.BooleanField(default=True)
    reason = models.CharField(_("reason, for everyone to read"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )

    retention = Keep.PUBLIC

    class Meta:
        ordering: ClassVar = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.commitment} {self.on}"
