"""The week's ten needs of an area: counted from the same rows as every figure, with an owner each (S-071)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from linli.appeals.queries import figures as appeals
from linli.appeals.words import Channel
from linli.dashboards.models import CaseFigure, NeedOwner
from linli.dashboards.rules import needs
from linli.dashboards.rules.periods import Period, whole
from linli.dashboards.words import Source, Step
from linli.kernel.actor import Actor
from linli.kernel.clocks import SHANGHAI
from linli.kernel.errors import NotFound
from linli.kernel.words import Text
from linli.people import queries as people
from linli.people.queries import within
from linli.standards import queries as standards

VIEW, ANSWER = "appeals.view", "dashboards.answer_need"
MOST_CASES = 200
_FIELD = frozenset({Channel.GRID_PATROL, Channel.VIDEO, Channel.IOT})
CHANNELS = {
    Source.GROUPS: frozenset({Channel.WECHAT_GROUP}),
    Source.FIELD: _FIELD,
    Source.RESIDENTS: frozenset(Channel) - _FIELD - {Channel.WECHAT_GROUP},
}


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """Who answers for a need, named by whom, until when; what came of it."""

    id: UUID
    area_path: str
    category: str
    week: date
    unit_id: UUID
    unit: Text
    named_by: UUID
    due_at: datetime
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One of the ten. None where there are fewer than five: `cases` this week, `before` the week before, `people`.

    `unnamed`: some came without a name and are counted as nobody.
    """

    category: str
    name: Text
    cases: int | None
    before: int | None
    growth_permille: int | None
    people: int | None
    unnamed: bool
    owner: OwnerRow | None


@dataclass(frozen=True, slots=True)
class Week:
    """A week of an area: its Monday, its needs, the most frequent first."""

    monday: date
    period: Period
    rows: tuple[NeedRow, ...]


def week_of(area_path: str, now: datetime, back: int = 1, *, source: Source | None = None) -> Week:
    """Return the ten most frequent kinds of what was registered in a whole week at an area. Seven statements at most.

    `back` weeks ago; 0 is the week that runs. `source` narrows it to whom they come from.
    """
    wanted, before = whole(Step.WEEK, now, back), whole(Step.WEEK, now, back + 1)
    monday = wanted.since.astimezone(SHANGHAI).date()
    both = _cases(area_path, Period(before.since, wanted.until), source)
    fresh = Q(registered_at__gte=wanted.since)
    counted = both.values_list("category").annotate(now=Count("id", filter=fresh), before=Count("id", filter=~fresh))
    top = list(counted.filter(now__gt=0).order_by("-now", "category")[: needs.MOST])
    codes = [category for category, _, _ in top]
    heads = _heads(both.filter(fresh, category__in=codes))
    owners = {row.category: row for row in _owners(Q(area_path=area_path, week=monday, category__in=codes))}
    known = standards.categories(now)
    rows = tuple(
        NeedRow(
            category=category,
            name=known[category].text if category in known else Text(category, category),
            cases=needs.shown(count),
            before=needs.shown(earlier),
            growth_permille=needs.growth_permille(count, earlier),
            people=needs.shown(heads[category][0]),
            unnamed=heads[category][1],
            owner=owners.get(category),
        )
        for category, count, earlier in top
    )
    return Week(monday, wanted, rows)


def cases_behind(area_path: str, period: Period, category: str, *, source: Source | None = None) -> list[UUID]:
    """Return the appeals a need counts, newest first: by the same conditions that count them. One statement."""
    rows = _cases(area_path, period, source).filter(category=category).order_by("-registered_at", "-id")
    return list(rows.values_list("id", flat=True)[:MOST_CASES])


def need(actor: Actor, need_id: UUID) -> OwnerRow:
    """Return an owned need to whoever sees its area or answers for it. Two statements.

    :raises NotFound: there is none, or it is somebody else's.
    """
    found = _owners(Q(id=need_id))
    if not found:
        raise NotFound
    row = found[0]
    if not actor.may(VIEW, row.area_path) and not actor.may(ANSWER, row.area_path, units=[row.unit_id]):
        raise NotFound
    return row


def _cases(area_path: str, period: Period, source: Source | None) -> QuerySet[CaseFigure]:
    rows = CaseFigure.objects.filter(
        within("area_path", area_path), registered_at__gte=period.since, registered_at__lt=period.until,
        category__isnull=False,
    )  # fmt: skip
    return rows.filter(channel__in=[one.value for one in CHANNELS[source]]) if source else rows


def _heads(rows: QuerySet[CaseFigure]) -> dict[str, tuple[int, bool]]:
    """Return category -> how many people, and whether some left no name. Three statements at most."""
    of: dict[str, list[UUID]] = defaultdict(list)
    for category, id_ in rows.values_list("category", "id"):
        of[str(category)].append(id_)
    reporters = appeals.reporters([id_ for ids in of.values() for id_ in ids])
    same = people.same_people(set(reporters.values()))
    return {
        category: (
            len({same[reporters[id_]] for id_ in ids if id_ in reporters}),
            any(id_ not in reporters for id_ in ids),
        )
        for category, ids in of.items()
    }


def _owners(condition: Q) -> list[OwnerRow]:
    rows = list(NeedOwner.objects.filter(condition))
    units = people.units({row.unit_id for row in rows}) if rows else {}
    return [
        OwnerRow(
            row.id, row.area_path, row.category, row.week, row.unit_id, units[row.unit_id].name, row.named_by_id,
            row.due_at, row.answer, row.answered_at,
        )
        for row in rows
    ]  # fmt: skip


def owned(ids: Collection[UUID]) -> dict[UUID, OwnerRow]:
    """Return owned needs by id, for lists of duties. Two statements at most, none without ids."""
    return {row.id: row for row in _owners(Q(id__in=list(ids)))} if ids else {}


def whole_week(now: datetime, back: int) -> Period:
    """Return the week that runs, or the one `back` weeks ago, from Monday. No statement."""
    return whole(Step.WEEK, now, back)
