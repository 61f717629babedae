from django.apps import AppConfig


class AreasConfig(AppConfig):
    """People and places."""

    name = "areas"

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415 - registers the start-up checks
