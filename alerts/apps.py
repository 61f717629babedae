from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Alerts and their way to each neighbour."""

    name = "alerts"

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415 - registers the start-up checks
