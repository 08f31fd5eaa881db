"""Which appeal a thing of this room belongs to: an order, a notice to rectify, a supervision order."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from linli.dispatch.models import RectifyNotice, Supervision, WorkOrder


def appeals_of(ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return subject id -> appeal id for whatever duties of this room are about. One statement, none without ids."""
    if not ids:
        return {}
    orders = WorkOrder.objects.filter(id__in=ids).values_list("id", "appeal_id")
    notices = RectifyNotice.objects.filter(id__in=ids).values_list("id", "order__appeal_id")
    supervisions = Supervision.objects.filter(id__in=ids).values_list("id", "appeal_id")
    return dict(orders.union(notices, supervisions, all=True))
