from typing import Any

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Alerts and their way to each neighbour."""

    name = "alerts"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_out  # noqa: PLC0415

        from . import checks  # noqa: F401, PLC0415 - registers the start-up checks

        user_logged_out.connect(_forget_device, dispatch_uid="forget-device")


def _forget_device(*, request: Any, user: Any, **_kwargs: Any) -> None:
    """Whoever logs out gets nothing more on that device (threat T30)."""
    device = request.session.get("device") if request is not None else None
    if user is not None and device:
        from .services import forget_device  # noqa: PLC0415 - needs the models

        forget_device(user, device)
