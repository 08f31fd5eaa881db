"""Addresses: pages of `web` and `channels`, the interface of every room under /api/v1/."""

from importlib.util import find_spec

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.utils.module_loading import import_string
from ninja import NinjaAPI

from linli.config import environment, problems


def health(request: HttpRequest) -> HttpResponse:
    """Answer when both the process and its database are well."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


def _has(module: str) -> bool:
    return find_spec(module) is not None


def room_api() -> NinjaAPI:
    """Return the interface made of each open room's `api.router`."""
    api = NinjaAPI(title="linli 邻里", version="1", urls_namespace="api")
    problems.install(api)
    for room in environment.rooms():
        if _has(f"linli.{room}.api"):
            api.add_router(f"/{room}", import_string(f"linli.{room}.api.router"), tags=[room])
    return api


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health, name="health"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", room_api().urls),
]
for _room in ("channels", "web"):
    if _room in environment.rooms() and _has(f"linli.{_room}.urls"):
        urlpatterns.append(path("", include(f"linli.{_room}.urls")))
