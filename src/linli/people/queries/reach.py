"""The list filter, built from the same reach as the single question (architecture §5)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from linli.kernel.actor import Actor, Scope

NOBODY = Q(pk__in=[])
EVERYBODY = ~NOBODY


def within(area_field: str, prefix: str) -> Q:
    """Return the condition that `area_field` is `prefix` or below it; needs C collation ('0' follows '/')."""
    if not prefix:
        return EVERYBODY
    return Q(**{area_field: prefix}) | Q(**{f"{area_field}__gte": f"{prefix}/", f"{area_field}__lt": f"{prefix}0"})


def reach_filter(scopes: Iterable[Scope], area_field: str = "area_path", unit_fields: tuple[str, ...] = ()) -> Q:
    """Return the condition that one of `scopes` covers the row: area at or below, unit in one of `unit_fields`.

    A scope bound to a unit covers nothing where there are no unit fields. Many-valued unit fields repeat rows: use a
    subquery or ``distinct`` there.
    """
    condition = NOBODY
    for scope in scopes:
        inside = within(area_field, scope.area)
        if scope.unit is not None:
            of_unit = NOBODY
            for unit_field in unit_fields:
                of_unit |= Q(**{unit_field: scope.unit})
            inside &= of_unit
        condition |= inside
    return condition


def actor_filter(
    actor: Actor,
    deed: str,
    *,
    room: str,
    area_field: str = "area_path",
    unit_fields: tuple[str, ...] = (),
    id_field: str = "pk",
) -> Q:
    """Return the condition that ``actor.may(deed, area, units=…, subject=(room, id))`` holds for the row.

    Held things and recusals of `room` are in it; the property test is `test_reach`.
    """
    condition = reach_filter(actor.reach(deed), area_field, unit_fields)
    held = sorted(subject for name, subject in actor.holds if name == room) if deed in actor.held_deeds else []
    if held:
        condition |= Q(**{f"{id_field}__in": held})
    recused = sorted(subject for name, subject in actor.recusals if name == room)
    return condition & ~Q(**{f"{id_field}__in": recused}) if recused else condition
