"""The clocks that run for an appeal: its own, and those of whatever higher rooms open for it (orders).

A higher room registers where its duties lead to appeals; so a list, the reporter's page and the archive see them all
without knowing that room (call down, tell up).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.duties import queries as duties
from linli.duties.words import Card, DutyRow
from linli.kernel.actor import Subject

Subjects = Callable[[Collection[UUID]], Mapping[Subject, UUID]]
Duties = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """A room whose duties belong to appeals.

    `appeals` turns rows of duties with their `subject_id` into rows of the appeals' ids, under any name. `subjects`
    returns what duties are owed on in the given appeals, and in which.
    """

    appeals: Callable[[Duties], Duties]
    subjects: Subjects


_sources: dict[str, Source] = {}


def register(room: str, source: Source) -> None:
    """Let a room bring in the clocks of its own things. Twice is once."""
    _sources[room] = source


def _own(appeal_ids: Collection[UUID]) -> dict[Subject, UUID]:
    return {("appeals", appeal_id): appeal_id for appeal_id in appeal_ids}


register("appeals", Source(lambda owed: owed, _own))


def live(appeal_ids: Collection[UUID]) -> dict[UUID, list[DutyRow]]:
    """Return the live duties of several appeals, soonest first. One statement, and one of each other room."""
    owners: dict[Subject, UUID] = {}
    for source in _sources.values():
        owners |= source.subjects(appeal_ids)
    found: dict[UUID, list[DutyRow]] = defaultdict(list)
    for subject, rows in duties.of_many(owners).items():
        found[owners[subject]].extend(rows)
    return {appeal_id: sorted(rows, key=lambda row: row.due_at) for appeal_id, rows in found.items()}


def overdue(now: datetime) -> Q:
    """Return the condition that a clock of the appeal is past its due moment."""
    return _shows(Card.RED, now)


def soon(now: datetime) -> Q:
    """Return the condition that a clock of the appeal shows the yellow card."""
    return _shows(Card.YELLOW, now)


def _shows(card: Card, now: datetime) -> Q:
    first, *rest = (source.appeals(duties.showing(card, room, now)) for room, source in _sources.items())
    # One set of ids, not one condition for each room: an OR of two would be asked of every appeal.
    return Q(id__in=first.union(*rest, all=True))
