"""The clocks that run for an appeal: its own, and those of whatever higher rooms open for it (orders).

A higher room registers where its duties lead to appeals; so a list, the reporter's page and the archive see them all
without knowing that room (call down, tell up).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.db.models.expressions import RawSQL

from linli.duties import queries as duties
from linli.duties.words import DutyRow
from linli.kernel.actor import Subject

Subjects = Callable[[Collection[UUID]], Mapping[Subject, UUID]]


@dataclass(frozen=True, slots=True)
class Source:
    """A room whose duties belong to appeals.

    `ids` is SQL from FROM on that ends in a condition on ``duties_duty d``; with `column` it yields appeal ids.
    `subjects` returns what duties are owed on in the given appeals, and in which.
    """

    column: str
    ids: str
    subjects: Subjects


_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Let a room bring in the clocks of its own things. Twice is once."""
    _sources[name] = source


def _own(appeal_ids: Collection[UUID]) -> dict[Subject, UUID]:
    return {("appeals", appeal_id): appeal_id for appeal_id in appeal_ids}


register("appeals", Source("d.subject_id", "FROM duties_duty d WHERE d.subject_room = 'appeals'", _own))


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
    return _where("AND d.state = 'open' AND d.due_at < %s", (now,))


def soon(now: datetime) -> Q:
    """Return the condition that a clock of the appeal shows the yellow card."""
    return _where("AND d.state = 'open' AND d.yellow_at <= %s AND d.due_at >= %s", (now, now))


def _where(condition: str, params: tuple[datetime, ...]) -> Q:
    parts = [f"SELECT {source.column} {source.ids} {condition}" for source in _sources.values()]
    return Q(id__in=RawSQL(" UNION ALL ".join(parts), params * len(parts)))  # noqa: S611
