from django.apps import AppConfig


class HooksConfig(AppConfig):
    """Webhooks: facts told to other systems."""

    name = "linli.hooks"
    label = "hooks"
    verbose_name = "推送 / webhooks"
