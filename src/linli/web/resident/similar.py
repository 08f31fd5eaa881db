"""Open reports near by, offered to somebody about to send: "I have the same" (ADR 0025).

Told are the matter, the day, how it stands and how many said so; never who, in which words, where, which number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.appeals.actions.joining import spot_at
from linli.appeals.actions.placing import Place
from linli.appeals.actions.registering import look
from linli.appeals.queries import nearby
from linli.appeals.rules.joining import MOST_OFFERED, OFFERED_DAYS, may_be_shown
from linli.appeals.words import Channel, Seen
from linli.grid.words import Certainty
from linli.kernel.errors import DomainError
from linli.kernel.words import Text
from linli.standards import queries as standards

LOOKED_AT = 20
NOWHERE = frozenset({Certainty.UNKNOWN, Certainty.OUTSIDE})
OFFERED = "report_offered"
"""The session keeps which reports were offered; the page knows them only as 1, 2, 3."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One open report as a neighbour may know it; `id` never leaves the house."""

    id: UUID
    matter: Text
    seen: Text
    at: datetime
    reporters: int


def offers(words: str, place: Place, *, now: datetime) -> list[Offer]:
    """Return what the writer may have met as well: of each leaf the earliest, with how many people reported any of it.

    At most two statements, none where place or matter is unknown.
    """
    try:
        found, proposed = look(words, place, Channel.WEB, now)
    except DomainError:
        return []
    if found.certainty in NOWHERE or not may_be_shown(proposed.category):
        return []
    spot = spot_at(found, proposed.category, now=now)
    near = nearby.similar_open(spot, now=now, days=OFFERED_DAYS, most=LOOKED_AT, words=words)
    counted = nearby.reporters([one.id for one in near]) if near else {}
    leaves = standards.categories(now)
    first: dict[str, nearby.Near] = {}
    for one in near:  # the likest leaf first; of a leaf the earliest stands
        leaf = one.category or ""
        if leaf in leaves and (leaf not in first or one.registered_at < first[leaf].registered_at):
            first[leaf] = one
    told = [
        Offer(
            one.id,
            leaves[leaf].text,
            Seen[one.state.name].text,
            one.registered_at,
            sum(counted[other.id] for other in near if other.category == leaf),
        )
        for leaf, one in first.items()
    ]
    return told[:MOST_OFFERED]


def chosen(raw: str, offered: list[str], still: list[Offer]) -> UUID | None:
    """Return the report chosen by its place in the list, unless it was settled meanwhile."""
    place = int(raw) if raw.isdecimal() and len(raw) < 3 else 0
    wanted = offered[place - 1] if 0 < place <= len(offered) else ""
    return next((one.id for one in still if str(one.id) == wanted), None)


def ids(found: list[Offer]) -> list[str]:
    """Return what the session keeps of the offers."""
    return [str(one.id) for one in found]


def kept(session: Mapping[str, Any]) -> list[str]:
    """Return the ids that were offered to this session."""
    found = session.get(OFFERED)
    return [str(one) for one in found] if isinstance(found, list) else []
