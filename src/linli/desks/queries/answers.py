"""Canned answers: those of a form for one case, and the office's list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.desks.models import CannedAnswer
from linli.desks.words import Step
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.people.queries.reach import actor_filter

DEED = "desks.write_answer"
_STEPS = {step.value: step for step in Step}


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A canned answer; `category` is a leaf, a group or '' for any."""

    id: UUID
    area_path: str
    step: Step
    category: str
    name: Text
    body: Text
    at: datetime


def offered(step: Step, *, area_path: str, category: str | None) -> list[AnswerRow]:
    """Return the answers in force for a form at an area: for the category first, then its group, then any.

    One statement. Without a category (not triaged yet) only those for any.
    """
    parts = area_path.split("/")
    areas = ["/".join(parts[:number]) for number in range(1, len(parts) + 1)]
    wanted = ["", *([category, category.partition(".")[0]] if category else [])]
    rows = CannedAnswer.objects.filter(
        step=step.value, area_path__in=areas, category__in=wanted, retired_at__isnull=True
    )
    return sorted(map(_row, rows), key=lambda row: (-len(row.category), -len(row.area_path), row.name.zh, str(row.id)))


def written_by(actor: Actor) -> list[AnswerRow]:
    """Return the answers in force that the actor may change, by form and name. One statement."""
    rows = CannedAnswer.objects.filter(actor_filter(actor, DEED, room="desks"), retired_at__isnull=True)
    order = list(_STEPS.values())
    return sorted(map(_row, rows), key=lambda row: (order.index(row.step), row.category, row.name.zh, str(row.id)))


def one(actor: Actor, answer_id: UUID) -> AnswerRow:
    """Return an answer that the actor may change. One statement.

    :raises NotFound: there is none.
    """
    rows = CannedAnswer.objects.filter(actor_filter(actor, DEED, room="desks"), retired_at__isnull=True, id=answer_id)
    found = rows.first()
    if found is None:
        raise NotFound
    return _row(found)


def _row(row: CannedAnswer) -> AnswerRow:
    return AnswerRow(
        row.id, row.area_path, _STEPS[row.step], row.category, Text(row.name_zh, row.name_en),
        Text(row.body_zh, row.body_en), row.at,
    )  # fmt: skip
