"""Facts of the dashboards: who answers for a need, and that it was answered. Codes and ids only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from linli.kernel.facts import Event


@dataclass(frozen=True)
class NeedOwned(Event):
    """A unit was named for one of the week's needs, until a day."""

    kind: ClassVar[str] = "dashboards.need_owned"
    category: str
    week: date
    unit: UUID
    due_on: date


@dataclass(frozen=True)
class NeedAnswered(Event):
    """The unit said what was done about it."""

    kind: ClassVar[str] = "dashboards.need_answered"
    category: str
    week: date


@dataclass(frozen=True)
class HotSpotAlerted(Event):
    """So many different people told of one event. `id` is the alert's."""

    kind: ClassVar[str] = "dashboards.hot_spot_alerted"
    spot: UUID
    people: int
    reports: int


@dataclass(frozen=True)
class HotSpotDecided(Event):
    """A person decided what comes of a hot event. `id` is the alert's."""

    kind: ClassVar[str] = "dashboards.hot_spot_decided"
    decided: str
    unit: UUID | None


@dataclass(frozen=True)
class LeafRepeated(Event):
    """One leaf was reported so often in one community within so many days (R5-7). `id` is the report's that told it."""

    kind: ClassVar[str] = "dashboards.leaf_repeated"
    category: str
    community: str
    reports: tuple[UUID, ...]
