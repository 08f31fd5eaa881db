"""The clocks of orders, brought to the appeals they belong to (call down, tell up)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from linli.appeals.queries import clocks
from linli.dispatch.models import WorkOrder
from linli.duties import queries as duties
from linli.duties.words import DutyRow


def live(appeal_ids: Collection[UUID]) -> dict[UUID, list[DutyRow]]:
    """Return the running clocks of the orders of several appeals. One statement, two where there are orders."""
    owners = dict(WorkOrder.objects.filter(appeal_id__in=appeal_ids).values_list("id", "appeal_id"))
    found: dict[UUID, list[DutyRow]] = defaultdict(list)
    if not owners:
        return found
    for subject, rows in duties.of_many(("dispatch", order_id) for order_id in owners).items():
        found[owners[subject[1]]].extend(rows)
    return found


ORDERS = clocks.Source(
    "o.appeal_id",
    "FROM duties_duty d JOIN dispatch_workorder o ON o.id = d.subject_id WHERE d.subject_room = 'dispatch'",
    live,
)


def bring() -> None:
    """Let lists, the reporter's page and the archive see the clocks of orders. Twice is once."""
    clocks.register("dispatch", ORDERS)
