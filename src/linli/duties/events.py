"""What the sweep tells. Each rung of the ladder is told once per duty; `id` is the duty's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.kernel.facts import Event


@dataclass(frozen=True)
class _Rung(Event):
    subject_room: str
    subject_id: UUID
    deed: str
    step: str
    owed_by: UUID | None
    owed_role: str
    due_at: datetime


@dataclass(frozen=True)
class DutyYellow(_Rung):
    """It is due soon."""

    kind = "duties.yellow"


@dataclass(frozen=True)
class DutyOverdue(_Rung):
    """Its due moment has passed."""

    kind = "duties.overdue"


@dataclass(frozen=True)
class DutyEscalate(_Rung):
    """It stayed overdue until the next rung: somebody above must act (T27)."""

    kind = "duties.escalate"
