"""Requests that wait for a second person and have no clock: lowering the urgency, explained close, correction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from linli.appeals.models import Appeal, Request
from linli.appeals.queries.reach import in_reach, not_complained_of
from linli.appeals.words import RequestKind, RequestState
from linli.kernel.actor import Actor
from linli.people.queries.reach import NOBODY

DECIDED_BY: Mapping[RequestKind, str] = {
    RequestKind.LOWER_URGENCY: "appeals.change_urgency",
    RequestKind.EXPLAINED_CLOSE: "appeals.explained_close",
    RequestKind.CORRECT: "appeals.correct",
}
"""The deed that decides; the other kinds have a duty and stand in the inbox (domain-spec §8.3, T50, T56, T60)."""

MOST = 50
_KINDS = {kind.value: kind for kind in DECIDED_BY}


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A request that somebody may decide."""

    id: UUID
    appeal_id: UUID
    kind: RequestKind
    asked_at: datetime


def to_decide(actor: Actor, *, size: int = MOST) -> list[WaitingRow]:
    """Return the open requests without a clock that `actor` may decide, oldest first. One statement.

    Whoever asked does not decide, so the own ones are left out; nor does whoever is barred (I13).
    """
    mine = NOBODY
    for kind, deed in DECIDED_BY.items():
        if actor.reach(deed):
            inside = Appeal.objects.filter(in_reach(actor, deed), not_complained_of(actor))
            mine |= Q(kind=kind.value, appeal_id__in=inside.values("id"))
    rows = Request.objects.filter(mine, state=RequestState.OPEN.value).exclude(asked_by_id=actor.account_id)
    found = rows.order_by("asked_at", "id").values_list("id", "appeal_id", "kind", "asked_at")
    return [WaitingRow(id_, appeal, _KINDS[kind], at) for id_, appeal, kind, at in found[:size]]


def granted(kind: RequestKind, order_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the reason of the last request of `kind` that was granted for each of these orders. One statement."""
    rows = Request.objects.filter(kind=kind.value, state=RequestState.APPROVED.value, order_id__in=order_ids)
    return {row.order_id: row.reason for row in rows.order_by("decided_at", "id") if row.order_id is not None}
