"""Orders and their clocks, put back with a deed that is taken back within seconds (ADR 0027; call down, tell up)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from linli.appeals.actions import undoing
from linli.appeals.actions.undoing import Drawer
from linli.dispatch.models import WorkOrder
from linli.dispatch.words import OrderState
from linli.duties.actions import undoing as clocks
from linli.journal import before
from linli.kernel.changes import Change, Rows
from linli.kernel.facts import Plain


def _read_orders(appeal_id: UUID) -> Rows:
    return before.rows_of(WorkOrder.objects.filter(appeal_id=appeal_id))


def _put_back_orders(change: Change, undo_id: UUID, now: datetime) -> Mapping[str, Plain]:
    """Cancel what the deed made, give the others back their state; return the new state of each, as facts tell it."""
    WorkOrder.objects.filter(id__in=change.made).update(state=OrderState.CANCELLED.value, ended_at=now)
    before.put_back(WorkOrder, change)
    told: dict[str, Plain] = dict.fromkeys(change.made, OrderState.CANCELLED.value)
    told |= {id_: columns["state"][0] for id_, columns in change.changed.items() if "state" in columns}
    return {"orders": told}


def _read_clocks(appeal_id: UUID) -> Rows:
    return clocks.rows(WorkOrder.objects.filter(appeal_id=appeal_id).values_list("id", flat=True))


def _put_back_clocks(change: Change, undo_id: UUID, now: datetime) -> Mapping[str, Plain]:
    clocks.put_back(change, undo_id=undo_id, now=now)
    return {}


def bring() -> None:
    """Let what is taken back in a case put its orders back as well. Twice is once."""
    undoing.bring("order_clocks", Drawer(_read_clocks, _put_back_clocks))
    undoing.bring("orders", Drawer(_read_orders, _put_back_orders))
