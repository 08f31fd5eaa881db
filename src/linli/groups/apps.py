from importlib import import_module

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "linli.groups"
    label = "groups"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add this room's tables to what a person can take along (PIPL §45)."""
        import_module("linli.groups.queries.exports")
