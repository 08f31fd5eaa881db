"""Facts of fieldwork. They hold ids, codes and digests; the words stand in erasable tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from linli.kernel.facts import Event


@dataclass(frozen=True)
class BuildingChecked(Event):
    """Somebody went there on the round; `fine` are the items looked at and found right."""

    kind: ClassVar[str] = "fieldwork.checked"
    building: UUID
    fine: tuple[str, ...]


@dataclass(frozen=True)
class Found(Event):
    """Something was found; `appeal` is what it became where it was reported."""

    kind: ClassVar[str] = "fieldwork.found"
    building: UUID
    item: str
    outcome: str
    appeal: UUID | None
    due_on: date | None


@dataclass(frozen=True)
class Rechecked(Event):
    """A notice was rechecked; where it was not followed, `appeal` is what it became."""

    kind: ClassVar[str] = "fieldwork.rechecked"
    state: str
    appeal: UUID | None


@dataclass(frozen=True)
class LineAdded(Event):
    """A line of the diary; `is_supplement`: the day was signed before."""

    kind: ClassVar[str] = "fieldwork.line_added"
    day: date
    is_supplement: bool
    digest: str


@dataclass(frozen=True)
class DaySigned(Event):
    """A day of the diary was signed; `digest` is that of everything that stood there."""

    kind: ClassVar[str] = "fieldwork.day_signed"
    day: date
    entries: int
    digest: str


@dataclass(frozen=True)
class HouseholdNoted(Event):
    """A note on a household was written or renewed. Facts stay for ever, so neither tag nor dwelling nor person."""

    kind: ClassVar[str] = "fieldwork.household_noted"
    is_sensitive: bool
    until: date


@dataclass(frozen=True)
class HouseholdForgotten(Event):
    """A note on a household went; `why`: worker, consent, objection, expired, moved, erased."""

    kind: ClassVar[str] = "fieldwork.household_forgotten"
    why: str


@dataclass(frozen=True)
class FindingsEmptied(Event):
    """Words and pictures of findings went because their time had come; `id` is the run's."""

    kind: ClassVar[str] = "fieldwork.findings_emptied"
    findings: int
    photos: int


@dataclass(frozen=True)
class NotesExpired(Event):
    """Notes went because their day had come; `id` is the run's."""

    kind: ClassVar[str] = "fieldwork.notes_expired"
    notes: int
