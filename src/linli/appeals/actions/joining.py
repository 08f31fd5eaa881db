"""Somebody who meets the same trouble says so: an own report that points at the other one (ADR 0025).

Whether the two are one case is decided by a person at the desk (R5-6, T10); until then each has its own way.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.appeals.actions.placing import Found
from linli.appeals.models import Appeal
from linli.appeals.queries import nearby
from linli.appeals.rules.joining import may_be_shown
from linli.appeals.rules.merging import MasterEnded, NotTheSame, Spot, is_same_matter
from linli.appeals.words import OPEN_STATES, Urgency

_OPEN = [state.value for state in OPEN_STATES]


def spot_at(found: Found, category: str | None, *, now: datetime) -> Spot:
    """Return what counts for likeness of a report that is being written."""
    return Spot(
        category=category or None,
        area_path=found.area_path,
        building_id=found.building_id,
        lon=found.lon,
        lat=found.lat,
        urgency=Urgency.NORMAL,
        at=now,
    )


def pointed_at(appeal_id: UUID, found: Found, category: str | None, *, now: datetime) -> UUID:
    """Return the open report pointed at, once it may be. One statement.

    :raises MasterEnded: it is open no longer.
    :raises NotTheSame: another place or matter, or one that is not for everybody's eyes.
    """
    other = Appeal.objects.filter(id=appeal_id, state__in=_OPEN).first()
    if other is None:
        raise MasterEnded
    spot = nearby.spot_of(other)
    is_private = other.is_minor or bool(other.complained_ids) or not may_be_shown(spot.category)
    if is_private or not is_same_matter(spot_at(found, category, now=now), spot, nearby.nearness(now)):
        raise NotTheSame
    return other.id
