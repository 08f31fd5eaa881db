"""The room fieldwork as Django knows it."""

from importlib import import_module

from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    """Rounds, findings, notices to put it right, diaries."""

    name = "linli.fieldwork"
    label = "fieldwork"
    verbose_name = "外勤 / fieldwork"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add this room's tables to what a person can take along (PIPL §45)."""
        import_module("linli.fieldwork.queries.exports")
