"""Ties the rooms together once all of them are loaded."""

from django.apps import AppConfig


class ConfigRoom(AppConfig):
    """The room that knows all the others."""

    name = "linli.config"
    label = "config"

    def ready(self) -> None:
        """Let the rooms listen to each other, and addresses be read by the model that this place has, if any."""
        from django.conf import settings

        from linli.appeals.triage import address
        from linli.config import wiring

        wiring.connect()
        address.use(settings.LINLI_ADDRESS_MODEL)
