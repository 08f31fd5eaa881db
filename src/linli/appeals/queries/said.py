"""What was said, by id: for lists of rooms above, whose rows were found in reach before."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from linli.appeals.models import AppealText


def bodies(text_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the words of these texts; erased ones are empty. One statement, none without ids.

    The caller has asked for the reader's reach and that nobody barred reads them.
    """
    if not text_ids:
        return {}
    return dict(AppealText.objects.filter(id__in=text_ids).values_list("id", "body"))
