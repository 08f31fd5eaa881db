"""The room of pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, styles and scripts of every page."""

    name = "linli.web"
    label = "web"
