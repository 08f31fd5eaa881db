"""Which appeals somebody sees: the list form of ``actor.may("appeals.view", …)`` (architecture §5)."""

from __future__ import annotations

from django.db.models import Q

from linli.appeals.models import Appeal
from linli.appeals.rules.seeing import Sight, Standing, sight
from linli.kernel.actor import Actor
from linli.kernel.errors import NotFound
from linli.people.queries.reach import EVERYBODY, NOBODY, within

VIEW = "appeals.view"


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


def not_complained_of(actor: Actor) -> Q:
    """Return the condition that none of the actor's units is complained of: such a member may not search by words."""
    return ~Q(complained_ids__overlap=sorted(actor.units)) if actor.units else EVERYBODY


def standing(appeal: Appeal) -> Standing:
    """Return what a decision about seeing rests on."""
    return Standing(
        subject=("appeals", appeal.id),
        area_path=appeal.area_path,
        unit_ids=frozenset(appeal.unit_ids),
        complained_ids=frozenset(appeal.complained_ids),
        is_minor=appeal.is_minor,
    )


def sight_of(actor: Actor, appeal: Appeal) -> Sight:
    """Return what `actor` sees of a loaded appeal.

    :raises NotFound: for this actor there is no such appeal.
    """
    seen = sight(actor, standing(appeal))
    if seen is None or (seen.is_reporter and appeal.detached_at is not None):
        raise NotFound
    return seen
