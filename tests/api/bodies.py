"""The least body an operation takes, made from the OpenAPI document; ids that must exist are given by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4


def least(schema: Mapping[str, Any], shapes: Mapping[str, Any], known: Mapping[str, Any], name: str = "") -> Any:
    """Return the least value of a schema: required properties only; `known` values are used by property name."""
    if name in known:
        return known[name]
    if "$ref" in schema:
        return least(shapes[schema["$ref"].rpartition("/")[2]], shapes, known, name)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return least(schema[several][0], shapes, known, name)
    if "enum" in schema:
        return schema["enum"][0]
    if "const" in schema:
        return schema["const"]
    return _of_type(schema, shapes, known)


def _of_type(schema: Mapping[str, Any], shapes: Mapping[str, Any], known: Mapping[str, Any]) -> Any:
    kind = schema.get("type")
    if kind == "object":
        wanted = schema.get("required", ())
        return {one: least(schema["properties"][one], shapes, known, one) for one in wanted}
    if kind == "array":
        return [least(schema["items"], shapes, known)]
    plain: dict[Any, Any] = {"boolean": True, "integer": max(1, schema.get("minimum", 1)), "number": 1}
    return plain.get(kind) or _text(schema)


def _text(schema: Mapping[str, Any]) -> str:
    formats = {"uuid": str(uuid4()), "date-time": "2026-12-01T09:00:00+08:00", "date": "2026-12-01"}
    return formats.get(schema.get("format", ""), "已到现场查看并处理完毕")
