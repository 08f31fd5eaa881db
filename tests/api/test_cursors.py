"""A forged or broken page mark is said plainly (422) by every list, and is never a fault of ours."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import transaction

from linli.config.urls import api
from linli.kernel.pages import encode
from tests.api.bodies import least
from tests.api.town import Town, call

DOCUMENT: dict[str, Any] = api.get_openapi_schema()
SHAPES = DOCUMENT["components"]["schemas"]
LISTS = {
    operation["operationId"]: (path.removeprefix("/api/v1"), operation["parameters"])
    for path, methods in DOCUMENT["paths"].items()
    for operation in methods.values()
    if any(one["name"] == "cursor" for one in operation.get("parameters", ()))
}
AN_ID = str(uuid4())
FORGED = [
    "x", encode(()), encode((AN_ID,)), encode(("yesterday", AN_ID)), encode(("2026-03-16T09:00:00", AN_ID)),
    encode(("2026-03-16T09:00:00+08:00", "no id")), encode((None, None)), encode(("\x00",)), encode((10**30, 1)),
]  # fmt: skip
MOMENTS = ("notices_published", "notices_editors_desk", "notices_messages")


def test_there_are_lists() -> None:
    assert set(MOMENTS) < set(LISTS)


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_broken_mark_breaks_nothing(name: str, lasting_town: Town) -> None:
    path, parameters = LISTS[name]
    for place in re.findall(r"{(\w+)}", path):
        path = path.replace(f"{{{place}}}", str(uuid4()))
    known = {"kind": "news", "area": lasting_town.here, "path": lasting_town.here}
    needed = {
        one["name"]: least(one["schema"], SHAPES, known, one["name"])
        for one in parameters
        if one["in"] == "query" and one["required"]
    }
    token = lasting_town.token("agent", lasting_town.small.district)
    for cursor in FORGED:
        with transaction.atomic():
            answer = call("get", f"{path}?{urlencode(needed | {'cursor': cursor})}", token=token)
            transaction.set_rollback(True)
        assert answer.status in (200, 403, 404, 422), (cursor, answer.body)
        if name in MOMENTS:
            assert (answer.status, answer.body["title"]) == (422, "kernel.invalid"), (cursor, answer.body)
