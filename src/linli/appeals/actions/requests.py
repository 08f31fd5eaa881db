"""A step that needs two people: somebody asks, somebody else decides (ADR 0009). The caller has locked the appeal."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.appeals.models import Appeal, AppealText, Request
from linli.appeals.words import RequestKind, RequestState
from linli.kernel.actor import Actor
from linli.kernel.errors import Conflict, Refused
from linli.kernel.facts import Plain
from linli.kernel.words import Text


class AskedBefore(Conflict):
    """The same request is waiting already."""

    code = "appeals.asked_before"
    says = Text("同样的申请正在等待决定。", "The same request is already waiting for a decision.")


class NothingAsked(Refused):
    """Nobody asked for this, or it was decided before."""

    code = "appeals.nothing_asked"
    says = Text(
        "没有待决定的申请，可能已经有人决定过。", "There is no open request; somebody may have decided already."
    )


class SamePerson(Refused):
    """Whoever asks does not decide."""

    code = "appeals.same_person"
    says = Text("不能由申请人自己决定，请另一人办理。", "Whoever asked cannot decide; another person must.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as others see it."""

    id: UUID
    kind: RequestKind
    order_id: UUID | None
    reason: str
    terms: Mapping[str, Plain]
    text_id: UUID | None
    asked_by_id: UUID | None
    asked_unit_id: UUID | None
    asked_at: datetime


def open_request(
    appeal: Appeal,
    kind: RequestKind,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    terms: Mapping[str, Plain] | None = None,
    text: AppealText | None = None,
    order_id: UUID | None = None,
    unit_id: UUID | None = None,
) -> Asked:
    """Ask for a step that another person decides; return the request. Two statements.

    :raises AskedBefore: one of this kind is open for this appeal (and order).
    """
    if Request.objects.filter(appeal=appeal, kind=kind, order_id=order_id, state=RequestState.OPEN).exists():
        raise AskedBefore
    made = Request(
        appeal=appeal,
        order_id=order_id,
        kind=kind.value,
        reason=reason,
        terms=dict(terms or {}),
        text_id=text.id if text else None,
        asked_by_id=actor.account_id,
        asked_unit_id=unit_id,
        asked_at=now,
    )
    made.save(force_insert=True)
    return _asked(made)


def asked(appeal: Appeal, kind: RequestKind, *, order_id: UUID | None = None) -> Asked:
    """Return the open request of a kind. One statement.

    :raises NothingAsked: there is none.
    """
    return _asked(_open(appeal, kind, order_id))


def decide(
    appeal: Appeal,
    kind: RequestKind,
    *,
    actor: Actor,
    now: datetime,
    approve: bool,
    order_id: UUID | None = None,
    text: AppealText | None = None,
) -> Asked:
    """Decide the open request of a kind; return it. Two statements. The caller then takes the step, or not.

    :raises NothingAsked: there is none.
    :raises SamePerson: the actor asked for it, or is nobody.
    """
    found = _open(appeal, kind, order_id)
    if actor.account_id is None or actor.account_id == found.asked_by_id:
        raise SamePerson
    found.state = (RequestState.APPROVED if approve else RequestState.REJECTED).value
    found.decided_by_id = actor.account_id
    found.decided_text_id = text.id if text else None
    found.decided_at = now
    found.save(update_fields=["state", "decided_by_id", "decided_text_id", "decided_at"])
    return _asked(found)


def drop(
    appeal: Appeal, *, now: datetime, kinds: Collection[RequestKind] | None = None, order_id: UUID | None = None
) -> int:
    """Void what is open (the matter ended, was sent on …); return how many. One UPDATE."""
    rows = Request.objects.filter(appeal=appeal, state=RequestState.OPEN)
    if kinds is not None:
        rows = rows.filter(kind__in=[kind.value for kind in kinds])
    if order_id is not None:
        rows = rows.filter(order_id=order_id)
    return rows.update(state=RequestState.DROPPED.value, decided_at=now)


def _open(appeal: Appeal, kind: RequestKind, order_id: UUID | None) -> Request:
    found = Request.objects.filter(appeal=appeal, kind=kind, order_id=order_id, state=RequestState.OPEN).first()
    if found is None:
        raise NothingAsked
    return found


def _asked(row: Request) -> Asked:
    return Asked(
        id=row.id,
        kind=RequestKind(row.kind),
        order_id=row.order_id,
        reason=row.reason,
        terms=row.terms,
        text_id=row.text_id,
        asked_by_id=row.asked_by_id,
        asked_unit_id=row.asked_unit_id,
        asked_at=row.asked_at,
    )


__all__ = ["Asked", "AskedBefore", "NothingAsked", "SamePerson", "asked", "decide", "drop", "open_request"]
