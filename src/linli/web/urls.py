"""Addresses of the pages, by audience."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from linli.web import language, preview

urlpatterns: list[URLPattern | URLResolver] = [
    path("preferences", language.preferences, name="preferences"),
    path("settings/", language.settings, name="settings"),
]
for _audience in ("public", "resident", "staff", "office", "figures", "groups", "field"):
    if find_spec(f"linli.web.{_audience}.urls") is not None:
        urlpatterns.append(path("", include(f"linli.web.{_audience}.urls")))
if settings.DEBUG:
    urlpatterns += preview.urlpatterns
