"""The data inventory: every personal column with purpose, basis, class, retention and readers (D-01, PIPL §17).

Each room keeps an `inventory.toml` beside its code::

    [personal."people_contact.phone_sealed"]
    purpose = {zh = "联系诉求人", en = "reaching the reporter"}
    basis = "statutory"            # statutory | consent | emergency
    class = "C2"                   # C1 | C2 | C3
    retention = {zh = "办结后 2 年去标识", en = "de-identified 2 years after closing"}
    readers = ["agent", "unit"]    # role codes; "self" is the person

    [not_personal]
    people_organisation = ["name_zh", "name_en"]
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from linli.kernel.errors import Broken
from linli.kernel.words import Text
from linli.people.fields import SealedTextField
from linli.people.words import Basis, DataClass, Role

HOUSE = Path(__file__).resolve().parents[1]
SELF = "self"
ASKED = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.GenericIPAddressField,
    models.FileField,
    models.BinaryField,
    ArrayField,
    models.DateField,
)
"""Kinds of columns that may hold something personal; moments (DateTimeField) and numbers are told apart below."""


class WrongInventory(Broken):
    """An entry of an inventory is incomplete or uses an unknown code."""

    code = "people.wrong_inventory"


@dataclass(frozen=True, slots=True)
class Entry:
    """One personal column."""

    room: str
    column: str
    purpose: Text
    basis: Basis
    data_class: DataClass
    retention: Text
    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inventory:
    """All entries, and the columns declared to hold nothing personal."""

    entries: tuple[Entry, ...]
    not_personal: frozenset[str]

    @property
    def declared(self) -> frozenset[str]:
        """Return every column the inventory speaks of."""
        return self.not_personal | {entry.column for entry in self.entries}


def read(house: Path = HOUSE) -> Inventory:
    """Return the inventory of all rooms, in room order.

    :raises WrongInventory: an entry is incomplete or uses an unknown code.
    """
    entries: list[Entry] = []
    clear: set[str] = set()
    for path in sorted(house.glob("*/inventory.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        for column, fields in content.get("personal", {}).items():
            entries.append(_entry(path.parent.name, column, fields))
        for table, columns in content.get("not_personal", {}).items():
            clear |= {f"{table}.{column}" for column in columns}
    return Inventory(tuple(entries), frozenset(clear))


def _entry(room: str, column: str, fields: dict[str, object]) -> Entry:
    bases, classes = {word.value: word for word in Basis}, {word.value: word for word in DataClass}
    readers = fields.get("readers")
    basis, data_class = bases.get(str(fields.get("basis"))), classes.get(str(fields.get("class")))
    if basis is None or data_class is None or not isinstance(readers, list):
        raise WrongInventory(column=column)
    known = {role.value for role in Role} | {SELF}
    if not set(readers) <= known:
        raise WrongInventory(column=column, readers=sorted(set(readers) - known))
    return Entry(
        room=room,
        column=column,
        purpose=_text(fields.get("purpose"), column),
        basis=basis,
        data_class=data_class,
        retention=_text(fields.get("retention"), column),
        readers=tuple(readers),
    )


def _text(value: object, column: str) -> Text:
    if not isinstance(value, dict) or not value.get("zh") or not value.get("en"):
        raise WrongInventory(column=column)
    return Text(value["zh"], value["en"])


def columns_to_declare(room: str | None = None) -> list[str]:
    """Return table.column of everything in the rooms' tables that could hold something personal, sorted."""
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("linli.") or (room and model._meta.app_label != room):
            continue
        for field in model._meta.concrete_fields:
            if _may_be_personal(field):
                found.append(f"{model._meta.db_table}.{field.column}")
    return sorted(found)


def _may_be_personal(field: models.Field[object, object]) -> bool:
    if isinstance(field, models.DateTimeField) or field.choices:
        return False  # a closed list or a moment says nothing about who
    return isinstance(field, (*ASKED, SealedTextField))


def missing(room: str | None = None) -> list[str]:
    """Return the columns that no inventory speaks of, sorted."""
    declared = read().declared
    return [column for column in columns_to_declare(room) if column not in declared]


def unknown() -> list[str]:
    """Return the columns that an inventory speaks of and no table has, sorted: the inventory is stale."""
    existing = {
        f"{model._meta.db_table}.{field.column}" for model in apps.get_models() for field in model._meta.concrete_fields
    }
    return sorted(read().declared - existing)
