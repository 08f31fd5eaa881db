"""When an appeal repeats an earlier one. Source: domain-spec §10.1 (重复诉求率); standard `metrics.repeat_days`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Told:
    """Who reported what kind of thing about which building and when; unknown parts are None.

    `reporter_id` is the contact that stands for the person: each report has a contact of its own.
    """

    id: UUID
    category: str | None
    reporter_id: UUID | None
    building_id: UUID | None
    at: datetime


def repeats(one: Told, earlier: Told, *, days: int) -> bool:
    """Say whether `one` repeats `earlier`: same leaf, same reporter or building, at most `days` times 24 h later.

    The place is the building: a whole grid has hundreds of households, and two of them need not mean the same thing.
    """
    if one.category is None or one.category != earlier.category:
        return False
    if (earlier.at, earlier.id) >= (one.at, one.id) or one.at - earlier.at > timedelta(days=days):
        return False
    is_same_reporter = one.reporter_id is not None and one.reporter_id == earlier.reporter_id
    return is_same_reporter or (one.building_id is not None and one.building_id == earlier.building_id)


def repeated(one: Told, others: Iterable[Told], *, days: int) -> UUID | None:
    """Return the latest earlier appeal that `one` repeats, or None."""
    found = [(other.at, other.id) for other in others if repeats(one, other, days=days)]
    return max(found)[1] if found else None
