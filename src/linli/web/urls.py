"""Addresses of the pages."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from linli.web import language, preview

urlpatterns: list[URLPattern | URLResolver] = [
    path("preferences", language.preferences, name="preferences"),
]
if settings.DEBUG:
    urlpatterns += preview.urlpatterns
