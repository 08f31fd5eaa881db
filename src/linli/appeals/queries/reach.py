"""Which appeals somebody sees: the list form of ``actor.may("appeals.view", …)`` (architecture §5)."""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from linli.appeals.models import Appeal
from linli.appeals.rules.seeing import RECORD, Sight, Standing, sight
from linli.appeals.words import OPEN_STATES
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.people.queries.reach import EVERYBODY, NOBODY, within

VIEW, CORRECT = "appeals.view", "appeals.correct"
_OPEN = sorted(state.value for state in OPEN_STATES)


def in_reach(actor: Actor, deed: str = VIEW) -> Q:
    """Return the condition that ``actor.may(deed, area, units=units, subject=…)`` holds for the row."""
    condition = NOBODY
    for scope in actor.reach(deed):
        inside = within("area_path", scope.area)
        if scope.unit is not None:
            inside &= Q(unit_ids__contains=[scope.unit])
        condition |= inside
    held = sorted(id_ for room, id_ in actor.holds if room == "appeals") if deed in actor.held_deeds else []
    if held:
        condition |= Q(pk__in=held)
    recused = sorted(id_ for room, id_ in actor.recusals if room == "appeals")
    return condition & ~Q(pk__in=recused) if recused else condition


def ids_in_reach(actor: Actor, *, area: str = "", also: Collection[str] = ()) -> QuerySet[Appeal, Any]:
    """Return the appeals whose inner words `actor` reads as staff, as rows of `id`: lists of rooms above build on it.

    Neither what somebody is barred from nor what they reported themselves. `area` narrows it to an area and what lies
    below, `also` to where one of these deeds holds. No statement by itself.
    """
    rows = Appeal.objects.filter(in_reach(actor), not_complained_of(actor), within("area_path", area))
    held = sorted(id_ for room, id_ in actor.holds if room == "appeals")
    if also:
        rows = rows.filter(reduce(or_, (in_reach(actor, deed) for deed in sorted(also))))
    return rows.exclude(id__in=held).values("id")


def still_open() -> QuerySet[Appeal, Any]:
    """Return the appeals that are not over, as rows of `id`. No statement by itself."""
    return Appeal.objects.filter(state__in=_OPEN).values("id")


def not_complained_of(actor: Actor) -> Q:
    """Return the condition that the actor is not barred: the list form of ``not actor.is_barred(…)`` (I13)."""
    if not actor.barred_by:
        return EVERYBODY
    held = sorted(id_ for room, id_ in actor.holds if room == "appeals")
    free = ~Q(complained_ids__overlap=sorted(actor.barred_by))
    return free | Q(pk__in=held) if held else free


def standing(appeal: Appeal) -> Standing:
    """Return what a decision about seeing rests on."""
    return Standing(
        subject=("appeals", appeal.id),
        area_path=appeal.area_path,
        unit_ids=frozenset(appeal.unit_ids),
        complained_ids=frozenset(appeal.complained_ids),
        is_minor=appeal.is_minor,
        is_presumed=appeal.triaged_at is None,
    )


def sight_of(actor: Actor, appeal: Appeal) -> Sight:
    """Return what `actor` sees of a loaded appeal.

    :raises NotFound: for this actor there is no such appeal.
    """
    seen = sight(actor, standing(appeal))
    if seen is None or (seen.is_reporter and appeal.detached_at is not None):
        raise NotFound
    return seen


def sight_of_record(actor: Actor, appeal: Appeal) -> Sight:
    """Return what `actor` sees of one case that was asked for by its id or number: also whoever may correct it (T60).

    :raises NotFound: for this actor there is no such appeal.
    """
    try:
        return sight_of(actor, appeal)
    except NotFound:
        if actor.may(CORRECT, appeal.area_path, subject=("appeals", appeal.id)):
            return RECORD
        raise
