"""The public page of processing rules, printed from the inventory (个人信息保护法 §17; D-02)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass

from linli.kernel.words import Text
from linli.people import inventory
from linli.people.rules.consents import BASES
from linli.people.words import Basis, DataClass, Purpose


@dataclass(frozen=True, slots=True)
class ProcessingRule:
    """One line of the page: what for, on which basis, how careful, how long, who sees it, which columns."""

    room: str
    purpose: Text
    basis: Basis
    data_class: DataClass
    retention: Text
    readers: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProcessingRules:
    """The whole page; `version` changes exactly when the content does."""

    version: str
    rules: tuple[ProcessingRule, ...]
    purposes: tuple[tuple[Purpose, Basis], ...]


def processing_rules() -> ProcessingRules:
    """Return the processing rules of all rooms, from their inventories. No statement."""
    grouped: dict[tuple[str, Text, Basis, DataClass, Text, tuple[str, ...]], list[str]] = defaultdict(list)
    for entry in inventory.read().entries:
        key = (entry.room, entry.purpose, entry.basis, entry.data_class, entry.retention, entry.readers)
        grouped[key].append(entry.column)
    rules = tuple(ProcessingRule(*key, tuple(columns)) for key, columns in grouped.items())
    version = hashlib.sha256(repr(rules).encode()).hexdigest()[:12]
    return ProcessingRules(version, rules, tuple(BASES.items()))
