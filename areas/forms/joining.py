"""The three pages of joining, and the contact's paper version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import phonenumbers
from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import Household
from areas.search import LONGEST

NAME = 80


def mobile_of(text: str) -> str:
    """A mobile number in E.164; a sentence of what to write when it isn't one."""
    wrong = forms.ValidationError(
        _("Enter your mobile number, for example 070-123 45 67")
    )
    try:
        number = phonenumbers.parse(text, "SE")
    except phonenumbers.NumberParseException as error:
        raise wrong from error
    kind = phonenumbers.number_type(number)
    mobile = (
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    )
    if not phonenumbers.is_valid_number(number) or kind not in mobile:
        raise wrong
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


class MobileField(forms.CharField):
    """A Swedish or foreign mobile number, kept in E.164."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return mobile_of(text) if text else ""


def email_field(**options: Any) -> forms.EmailField:
    """An address in small letters, or a sentence of what to write."""
    words = {"invalid": _("Enter your e-mail address, for example karin@exempel.se")}
    field = forms.EmailField(required=False, error_messages=words, **options)
    field.label = field.label or _("E-mail")
    return field


class JoinAddressForm(forms.Form):
    """Page 1: the address, and which of its dwellings; or that it isn't listed."""

    adress = forms.CharField(
        label=_("What is your address?"),
        max_length=LONGEST,
        help_text=_("Street and number, for example Åvägen 14."),
        error_messages={"required": _("Write your address, for example Åvägen 14")},
    )
    home = forms.ChoiceField(
        label=_("Which is your apartment?"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose your apartment")},
    )
    unlisted = forms.BooleanField(
        label=_("My address is not in your list, but I live in the area"),
        required=False,
    )

    def __init__(
        self, *args: Any, homes: Sequence[Household] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(h.pk), h.apartment or h.address) for h in homes]
        field = self.fields["home"]
        if len(homes) > 1 and isinstance(field, forms.ChoiceField):
            field.choices = choices
        else:
            del self.fields["home"]


class AboutForm(forms.Form):
    """Page 2: name, addresses, and the four things a member agrees to."""

    name = forms.CharField(
        label=_("What is your name?"),
        max_length=NAME,
        help_text=_("First name and surname. Only the area contacts see it."),
        error_messages={"required": _("Write your name")},
    )
    mobile = MobileField(
        label=_("Mobile number"),
        required=False,
        max_length=30,
        help_text=_("Leave it empty if you have none."),
    )
    email = email_field(help_text=_("Leave it empty if you have none."))
    for_other = forms.CharField(
        label=_("Are you filling this in for somebody else?"),
        required=False,
        max_length=120,
        help_text=_(
            "Then write who you are and that they have said yes, for example "
            "Daughter, Karin, asked on the phone. Else leave it empty."
        ),
    )
    rules = forms.BooleanField(
        label=_("I agree to this"),
        error_messages={"required": _("Tick the box to go on")},
    )


class ReachForm(forms.Form):
    """Page 3: how we reach you, and at night."""

    channels = forms.MultipleChoiceField(
        label=_("How do you want to get alerts?"),
        help_text=_("Choose one way or more. You can change it whenever you like."),
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("push", _("Notification on the phone")),
            ("sms", _("Text message")),
            ("email", _("E-mail")),
            ("door", _("I have no mobile or e-mail")),
        ],
        error_messages={"required": _("Choose at least one way")},
    )
    night = forms.ChoiceField(
        label=_("May we alert you at night?"),
        help_text=_(
            "Only alerts about something that is happening right now come at night, "
            "and only if you say yes."
        ),
        widget=forms.RadioSelect,
        choices=[("ja", _("Yes, always")), ("nej", _("No, wait until 7.00"))],
        initial="nej",
    )

    def __init__(
        self, *args: Any, mobile: str = "", email: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.given = {"sms": mobile, "email": email}
        self.fields["channels"].choice_hints = {  # type: ignore[attr-defined]
            "push": _(
                "Fastest. Costs nothing. You turn it on when you have been let in."
            ),
            "sms": mobile or _("Works on every mobile, also without internet."),
            "email": email or _("Good as a reserve."),
            "door": _("Then an area contact calls or knocks."),
        }

    def clean_channels(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["channels"]
        missing = {
            "sms": _("Go back and write your mobile number to get text messages"),
            "email": _("Go back and write your e-mail address to get e-mail"),
        }
        for kind, sentence in missing.items():
            if kind in chosen and not self.given[kind]:
                raise forms.ValidationError(sentence)
        if chosen == ["push"]:
            raise forms.ValidationError(
                _("Choose one more way, until the notifications have been tested")
            )
        return chosen


class EnrolForm(forms.Form):
    """What a contact copies from a paper: a name and a way to reach them."""

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME,
        error_messages={"required": _("Write the name")},
    )
    mobile = MobileField(label=_("Mobile number"), required=False, max_length=30)
    email = email_field()
    door = forms.BooleanField(label=_("Knocks on the door"), required=False)
    for_other = forms.CharField(
        label=_("Enrolled by a relative"),
        required=False,
        max_length=120,
        help_text=_("Who, and that the neighbour has said yes. Else leave it empty."),
    )
    agreed = forms.BooleanField(
        label=_("The neighbour has signed the paper"),
        error_messages={"required": _("The neighbour must have agreed")},
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not any(answers.get(way) for way in ("mobile", "email", "door")):
            self.add_error("door", _("Choose at least one way to reach the neighbour"))
        return answers
