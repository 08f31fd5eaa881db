"""Who lives where, when a home is no longer there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from linli.people.models import Residence


def end_residences(dwelling_ids: Collection[UUID], *, since: datetime, now: datetime) -> int:
    """End the residences in some dwellings: since the home is gone, or now if begun after; return how many.

    At most two UPDATEs.
    """
    living = Residence.objects.filter(dwelling_id__in=dwelling_ids, valid_to__isnull=True)
    ended = living.filter(valid_from__lt=since).update(valid_to=since)
    return ended + living.filter(valid_from__lt=now).update(valid_to=now)
