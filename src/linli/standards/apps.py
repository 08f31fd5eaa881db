"""The room standards as Django knows it."""

from django.apps import AppConfig


class StandardsConfig(AppConfig):
    """Parameters, limits, code lists, holidays."""

    name = "linli.standards"
    label = "standards"
    verbose_name = "标准 / standards"
