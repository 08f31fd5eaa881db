"""A person says where a case is: one of the places that its words may mean, or the one it has (R5-1, R5-5, D-07)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.appeals.actions import moving
from linli.appeals.actions.moving import Telling
from linli.appeals.actions.placing import Place, find
from linli.appeals.rules import triaging as rules
from linli.appeals.words import State
from linli.kernel.actor import Actor
from linli.kernel.facts import Plain

DEED = "appeals.triage"
OPEN_TO = frozenset({State.RECEIVED, State.NEED_INFO, State.TRIAGED})
"""Until somebody has it in hand; afterwards a place is corrected by two persons (T60)."""


def confirm_place(*, actor: Actor, appeal_id: UUID, place: Place, now: datetime, client_id: str | None = None) -> None:
    """Write where a case is, as the person who triages chose it; the fact keeps before and after in codes.

    :raises NotFound, Forbidden, OwnMatter, BelowFirst: PlaceIsSettled: it is in hand already.
    :raises Invalid: there is no such area.
    """
    with transaction.atomic():
        appeal, is_repeat = moving.begin(appeal_id, DEED, actor=actor, client_id=client_id)
        if is_repeat:
            return
        rules.check_triager(actor.roles, appeal.complained_ids)
        if State(appeal.state) not in OPEN_TO:
            raise rules.PlaceIsSettled
        found, before = find(place, at=now), appeal.area_path
        is_kept = (found.area_path, found.estate_id, found.building_id) == (
            before,
            appeal.estate_id,
            appeal.building_id,
        )
        appeal.area_id, appeal.area_path = found.area_id, found.area_path
        appeal.estate_id, appeal.building_id = found.estate_id, found.building_id
        if not is_kept:
            appeal.lon, appeal.lat = found.lon, found.lat
        appeal.changed_at = now
        appeal.save(update_fields=["area", "area_path", "estate_id", "building_id", "lon", "lat", "changed_at"])
        more: dict[str, Plain] = {"from": before, "is_kept": is_kept}
        moving.tell(appeal, "confirm_place", actor=actor, now=now, role=_role(actor),
                    telling=Telling(more=more, client_id=client_id))  # fmt: skip


def _role(actor: Actor) -> str:
    return next((role for role in sorted(rules.TRIAGERS) if role in actor.roles), "")
