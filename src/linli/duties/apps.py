"""The room duties as Django knows it."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """Owed deeds, pauses, cards, escalation, the inbox."""

    name = "linli.duties"
    label = "duties"
    verbose_name = "待办 / duties"
