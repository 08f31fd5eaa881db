"""Storing new rows cheaply: the statement of a table is built once and kept, not anew for every row.

Django's `save` builds its INSERT from the model each time, which costs more than the database needs to run it, and an
object of a model costs as much again. Taking a report writes six rows and is measured, so it comes here. Rows are
written as `save(force_insert=True)` writes them, without signals, which this house does not have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from django.db.models.fields import NOT_PROVIDED

_AS_THEY_ARE = frozenset({str, bool, float, UUID, datetime, date, bytes, type(None)})
"""Types the driver writes without Django's help."""
_PLAIN_FIELDS = frozenset(
    {
        models.CharField, models.TextField, models.UUIDField, models.DateTimeField, models.DateField,
        models.BooleanField, models.FloatField, models.ForeignKey, models.BinaryField,
    }
)  # fmt: skip
_Writer = Callable[[Any], Any]


def insert(row: models.Model) -> None:
    """Insert one new row; what the database fills in (a serial number) is set on it. One statement.

    Columns that are empty (NULL) are left out.

    :raises django.db.IntegrityError: a constraint of the table refuses it.
    """
    held = row.__dict__
    columns: list[str] = []
    values: list[Any] = []
    filled: list[str] = []
    for name, column, writer, has_default in _fields(type(row)):
        value = held[name]
        if has_default and isinstance(value, DatabaseDefault):
            filled.append(name)
        elif value is not None or has_default:
            columns.append(column)
            values.append(writer(value))
    with connection.cursor() as cursor:
        cursor.execute(_statement(type(row), tuple(columns), 1, filled=tuple(filled)), values)
        if filled:
            for name, value in zip(filled, cursor.fetchone(), strict=True):
                setattr(row, name, value)
    row._state.adding = False
    row._state.db = connection.alias


def put(model: type[models.Model], **values: Any) -> None:
    """Insert one new row of `model` from its values, without an object. One statement.

    Names are those of the columns (`unit_id`); what is not named gets the default of the model.

    :raises django.db.IntegrityError: a constraint of the table refuses it.
    """
    put_all(model, [values])


def put_all(model: type[models.Model], rows: Sequence[Mapping[str, Any]], *, unless_there: bool = False) -> None:
    """Insert several new rows that name the same columns; none is nothing. One statement.

    With `unless_there` a row that a constraint calls a repeat is left out in silence.

    :raises django.db.IntegrityError: a constraint of the table refuses one of them.
    """
    if not rows:
        return
    names = tuple(rows[0])
    columns, writers, defaults = _plan(model, names)
    values: list[Any] = []
    for row in rows:
        values += [writer(row[name]) for name, writer in zip(names, writers, strict=True)]
        values += [default() for default in defaults]
    with connection.cursor() as cursor:
        cursor.execute(_statement(model, columns, len(rows), unless_there=unless_there), values)


@cache
def _fields(model: type[models.Model]) -> tuple[tuple[str, str, _Writer, bool], ...]:
    """Return name, column, how it is written, and whether the database has a default for it."""
    return tuple(
        (field.attname, str(field.column), _writer(field), field.db_default is not NOT_PROVIDED)
        for field in model._meta.concrete_fields
    )


@cache
def _plan(
    model: type[models.Model], names: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[_Writer, ...], tuple[Callable[[], Any], ...]]:
    """Return the columns of a row that names `names`, how these are written, and what fills the columns after them."""
    known = {field.attname: field for field in model._meta.concrete_fields}
    others = [field for name, field in known.items() if name not in names and field.has_default()]
    columns = tuple(str(field.column) for field in (*(known[name] for name in names), *others))
    return columns, tuple(_writer(known[name]) for name in names), tuple(_default(field) for field in others)


def _default(field: models.Field[Any, Any]) -> Callable[[], Any]:
    write = _writer(field)
    return lambda: write(field.get_default())


def _writer(field: models.Field[Any, Any]) -> _Writer:
    """Return what makes a value of this field ready for the driver."""
    if type(field) in _PLAIN_FIELDS:
        return lambda value: value if type(value) in _AS_THEY_ARE else field.get_db_prep_save(value, connection)
    if type(field) is ArrayField and type(field.base_field) is models.IntegerField:
        return lambda value: value  # Django would wrap every single number
    return lambda value: value if value is None else field.get_db_prep_save(value, connection)


@cache
def _statement(
    model: type[models.Model],
    columns: tuple[str, ...],
    count: int,
    *,
    filled: tuple[str, ...] = (),
    unless_there: bool = False,
) -> str:
    quote = connection.ops.quote_name
    one = "(" + ", ".join(["%s"] * len(columns)) + ")"
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) VALUES "
    sql += ", ".join([one] * count)
    if unless_there:
        sql += " ON CONFLICT DO NOTHING"
    if filled:
        column_of = {name: column for name, column, _, _ in _fields(model)}
        sql += " RETURNING " + ", ".join(quote(column_of[name]) for name in filled)
    return sql
