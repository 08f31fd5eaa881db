"""The room places as Django knows it."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Plans of reception days and walking offices, the sittings they make, bookings, visits, matters taken."""

    name = "linli.places"
    label = "places"
    verbose_name = "接待日与行走办公 / reception days"
    default_auto_field = "django.db.models.BigAutoField"
