from django.apps import AppConfig


class MarkingConfig(AppConfig):
    """DNA-marking kits, from batch to registered home."""

    name = "marking"
