"""What is proposed as topic or project, to whom, and what became of it (S-097)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from linli.journeys.models import Proposal
from linli.journeys.words import ProposalKind, ProposalSource, ProposalState
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.people import queries as people

VIEW, ANSWER = "appeals.view", "journeys.answer_proposal"
MOST = 100


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One proposal. `proposed_by` is None where a rule found it."""

    id: UUID
    kind: ProposalKind
    source: ProposalSource
    source_id: UUID | None
    title: str
    category: str | None
    area_path: str
    appeal_ids: tuple[UUID, ...]
    unit_id: UUID
    due_at: datetime
    state: ProposalState
    proposed_by: UUID | None
    at: datetime
    reason: str
    decided_by: UUID | None
    decided_at: datetime | None


def proposals(actor: Actor, *, state: ProposalState | None = None, size: int = MOST) -> list[ProposalRow]:
    """Return what is proposed where the actor sees cases or answers for it, newest first. One statement."""
    rows = Proposal.objects.filter(_seen(actor))
    if state is not None:
        rows = rows.filter(state=state.value)
    return [_row(row) for row in rows.order_by("-at", "-id")[:size]]


def proposal(actor: Actor, id_: UUID) -> ProposalRow:
    """Return one proposal. One statement.

    :raises NotFound: there is none, or it lies elsewhere.
    """
    found = Proposal.objects.filter(_seen(actor), id=id_).first()
    if found is None:
        raise NotFound
    return _row(found)


def of_source(source: ProposalSource, source_id: UUID) -> UUID | None:
    """Return the proposal that a hot event's alert or a thread led to. One statement."""
    return Proposal.objects.filter(source=source.value, source_id=source_id).values_list("id", flat=True).first()


def _seen(actor: Actor) -> Q:
    return people.actor_filter(actor, VIEW, room="journeys", unit_fields=("unit_id",)) | people.actor_filter(
        actor, ANSWER, room="journeys", unit_fields=("unit_id",)
    )


def _row(row: Proposal) -> ProposalRow:
    return ProposalRow(
        row.id, ProposalKind(row.kind), ProposalSource(row.source), row.source_id, row.title, row.category,
        row.area_path, tuple(row.appeal_ids), row.unit_id, row.due_at, ProposalState(row.state), row.proposed_by_id,
        row.at, row.reason, row.decided_by_id, row.decided_at,
    )  # fmt: skip
