"""Rows as they stand, as plain values, and rows put back to what they were (ADR 0027)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import JSONField, QuerySet

from linli.kernel.changes import Change, Rows
from linli.kernel.errors import Conflict
from linli.kernel.facts import Plain


def rows_of(found: QuerySet[Any], *, without: Collection[str] = ()) -> Rows:
    """Return rows with all their columns but `without`, by id. One statement."""
    names = [field.attname for field in found.model._meta.concrete_fields if field.attname not in {"id", *without}]
    rows = found.values("id", *names)
    return {str(row.pop("id")): {name: _plain(value) for name, value in row.items()} for row in rows}


def put_back(model: type[models.Model], change: Change) -> None:
    """Give rows the values they had. One statement per row, each only where it still stands as the deed left it.

    :raises Conflict: somebody changed one of them meanwhile.
    """
    documents = {field.attname for field in model._meta.concrete_fields if isinstance(field, JSONField)}
    for id_, columns in change.changed.items():
        # A document cannot be compared when it is empty; the other columns of its row and the facts guard it.
        still = {name: after for name, (_, after) in columns.items() if name not in documents}
        was = {name: before for name, (before, _) in columns.items()}
        if model._default_manager.filter(pk=id_, **still).update(**was) != 1:
            raise Conflict


def _plain(value: Any) -> Plain:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value  # type: ignore[no-any-return]  # the rest of what a column holds is plain already
