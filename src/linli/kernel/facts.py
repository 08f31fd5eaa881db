"""The envelope of a fact. Rooms define events as frozen dataclasses of ids and primitives (house-style §4).

A fact carries ids, codes, numbers and dates, never names, phones or free text: those live in erasable tables and the
fact holds the text's id and a salted digest (architecture §6.1).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import ClassVar
from uuid import UUID

from linli.kernel.errors import Broken

Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True)
class Event:
    """Base of all events. `kind` is ``room.past_tense``; `id` is the subject's id in that room."""

    kind: ClassVar[str] = ""
    id: UUID

    @property
    def room(self) -> str:
        """Return the room that tells it."""
        return self.kind.partition(".")[0]

    def payload(self) -> dict[str, Plain]:
        """Return the other fields as JSON-ready primitives.

        :raises Broken: a field is of a kind that may not stand in a fact (a float, an object).
        """
        fields = (f.name for f in dataclasses.fields(self) if f.name != "id")
        return {name: plain(getattr(self, name)) for name in fields}


def plain(value: object) -> Plain:
    """Return `value` as a JSON-ready primitive.

    :raises Broken: it is none (floats are refused: a fact is exact).
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, str):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = [plain(item) for item in value]
        return sorted(items, key=str) if isinstance(value, set | frozenset) else items
    raise Broken(why=f"{type(value).__name__} may not stand in a fact")
