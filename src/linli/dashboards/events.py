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
