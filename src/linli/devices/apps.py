"""The room devices as Django knows it."""

from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """The register of devices, their heartbeats, what they signal, what a person decided."""

    name = "linli.devices"
    label = "devices"
    verbose_name = "感知设备 / devices"
    default_auto_field = "django.db.models.BigAutoField"
