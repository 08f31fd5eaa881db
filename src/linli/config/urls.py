"""Addresses: pages of `web` and `channels`, the interface of every room under /api/v1/."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Router
from ninja.openapi import schema as ninja_schema
from ninja.openapi.schema import OpenAPISchema
from ninja.schema import NinjaGenerateJsonSchema

from linli.config import environment, operations, problems
from linli.people.api.limits import every_request
from linli.people.doors import bearer
from linli.web import refusals

DESCRIPTION = """\
Everything that linli does, over HTTP. Residents need no token: they report, and the receipt's secret link
(`/appeals/by-link/{token}/…`) is their key. Everybody else sends `Authorization: Bearer linli_…`, a token that an
account issues for some of its own deeds (`/people/tokens`).

* **Errors** are `application/problem+json` in the caller's language (Accept-Language). What you may not know of is 404.
* **Twice is once**: send an `Idempotency-Key` header (on cases also as `client_id` in the body); a repeated one changes
  nothing and returns the first answer; one that stood for something else is 409.
* **Coordinates** always name their system (`crs`): EPSG:4490, EPSG:4326, GCJ02 or BD09.
* **Lists** go on with `cursor`, the `next` of the page before.
* **Rate limits**: per address without a token, per token with one; 429 says how long to wait. Limits count once for
  all server processes.
"""


class RoomNames(NinjaGenerateJsonSchema):
    """Names shapes by room, for `State` of appeals and `State` of duties are not the same."""

    def get_defs_ref(self, core_mode_ref: Any) -> Any:
        """Return the name of a shape in the document, e.g. ``AppealsState``."""
        core_ref, mode = core_mode_ref
        named: Any = _OF_ROOM.sub(lambda found: found[1].title() + found[2], core_ref)
        return super().get_defs_ref((named, mode))


# ninja names its generator in the module and offers no other way to put another in its place
setattr(ninja_schema, "NinjaGenerateJsonSchema", RoomNames)  # noqa: B010
_OF_ROOM = re.compile(r"linli\.(\w+)(?:\.\w+)*\.(\w+)")


class Interface(NinjaAPI):
    """The interface; its document also names what can go wrong, and 405 is a problem document like all others."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the OpenAPI document with the error answers of every operation."""
        document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        problems.describe(document)
        for name, shape in document["components"]["schemas"].items():
            shape["title"] = (
                name  # generated clients name classes by titles: two `Mode` would leave out all that use one
            )
        return document

    def get_operation_url_name(self, operation: Any, router: Router) -> str:
        """Return the same name for a path and its operation id."""
        return str(operation.view_func.__name__)

    def get_openapi_operation_id(self, operation: Any) -> str:
        """Return the operation's id: room and name, stable for generated clients."""
        room = operation.view_func.__module__.split(".")[1]
        return f"{room}_{operation.view_func.__name__}"


def _has(module: str) -> bool:
    return find_spec(module) is not None


def room_api() -> Interface:
    """Return the interface made of each open room's `api.router`, and `api.desk_router` behind a token.

    The lowest rooms do not know of accounts, so what needs one stands in their `desk_router`.
    """
    api = Interface(
        title="linli 邻里",
        version="1",
        description=DESCRIPTION,
        urls_namespace="api",
        docs_url=None,
        openapi_url="/openapi.json",
        throttle=every_request,
    )
    problems.install(api)
    for room in environment.rooms():
        if not _has(f"linli.{room}.api"):
            continue
        module = import_module(f"linli.{room}.api")
        api.add_router(f"/{room}", module.router, tags=[room])
        if hasattr(module, "desk_router"):
            api.add_router(f"/{room}", module.desk_router, auth=bearer, tags=[room])
    return api


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Answer an unknown path below /api/ as a problem document."""
    return problems.missing(request)


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what Django could not read: as a problem document for programs, else as a page."""
    is_call = request.path_info.startswith(refusals.CALLS)
    return problems.bad_request(request, exception) if is_call else refusals.bad_request(request, exception)


handler404 = refusals.not_found
api = room_api()
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", operations.healthz, name="health"),
    path("readyz", operations.readyz, name="ready"),
    path("metrics", operations.metrics, name="metrics"),
    path("api/v1/", api.urls),
    re_path("^api/", nothing_here),
]
for _room in ("channels", "web"):
    if _room in environment.rooms() and _has(f"linli.{_room}.urls"):
        urlpatterns.append(path("", include(f"linli.{_room}.urls")))
