"""What a deed changed in rows, as plain values: what was before, what is after, which rows it made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from linli.kernel.facts import Plain

Rows = Mapping[str, Mapping[str, Plain]]
"""Rows by id, each with its columns."""


@dataclass(frozen=True, slots=True)
class Change:
    """Rows made, and of the others the columns that differ: ``{id: {column: (before, after)}}``."""

    made: tuple[str, ...] = ()
    changed: Mapping[str, Mapping[str, tuple[Plain, Plain]]] = field(default_factory=dict)

    def plain(self) -> dict[str, Plain]:
        """Return it as plain values, for storing."""
        changed: dict[str, Plain] = {
            id_: {name: [before, after] for name, (before, after) in columns.items()}
            for id_, columns in self.changed.items()
        }
        return {"made": list(self.made), "changed": changed}


def between(before: Rows, after: Rows) -> Change:
    """Return what differs. Rows are never deleted in this house, so those that are gone are left out."""
    changed: dict[str, dict[str, tuple[Plain, Plain]]] = {}
    for id_, old in before.items():
        new = after.get(id_, old)
        columns = {name: (value, new[name]) for name, value in old.items() if new[name] != value}
        if columns:
            changed[id_] = columns
    return Change(tuple(id_ for id_ in after if id_ not in before), changed)


def read(stored: Mapping[str, Plain]) -> Change:
    """Return what `Change.plain` stored."""
    changed = cast("Mapping[str, Mapping[str, list[Plain]]]", stored["changed"])
    return Change(
        tuple(cast("list[str]", stored["made"])),
        {
            id_: {name: (pair[0], pair[1]) for name, pair in columns.items()}
            for id_, columns in changed.items()
        },
    )  # fmt: skip
