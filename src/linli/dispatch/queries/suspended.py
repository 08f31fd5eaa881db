"""What is put aside now, for everybody to read and nobody to be known by (T39: the masked public list)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.appeals.queries import waiting
from linli.appeals.words import RequestKind
from linli.dispatch.models import WorkOrder
from linli.dispatch.words import OrderState
from linli.duties import queries as duties
from linli.kernel.pages import Page, as_id, decode, page_of

RESUME = "dispatch.resume"
STREET_DEPTH = 2


@dataclass(frozen=True, slots=True)
class SuspendedRow:
    """A matter that is put aside: what, in which street, why (a code), since when, and when it is looked at again.

    No words, number, unit or place below the street: in a small courtyard those would name a person.
    """

    id: UUID
    category: str
    street_path: str
    reason: str
    since: datetime
    review_at: datetime


def listed(*, cursor: str = "", size: int = 50) -> Page[SuspendedRow]:
    """Return a page of what is put aside, the newest order first, by id. Three statements, one where there is none.

    :raises Invalid: the cursor is not one of ours.
    """
    rows = WorkOrder.objects.filter(state=OrderState.PAUSED.value).order_by("-id")
    if cursor:
        rows = rows.filter(id__lt=as_id(decode(cursor, 1)[0]))
    found = list(rows[: size + 1])
    if not found:
        return Page((), None)
    return page_of(_rows(found), size, lambda row: (str(row.id),))


def _rows(orders: list[WorkOrder]) -> list[SuspendedRow]:
    reasons = waiting.granted(RequestKind.SUSPENSION, [order.id for order in orders])
    running = duties.of_many([("dispatch", order.id) for order in orders])
    out = []
    for order in orders:
        review = next((one for one in running.get(("dispatch", order.id), ()) if one.deed == RESUME), None)
        if review is not None:
            street = "/".join(order.area_path.split("/")[:STREET_DEPTH])
            reason = reasons.get(order.id, "")
            out.append(SuspendedRow(order.id, order.category, street, reason, review.started_at, review.due_at))
    return out
