"""Storing new rows cheaply: the statement of a table is built once and kept, not anew for every row.

Django's `save` builds its INSERT from the model each time, which costs more than the database needs to run it. Taking
a report writes six rows and is measured, so it comes here. Rows are written as `save(force_insert=True)` writes them,
without signals, which this house does not have; columns that are empty (NULL) are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from django.db.models.fields import NOT_PROVIDED

_AS_THEY_ARE = frozenset({str, bool, float, UUID, datetime, date})
"""Types the driver writes without Django's help."""
_PLAIN_FIELDS = frozenset(
    {
        models.CharField, models.TextField, models.UUIDField, models.DateTimeField, models.DateField,
        models.BooleanField, models.FloatField, models.ForeignKey,
    }
)  # fmt: skip
_Field = tuple["models.Field[Any, Any]", str, bool, bool]


def insert(row: models.Model) -> None:
    """Insert one new row; what the database fills in (a serial number) is set on it. One statement.

    :raises django.db.IntegrityError: a constraint of the table refuses it.
    """
    insert_all([row])


def insert_all(rows: Sequence[models.Model], *, unless_there: bool = False) -> None:
    """Insert several new rows of one table; none is nothing. One statement.

    With `unless_there` a row that a constraint calls a repeat is left out in silence.

    :raises django.db.IntegrityError: a constraint of the table refuses one of them.
    """
    if not rows:
        return
    model = type(rows[0])
    columns, filled, values = _values(model, rows)
    sql = _statement(model, columns, filled, len(rows), unless_there)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        if filled:
            for row, made in zip(rows, cursor.fetchall(), strict=True):
                for name, value in zip(filled, made, strict=True):
                    setattr(row, name, value)
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias


def _values(
    model: type[models.Model], rows: Sequence[models.Model]
) -> tuple[tuple[str, ...], tuple[str, ...], list[Any]]:
    """Return the columns to write, the attributes that the database fills in, and the values row by row."""
    columns: list[str] = []
    filled: list[str] = []
    written: list[list[Any]] = []
    for field, name, is_plain, has_default in _fields(model):
        found = [getattr(row, name) for row in rows]
        if has_default and any(isinstance(value, DatabaseDefault) for value in found):
            filled.append(name)
            continue
        if all(value is None for value in found) and not has_default:
            continue
        columns.append(str(field.column))
        written.append(
            [
                value
                if value is None or (is_plain and type(value) in _AS_THEY_ARE)
                else field.get_db_prep_save(value, connection)
                for value in found
            ]
        )
    return tuple(columns), tuple(filled), [value for row in zip(*written, strict=True) for value in row]


@cache
def _fields(model: type[models.Model]) -> tuple[_Field, ...]:
    return tuple(
        (field, field.attname, type(field) in _PLAIN_FIELDS, field.db_default is not NOT_PROVIDED)
        for field in model._meta.concrete_fields
    )


@cache
def _columns(model: type[models.Model]) -> dict[str, str]:
    return {field.attname: str(field.column) for field in model._meta.concrete_fields}


@cache
def _statement(
    model: type[models.Model], columns: tuple[str, ...], filled: tuple[str, ...], count: int, unless_there: bool
) -> str:
    quote = connection.ops.quote_name
    one = "(" + ", ".join(["%s"] * len(columns)) + ")"
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) VALUES "
    sql += ", ".join([one] * count)
    if unless_there:
        sql += " ON CONFLICT DO NOTHING"
    if filled:
        sql += " RETURNING " + ", ".join(quote(_columns(model)[name]) for name in filled)
    return sql
