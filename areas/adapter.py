"""How allauth makes and greets our persons."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """A new account gets a name to be called by; nobody needs a user name."""

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """allauth's hook before a new person is saved."""
        super().populate_username(request, user)
        if not user.name:
            user.name = (user.email or "").split("@")[0]
