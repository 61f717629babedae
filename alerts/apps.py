from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Alerts and their way to each neighbour."""

    name = "alerts"
