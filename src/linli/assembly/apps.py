"""The room assembly as Django knows it."""

from django.apps import AppConfig


class AssemblyConfig(AppConfig):
    """Owners decide: rolls, ballots, tallies."""

    name = "linli.assembly"
    label = "assembly"
    verbose_name = "业主大会 / owners' assembly"
    default_auto_field = "django.db.models.BigAutoField"
