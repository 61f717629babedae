from django.apps import AppConfig


class WatchConfig(AppConfig):
    """The front of the house."""

    name = "watch"
