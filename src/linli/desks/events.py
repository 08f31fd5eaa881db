"""Facts of desks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from linli.kernel.facts import Event


@dataclass(frozen=True)
class FilterKept(Event):
    kind: ClassVar[str] = "desks.filter_kept"
    listed: str
    unit: UUID | None


@dataclass(frozen=True)
class FilterRemoved(Event):
    kind: ClassVar[str] = "desks.filter_removed"


@dataclass(frozen=True)
class AnswerWritten(Event):
    """`replaces` is the answer that it takes the place of."""

    kind: ClassVar[str] = "desks.answer_written"
    step: str
    category: str
    replaces: UUID | None


@dataclass(frozen=True)
class AnswerRetired(Event):
    kind: ClassVar[str] = "desks.answer_retired"
