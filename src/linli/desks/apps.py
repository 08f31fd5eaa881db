"""The room desks as Django knows it."""

from importlib import import_module

from django.apps import AppConfig


class DesksConfig(AppConfig):
    """Saved filters, canned answers, presence."""

    name = "linli.desks"
    label = "desks"
    verbose_name = "办公桌 / desks"

    def ready(self) -> None:
        """Add this room's tables to what a person can take along (PIPL §45)."""
        import_module("linli.desks.queries.exports")
