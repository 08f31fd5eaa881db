"""Ties the rooms together once all of them are loaded."""

from django.apps import AppConfig


class ConfigRoom(AppConfig):
    """The room that knows all the others."""

    name = "linli.config"
    label = "config"

    def ready(self) -> None:
        """Let the rooms listen to each other."""
        from linli.config import wiring

        wiring.connect()
