"""How allauth makes and greets our persons."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """A new account gets a name to be called by; nobody needs a user name."""

    def save_user(
        self, request: HttpRequest, user: Any, form: Any, commit: bool = True
    ) -> Any:
        user = super().save_user(request, user, form, commit=False)
        if not user.name:
            user.name = (user.email or "").split("@")[0]
        if commit:
            user.save()
        return user
