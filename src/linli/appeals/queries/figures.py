"""What the figures need to know of appeals: codes, counts and moments, nothing about who said what."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from linli.appeals.models import Appeal
from linli.appeals.rules import repeating
from linli.appeals.rules.repeating import Told
from linli.appeals.words import State
from linli.duties import queries as duties
from linli.journal import queries as journal
from linli.people import queries as people
from linli.standards import queries as standards

Window = Callable[[datetime, timedelta], tuple[datetime, datetime]]
SPOT_CHECK = "appeals.spot_check"
ARCHIVED = "appeals.archived"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One appeal as it stands now. `ended_at` is empty while it is open.

    `is_withdrawn` stays true in the archive. `is_spot_checked`: the reporter who took it back was called (T53).
    `repeats_id`: the latest earlier appeal that this one repeats.
    """

    id: UUID
    state: str
    channel: str
    kind: str
    category: str | None
    urgency: str
    mode: str | None
    is_hazard: bool
    area_path: str
    accountable_id: UUID | None
    bounce_count: int
    reopen_count: int
    suspend_count: int
    closed_level: int | None
    outcome: str | None
    solved: str | None
    satisfied: str | None
    found_at: datetime
    registered_at: datetime
    called_at: datetime | None
    responded_at: datetime | None
    handled_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    is_withdrawn: bool = False
    is_spot_checked: bool = False
    repeats_id: UUID | None = None

    @property
    def closed_at(self) -> datetime | None:
        """Return when it was closed (办结), or None: other ends (merged, refused, withdrawn …) are no closing."""
        is_closed = self.state == State.CLOSED or (self.state == State.ARCHIVED and self.closed_level is not None)
        return self.ended_at if is_closed else None


_COLUMNS = tuple(CaseRow.__dataclass_fields__)[:-3]
_MORE = ("reporter_id", "building_id")
_TOLD = ("id", "category", "reporter_id", "building_id", "registered_at")


def cases(ids: Collection[UUID]) -> list[CaseRow]:
    """Return those of the appeals that were registered (drafts are nobody's business), by id.

    Five statements, one more where some are in the archive that were never closed.
    """
    rows = Appeal.objects.filter(id__in=ids).exclude(state=State.DRAFT.value).order_by("id")
    found = list(rows.values_list(*_COLUMNS, *_MORE))
    people_of = people.same_people({values[-2] for values in found if values[-2]})
    told = [_told((*_COLUMNS, *_MORE), values, people_of) for values in found]
    kin = _kin(told, people_of, lambda at, days: (at - days, at))
    withdrawn = _withdrawn(CaseRow(*values[:-2]) for values in found)
    checked = {
        id_ for id_, ran in duties.ran(withdrawn, [SPOT_CHECK]).items() if any(one.is_kept is not None for one in ran)
    }
    return [
        replace(
            CaseRow(*values[:-2]),
            is_withdrawn=one.id in withdrawn,
            is_spot_checked=one.id in checked,
            repeats_id=repeating.repeated(one, kin, days=_days(one)),
        )
        for values, one in zip(found, told, strict=True)
    ]


def repeating_these(ids: Collection[UUID]) -> set[UUID]:
    """Return the later appeals that may repeat one of these: they are counted anew when one of these changes.

    Four statements.
    """
    found = list(Appeal.objects.filter(id__in=ids).values_list(*_TOLD))
    people_of = people.same_people({values[2] for values in found if values[2]})
    told = [_told(_TOLD, values, people_of) for values in found]
    later = _kin(told, people_of, lambda at, days: (at, at + days))
    return {other.id for other in later for one in told if repeating.repeats(other, one, days=_days(other))}


def _told(names: tuple[str, ...], values: tuple[Any, ...], people_of: Mapping[UUID, UUID]) -> Told:
    row = dict(zip(names, values, strict=True))
    return Told(row["id"], row["category"], people_of.get(row["reporter_id"]), row["building_id"], row["registered_at"])


def _kin(told: Collection[Told], people_of: Mapping[UUID, UUID], window: Window) -> list[Told]:
    """Return what was said by the same people or about the same buildings within the widest window.

    One statement, none where nothing can be the same.
    """
    known = [one for one in told if one.category and (one.reporter_id or one.building_id)]
    if not known:
        return []
    windows = [window(one.at, timedelta(days=_days(one))) for one in known]
    same = Q(reporter_id__in=list(people_of)) | Q(building_id__in={one.building_id for one in known if one.building_id})
    rows = Appeal.objects.filter(
        same,
        category__in={one.category for one in known},
        registered_at__gte=min(since for since, _ in windows),
        registered_at__lte=max(until for _, until in windows),
    ).exclude(state=State.DRAFT.value)
    return [_told(_TOLD, values, people_of) for values in rows.values_list(*_TOLD)]


def _days(one: Told) -> int:
    """Return the standard in force when it was registered. No statement while fresh."""
    return standards.number("metrics.repeat_days", one.at)


def _withdrawn(rows: Iterable[CaseRow]) -> set[UUID]:
    """Return those that were taken back, in the archive too: the fact of archiving says from which state. T52, T53."""
    found, archived = set(), set()
    for row in rows:
        if row.state == State.WITHDRAWN:
            found.add(row.id)
        elif row.state == State.ARCHIVED and row.closed_level is None:
            archived.add(row.id)
    if archived:
        facts = journal.facts_of(archived)
        found |= {f.subject_id for f in facts if f.kind == ARCHIVED and f.data["reason"] == State.WITHDRAWN.value}
    return found


def newest() -> tuple[UUID, datetime] | None:
    """Return the appeal registered last and when, or None: whoever follows the facts can tell by it what is missing.

    One statement.
    """
    rows = Appeal.objects.exclude(state=State.DRAFT.value).order_by("-id")
    return rows.values_list("id", "registered_at").first()


def reporters(appeal_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return appeal -> contact of who reported it; who left no name is left out. One statement, none without ids."""
    if not appeal_ids:
        return {}
    rows = Appeal.objects.filter(id__in=appeal_ids, reporter_id__isnull=False)
    return dict(rows.values_list("id", "reporter_id"))
