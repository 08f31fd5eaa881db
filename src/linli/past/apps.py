"""The room past as Django knows it."""

from django.apps import AppConfig


class PastConfig(AppConfig):
    """Requests of other systems, as they stood there."""

    name = "linli.past"
    label = "past"
    verbose_name = "历史诉求 / past requests"
    default_auto_field = "django.db.models.BigAutoField"
