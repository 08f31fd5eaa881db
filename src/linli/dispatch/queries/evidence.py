"""What proves that something was done: logged actions and visits, and files kept as evidence (G-ev)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from linli.appeals.queries import detail
from linli.appeals.rules.seeing import Sight
from linli.appeals.words import AttachmentUse, TextKind
from linli.dispatch.words import OrderRole

if TYPE_CHECKING:
    from linli.appeals.models import Appeal
    from linli.dispatch.models import WorkOrder

_RECORDS = frozenset({TextKind.ACTION, TextKind.VISIT, TextKind.NOTICE, TextKind.OPINION})
_PROOFS = frozenset({AttachmentUse.EVIDENCE, AttachmentUse.VISIT, AttachmentUse.SERVICE})
_EVERYTHING = Sight(contact=False, place=True, words=True, files=True, inner=True)


def counts(appeal: Appeal, order: WorkOrder) -> tuple[int, int]:
    """Return how many records and how many files prove the order's result. Two statements.

    A leading order counts what every unit of the case left; a part only its own (a file bound to no order counts).
    """
    is_lead = order.role == OrderRole.LEAD
    texts = detail.texts_of(appeal, _EVERYTHING)
    files = detail.files_of(appeal, _EVERYTHING)
    records = sum(text.kind in _RECORDS and (is_lead or text.order_id == order.id) for text in texts)
    proofs = sum(file.use in _PROOFS and (is_lead or file.order_id in {None, order.id}) for file in files)
    return records, proofs


def bodies(appeal: Appeal, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the words of some stored texts of a case. One statement."""
    return {text.id: text.body for text in detail.texts_of(appeal, _EVERYTHING) if text.id in ids}


def body(appeal: Appeal, text_id: UUID | None) -> str:
    """Return the words of one stored text, empty where there is none. One statement."""
    return bodies(appeal, {text_id}).get(text_id, "") if text_id is not None else ""
