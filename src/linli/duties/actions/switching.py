"""Switching clocks: day and night while an area is in emergency, and back (domain-spec §6.4; ADR 0016)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from linli.duties import queries, rules
from linli.duties.actions import writing
from linli.duties.models import Duty
from linli.duties.words import RESIDENT_ROLES, Cause, DutyRow, State, Times
from linli.grid.rules.modes import Spell, nearest
from linli.kernel.actor import Actor
from linli.kernel.clocks import Calendar


def switch_clocks(
    *, actor: Actor, spells: Collection[Spell], now: datetime, calendar: Calendar, limit: int = 500
) -> int:
    """Switch the next `limit` running duties to natural time where an emergency wants it, and back where none does any
    more; return how many. Deed ``duties.sweep``.

    What a resident may do keeps its time, and what is overdue stays so. Call until nothing is left. The old due moments
    are kept, with the emergency's id. Source: domain-spec §6.4; S-023; ADR 0016.

    :raises Forbidden: the actor may not sweep.
    """
    wanted = queries.in_natural_time(spells)
    running = Duty.objects.select_for_update(skip_locked=True, of=("self",), no_key=True).filter(state=State.OPEN.value)
    is_new = Q(spell_id__isnull=True, due_at__gt=now) & ~Q(owed_role__in=sorted(RESIDENT_ROLES)) & wanted
    with writing.together():
        into = (
            _switch_into(actor, running.filter(is_new).order_by("id")[:limit], spells, now, calendar) if spells else 0
        )
        rows = running.filter(spell_id__isnull=False)
        return into + _switch_back(
            actor, (rows.exclude(wanted) if spells else rows).order_by("id")[:limit], now, calendar
        )


def _switch_into(
    actor: Actor, rows: Iterable[Duty], spells: Collection[Spell], now: datetime, calendar: Calendar
) -> int:
    under: dict[UUID, list[UUID]] = defaultdict(list)
    moved = []
    for row in rows:
        actor.require("duties.sweep", row.area_path)
        spell = nearest(spells, row.area_path)
        if spell is not None:
            under[spell.id].append(row.id)
            duty = queries.row_of(row)
            moved.append((duty, rules.in_emergency(duty, now, calendar), spell.id))
    for spell_id, ids in under.items():
        Duty.objects.filter(id__in=ids).update(spell_id=spell_id)
    _move(moved, Cause.EMERGENCY, now)
    return len(moved)


def _switch_back(actor: Actor, rows: Iterable[Duty], now: datetime, calendar: Calendar) -> int:
    duties = [queries.row_of(row) for row in rows]
    ids = [duty.id for duty in duties]
    if not ids:
        return 0
    pauses, moves = queries.changes_of(ids)
    moved = []
    for duty in duties:
        actor.require("duties.sweep", duty.area_path)
        new = rules.restored(duty, pauses.get(duty.id, ()), moves.get(duty.id, ()), now, calendar)
        if new is not None and duty.spell_id is not None:
            moved.append((duty, new, duty.spell_id))
    Duty.objects.filter(id__in=ids).update(spell_id=None)
    _move(moved, Cause.RESTORED, now)
    return len(ids)


def _move(moved: Sequence[tuple[DutyRow, Times, UUID]], cause: Cause, now: datetime) -> None:
    if not moved:
        return
    writing.set_times([(duty, new) for duty, new, _ in moved], now)
    for spell_id in {spell_id for _, _, spell_id in moved}:
        writing.keep([(duty, new) for duty, new, one in moved if one == spell_id], cause, now, approval_id=spell_id)
