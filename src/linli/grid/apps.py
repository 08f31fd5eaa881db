"""The room grid as Django knows it."""

from django.apps import AppConfig


class GridConfig(AppConfig):
    """Territory, estates, geometry, addresses."""

    name = "linli.grid"
    label = "grid"
    verbose_name = "网格 / grid"
