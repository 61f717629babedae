"""Persons and the offices they hold."""

from __future__ import annotations

from datetime import time
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from areas.retention import Keep


class People(BaseUserManager["User"]):
    """Makes persons; one without an address has no log-in (decision 34)."""

    def create_user(
        self, email: str | None = None, password: str | None = None, **extra: Any
    ) -> User:
        person = self.model(
            email=self.normalize_email(email).lower() if email else None, **extra
        )
        if password:
            person.set_password(password)
        else:
            person.set_unusable_password()
        person.save(using=self._db)
        return person

    def create_superuser(
        self, email: str, password: str | None = None, **extra: Any
    ) -> User:
        extra |= {"is_staff": True, "is_superuser": True}
        return self.create_user(email, password, **extra)


class User(AbstractUser):
    """A person; the e-mail address, where there is one, is the log-in name."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=80)
    language = models.CharField(max_length=2, default="sv")
    theme = models.CharField(max_length=4, default="", blank=True)
    # Quiet hours hold push, SMS and knocking (decision 12), Europe/Stockholm.
    quiet_from = models.TimeField(default=time(22))
    quiet_to = models.TimeField(default=time(7))
    ongoing_breaks_quiet = models.BooleanField(default=False)
    wants_all_channels = models.BooleanField(default=False)
    is_protected = models.BooleanField(default=False)  # decision 37
    seen_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[People] = People()  # type: ignore[assignment]
    retention = Keep.ACCOUNT

    class Meta:
        verbose_name = _("person")

    def __str__(self) -> str:
        return self.name or self.email or f"#{self.pk}"

    @property
    def given_name(self) -> str:
        """What neighbours may see of a contact: the first word of the name."""
        return self.name.split(" ")[0]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower() if self.email else None
        super().save(*args, **kwargs)


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def active(self) -> AppointmentQuerySet:
        return self.filter(ended_at=None)


class Appointment(models.Model):
    """An office held in a municipality (decisions 1-3, 35)."""

    class Office(models.TextChoices):
        MUNICIPAL = "municipal_officer", _("Municipal officer")
        POLICE = "police_officer", _("Police officer")
        OPERATOR = "operator", _("Operator")
        AUDITOR = "auditor", _("Auditor")

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="appointments"
    )
    municipality = models.ForeignKey(
        "areas.Municipality",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="appointments",
    )
    office = models.CharField(max_length=20, choices=Office)
    appointed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    appointed_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()
    retention = Keep.OFFICE

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "municipality", "office"],
                condition=models.Q(ended_at=None, municipality__isnull=False),
                name="one_open_appointment_per_office",
            ),
            models.UniqueConstraint(
                fields=["user", "office"],
                condition=models.Q(ended_at=None, municipality=None),
                name="one_open_appointment_per_house_office",
            ),
            models.CheckConstraint(
                condition=models.Q(municipality__isnull=False)
                | models.Q(office__in=["operator", "auditor"]),
                name="officers_belong_to_a_municipality",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.office}"


class ContactQuerySet(models.QuerySet["Contact"]):
    def active(self) -> ContactQuerySet:
        """Those who hold the office today and aren't suspended."""
        return self.filter(ended_at=None, suspended_at=None)


class Contact(models.Model):
    """Somebody's office as area contact (kontaktombud) of one area."""

    class Kind(models.TextChoices):
        CONTACT = "contact", _("Area contact")
        DEPUTY = "deputy", _("Deputy")
        HEAD = "head_contact", _("Head contact")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="contact_for")
    area = models.ForeignKey(
        "areas.Area", on_delete=models.CASCADE, related_name="contacts"
    )
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.CONTACT)
    appointed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    appointed_at = models.DateTimeField(auto_now_add=True)
    trained_on = models.DateField(null=True, blank=True)  # decision 7
    suspended_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ContactQuerySet.as_manager()
    retention = Keep.OFFICE

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "area"],
                condition=models.Q(ended_at=None),
                name="one_open_contact_office_per_area",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.area}"
