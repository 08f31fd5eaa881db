"""Plain shapes that other rooms get from the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.kernel.facts import Plain


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact as it was told. `position` is its place in the integrated log (None for the first seconds)."""

    id: UUID
    kind: str
    room: str
    subject_id: UUID
    area_path: str
    actor_name: str
    actor_id: UUID | None
    at: datetime
    data: dict[str, Plain]
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The signed head of a log: `size` facts, the Merkle `root` (hex) and an Ed25519 `signature` (hex) over both."""

    log: str
    size: int
    root: str
    signature: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Proof:
    """Evidence that the leaf `index` with hash `leaf` stands in the tree of `size` leaves with `root` (all hex)."""

    log: str
    index: int
    size: int
    leaf: str
    path: tuple[str, ...]
    root: str
