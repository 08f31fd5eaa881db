"""The clocks of orders, brought to the appeals they belong to (call down, tell up)."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import OuterRef, Subquery

from linli.appeals.queries import clocks
from linli.appeals.queries.clocks import Duties
from linli.dispatch.models import WorkOrder
from linli.kernel.actor import Subject


def orders(appeal_ids: Collection[UUID]) -> dict[Subject, UUID]:
    """Return the orders of several appeals, each with its appeal. One statement."""
    found = WorkOrder.objects.filter(appeal_id__in=appeal_ids).values_list("id", "appeal_id")
    return {("dispatch", order_id): appeal_id for order_id, appeal_id in found}


def appeals(owed: Duties) -> Duties:
    """Return the appeals of duties on orders.

    The order is looked up for each duty: there are few overdue and many orders, and a join reads them all.
    """
    order = WorkOrder.objects.filter(id=OuterRef("subject_id")).values("appeal_id")
    found: Duties = owed.annotate(of_appeal=Subquery(order)).values("of_appeal")
    return found


ORDERS = clocks.Source(appeals, orders)


def bring() -> None:
    """Let lists, the reporter's page and the archive see the clocks of orders. Twice is once."""
    clocks.register("dispatch", ORDERS)
